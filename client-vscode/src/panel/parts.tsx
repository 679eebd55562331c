// Whose text there is, and the same figures by language, provider, model and kind.

import * as l10n from "@vscode/l10n";
import { useCallback, useState } from "preact/hooks";
import { list, number } from "../language.ts";
import { Chart, Legend } from "./chart.tsx";
import { canDraw, intervals, ORIGIN_COLOURS, origins } from "./charts.ts";
import type { Group, Report } from "./report.ts";
import { Table } from "./table.tsx";
import { counts, firstTold, horizon, interval, KINDS, ORIGINS, SHARE_FROM, share } from "./words.ts";

export function Origins({ report }: { readonly report: Report }) {
  const parts = Object.entries(report.origins).filter(([, count]) => count > 0);
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  const draw = useCallback(() => origins(parts), [report]);
  if (total === 0) return null;
  return (
    <section>
      <h2>{l10n.t("Whose text there is")}</h2>
      <div class="pair">
        <div>
          <Chart label={list(parts.map(([name, count]) => `${ORIGINS[name] ?? name}: ${counts(count, total)}`))} draw={draw} />
          <Legend names={parts.map(([name]) => [ORIGINS[name] ?? name, ORIGIN_COLOURS[name] ?? ""])} />
        </div>
        <Table
          caption={l10n.t("Characters of documents as last seen, by who put them there")}
          heads={["", `#${l10n.t("characters")}`, "#"]}
          rows={parts.map(([name, count]) => [ORIGINS[name] ?? name, number(count), share(count, total)])}
        />
      </div>
    </section>
  );
}

const DIMENSIONS = [
  ["language", l10n.t("language")],
  ["provider", l10n.t("provider")],
  ["model", l10n.t("model")],
  ["kind", l10n.t("kind")],
] as const;

interface Groups {
  readonly report: Report;
  readonly groups: Readonly<Record<string, readonly Group[]>>;
}

export function Groups({ report, groups }: Groups) {
  const [[by, title], choose] = useState<(typeof DIMENSIONS)[number]>(DIMENSIONS[0]);
  const told = firstTold(report);
  const latest = report.survival.filter((row) => !["save", "close", "settled"].includes(row.horizon)).at(-1)?.horizon;
  const found = groups[by] ?? [];
  const rows = found.map((group) => {
    const key = group.key[by] ?? l10n.t("not known");
    const name = by === "kind" ? (KINDS[key] ?? key) : key;
    const rate = told === undefined ? undefined : group.rates[told[0]];
    const standing = group.survival.find((row) => row.horizon === latest);
    return { name, group, rate, standing };
  });
  const shares = rows.flatMap(({ name, rate }) => (rate === undefined || rate.denominator === 0 ? [] : [{ name, ...rate }]));
  const draw = useCallback(() => intervals(shares), [report, by]);
  const of = told?.[1] ?? l10n.t("Suggestions");
  const caption =
    latest === undefined ? l10n.t("{0}, and what stands of it", of) : l10n.t("{0}, and what stands of it after {1}", of, horizon(latest));
  if (Object.values(groups).every((one) => one.length === 0)) return null;
  return (
    <section>
      <h2>
        <label>
          {l10n.t("By")}{" "}
          <select
            value={by}
            onChange={(event) => {
              const chosen = DIMENSIONS.find(([name]) => name === event.currentTarget.value);
              if (chosen !== undefined) choose(chosen);
            }}
          >
            {DIMENSIONS.map(([name, words]) => (
              <option value={name}>{words}</option>
            ))}
          </select>
        </label>
      </h2>
      <div class="pair">
        {told !== undefined && canDraw(shares) && (
          <Chart
            label={`${told[1]}: ${list(shares.map((one) => `${one.name}: ${counts(one.numerator, one.denominator)}`))}`}
            draw={draw}
          />
        )}
        <Table
          caption={caption}
          heads={[
            title,
            `#${l10n.t("accepted")}`,
            `~${l10n.t("counts")}`,
            `~${l10n.t("95 % interval")}`,
            `#${l10n.t("standing")}`,
            `~${l10n.t("characters")}`,
          ]}
          rows={rows.map(({ name, group, rate, standing }) => [
            name,
            rate === undefined || rate.denominator === 0
              ? number((group.suggestions["accepted"] ?? 0) + (group.suggestions["partlyAccepted"] ?? 0))
              : share(rate.numerator, rate.denominator),
            rate === undefined || rate.denominator === 0 ? "" : counts(rate.numerator, rate.denominator),
            rate === undefined || rate.denominator < SHARE_FROM ? "" : interval(rate.low, rate.high),
            standing === undefined ? "" : share(standing.kept, standing.original),
            standing === undefined || standing.original === 0 ? "" : counts(standing.kept, standing.original),
          ])}
        />
      </div>
    </section>
  );
}
