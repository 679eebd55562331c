// How many were accepted, of how many, and by what that is known.

import * as l10n from "@vscode/l10n";
import { useCallback } from "preact/hooks";
import { list, number } from "../language.ts";
import { Chart } from "./chart.tsx";
import { canDraw, intervals, type NamedShare } from "./charts.ts";
import type { Report } from "./report.ts";
import { Table } from "./table.tsx";
import { counts, EVIDENCE, interval, RATES, SHARE_FROM, share, STATES } from "./words.ts";

export function Accepted({ report }: { readonly report: Report }) {
  const rates = RATES.flatMap(([name, title, of]) => {
    const rate = report.rates[name];
    return rate === undefined || rate.denominator === 0 ? [] : [{ name: title, of, ...rate }];
  });
  const draw = useCallback(() => intervals(rates), [report]);
  const states = STATES.filter(([name]) => (report.suggestions[name] ?? 0) > 0);
  const unseen = RATES.slice(0, 3).filter(([name]) => report.rates[name]?.denominator === 0);
  if (states.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("Accepted")}</h2>
      {rates.length > 0 && (
        <div class="pair">
          {canDraw(rates) && <Chart label={rates.map(inWords).join("; ")} draw={draw} />}
          <Table
            caption={l10n.t("Of how many")}
            heads={["", "#", l10n.t("counts"), `~${l10n.t("95 % interval")}`]}
            rows={rates.map((rate) => [
              rate.name,
              share(rate.numerator, rate.denominator),
              l10n.t("{0} of {1} {2}", number(rate.numerator), number(rate.denominator), rate.of),
              rate.denominator < SHARE_FROM ? "" : interval(rate.low, rate.high),
            ])}
          />
        </div>
      )}
      {unseen.length > 0 && (
        <p>{l10n.t("Not known here, since nobody tells of them: {0}.", list(unseen.map(([, , of]) => of)))}</p>
      )}
      <Table
        caption={l10n.t("Suggestions")}
        heads={["", `#${l10n.t("count")}`]}
        rows={states.map(([name, title]) => [title, number(report.suggestions[name] ?? 0)])}
      />
    </section>
  );
}

export function Known({ report }: { readonly report: Report }) {
  const { byEvidence } = report.suggestions;
  const found = EVIDENCE.filter(([name]) => (byEvidence[name] ?? 0) > 0);
  if (found.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("How each figure is known")}</h2>
      <Table
        caption={l10n.t("Accepts, by what they are known by")}
        heads={["", `#${l10n.t("count")}`, l10n.t("known because")]}
        rows={found.map(([name, title, meaning]) => [title, number(byEvidence[name] ?? 0), meaning])}
      />
      <Table
        caption={l10n.t("Figures, by what they are made of")}
        heads={["", l10n.t("made of")]}
        rows={[
          [l10n.t("Accepted"), l10n.t("accepts that are exact, reported or matched; inferred ones are in no rate")],
          [l10n.t("Still standing"), l10n.t("the marks that every accepted character carries, never a search for its text")],
          [l10n.t("Edit distance"), l10n.t("the accepted text against what lies between its edges when it is read")],
          [l10n.t("Origins"), l10n.t("the marks of every character in documents as last seen")],
          [
            l10n.t("Intervals"),
            l10n.t(
              "Wilson’s, 95 %; of curves over the effective number of suggestions (Kaplan and Meier’s estimate, those that are too young left out)",
            ),
          ],
        ]}
      />
    </section>
  );
}

function inWords(rate: NamedShare): string {
  return `${rate.name}: ${counts(rate.numerator, rate.denominator)}`;
}
