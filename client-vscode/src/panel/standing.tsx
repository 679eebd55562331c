// What still stands of accepted text, by age and after acts, and how far it was edited.

import * as l10n from "@vscode/l10n";
import { useCallback } from "preact/hooks";
import { decimal, list, number } from "../language.ts";
import type { Curve } from "../protocol.ts";
import { Chart, Legend } from "./chart.tsx";
import { becameOf, curves, distances, VERDICT_COLOURS } from "./charts.ts";
import type { Report } from "./report.ts";
import { Table } from "./table.tsx";
import { AGES, counts, CURVES, horizon, hundredths, percent, SHARE_FROM, share, UNIT_NAMES, UNITS, VERDICTS, verdicts } from "./words.ts";

export function Standing({ report, found }: { readonly report: Report; readonly found: readonly Curve[] }) {
  const draw = useCallback(() => curves(found), [found]);
  const drawn = found.some(({ points }) => points.some(({ spans }) => spans >= SHARE_FROM));
  if (report.survival.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("Still standing")}</h2>
      {!drawn && <p>{l10n.t("Curves are drawn from {0} suggestions on; until then these are the counts.", SHARE_FROM)}</p>}
      <div class="pair">
        {drawn && <Chart label={list(found.map(inWords))} draw={draw} />}
        <div>
          {drawn && <ByAge found={found} />}
          <Table
            caption={l10n.t("Characters that stand of those accepted, by when they were read")}
            heads={[l10n.t("after"), `#${l10n.t("readings")}`, "#", `~${l10n.t("characters")}`, `#${l10n.t("read late")}`]}
            rows={report.survival.map((row) => [
              horizon(row.horizon),
              number(row.count),
              share(row.kept, row.original),
              row.original === 0 ? "" : counts(row.kept, row.original),
              row.late === 0 ? "" : number(row.late),
            ])}
          />
        </div>
      </div>
    </section>
  );
}

function ByAge({ found }: { readonly found: readonly Curve[] }) {
  const names = Object.keys(CURVES);
  const ages = AGES.filter((age) => found.some(({ points }) => points.some((point) => point.horizon === age)));
  return (
    <Table
      caption={l10n.t("By age, with 95 % intervals and how many suggestions were that old; the younger are left out")}
      heads={[l10n.t("after"), ...names.map((name) => `~${CURVES[name] ?? name}`)]}
      rows={ages.map((age) => [
        horizon(age),
        ...names.map((name) => {
          const point = found.find((curve) => curve.name === name)?.points.find((one) => one.horizon === age);
          if (point === undefined) return "";
          const { spans, value, low, high } = point;
          if (spans < SHARE_FROM) return l10n.t("of {0}", number(spans));
          return l10n.t("{0} ({1} to {2}) of {3}", percent(value), hundredths(low), hundredths(high), number(spans));
        }),
      ])}
    />
  );
}

export function BecameOf({ report }: { readonly report: Report }) {
  const draw = useCallback(() => becameOf(report.survival), [report]);
  const present = VERDICTS.filter(([name]) => report.survival.some((row) => (row.verdicts[name] ?? 0) > 0));
  const drawn = report.survival.some((row) => row.count >= SHARE_FROM);
  if (report.survival.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("What became of it")}</h2>
      <div class="pair">
        {drawn && (
          <div>
            <Chart
              label={report.survival.map((row) => `${horizon(row.horizon)}: ${verdicts(row.verdicts)}`).join("; ")}
              draw={draw}
            />
            <Legend names={present.map(([name, title, meaning]) => [`${title}: ${meaning}`, VERDICT_COLOURS[name] ?? ""])} />
          </div>
        )}
        <Table
          caption={l10n.t("Readings by their verdict")}
          heads={["", ...report.survival.map((row) => `#${horizon(row.horizon)}`)]}
          rows={present.map(([name, title]) => [title, ...report.survival.map((row) => number(row.verdicts[name] ?? 0))])}
        />
      </div>
    </section>
  );
}

export function EditDistance({ report }: { readonly report: Report }) {
  const aged = report.editDistance.filter((row) => AGES.includes(row.horizon));
  const draw = useCallback(() => distances(aged), [report]);
  const horizons = [...new Set(report.editDistance.map((row) => row.horizon))];
  const drawn = aged.some((row) => row.count >= SHARE_FROM);
  if (horizons.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("Edit distance")}</h2>
      <p>
        {l10n.t("How far accepted text was edited, from 0 (unchanged) to 1 (gone): the median, and the value that nine of ten do not exceed.")}
      </p>
      <div class="pair">
        {drawn && <Chart label={l10n.t("Median and 90th percentile by age, as in the table")} draw={draw} />}
        <Table
          caption={l10n.t("Median, 90th percentile and readings")}
          heads={[l10n.t("after"), ...UNITS.map((unit) => `#${UNIT_NAMES[unit] ?? unit}`)]}
          rows={horizons.map((key) => [
            horizon(key),
            ...UNITS.map((unit) => {
              const row = report.editDistance.find((one) => one.horizon === key && one.unit === unit);
              return row === undefined ? "" : l10n.t("{0}, {1} of {2}", decimals(row.median), decimals(row.p90), number(row.count));
            }),
          ])}
        />
      </div>
    </section>
  );
}

function inWords({ name, points }: Curve): string {
  const told = points.filter(({ spans }) => spans >= SHARE_FROM);
  const ages = told.map((point) => l10n.t("{0} after {1}", percent(point.value), horizon(point.horizon)));
  return `${CURVES[name] ?? name}: ${list(ages)}`;
}

function decimals(value: number | null): string {
  return value === null ? "" : decimal(value, 2);
}
