// How many were accepted, of how many, and by what that is known.

import { useCallback } from "preact/hooks";
import { Chart } from "./chart.tsx";
import { canDraw, intervals, type NamedShare } from "./charts.ts";
import type { Report } from "./report.ts";
import { Table } from "./table.tsx";
import { counts, EVIDENCE, interval, number, RATES, SHARE_FROM, share, STATES } from "./words.ts";

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
      <h2>Accepted</h2>
      {rates.length > 0 && (
        <div class="pair">
          {canDraw(rates) && <Chart label={rates.map(inWords).join("; ")} draw={draw} />}
          <Table
            caption="Of how many"
            heads={["", "#", "counts", "~95 % interval"]}
            rows={rates.map((rate) => [
              rate.name,
              share(rate.numerator, rate.denominator),
              `${counts(rate.numerator, rate.denominator)} ${rate.of}`,
              rate.denominator < SHARE_FROM ? "" : `${interval(rate.low, rate.high)} %`,
            ])}
          />
        </div>
      )}
      {unseen.length > 0 && (
        <p>Not known here, since nobody tells of them: {unseen.map(([, , of]) => of).join("; ")}.</p>
      )}
      <Table
        caption="Suggestions"
        heads={["", "#count"]}
        rows={states.map(([name, title]) => [title, number(report.suggestions[name] ?? 0)])}
      />
    </section>
  );
}

export function Known({ report }: { readonly report: Report }) {
  const found = Object.entries(report.suggestions.byEvidence).filter(([, count]) => count > 0);
  if (found.length === 0) return null;
  return (
    <section>
      <h2>How each figure is known</h2>
      <Table
        caption="Accepts, by what they are known by"
        heads={["", "#count", "known because"]}
        rows={found.map(([name, count]) => [name, number(count), EVIDENCE[name] ?? ""])}
      />
      <Table
        caption="Figures, by what they are made of"
        heads={["", "made of"]}
        rows={[
          ["Accepted", "accepts that are exact, reported or matched; inferred ones are in no rate"],
          ["Still standing", "the marks that every accepted character carries, never a search for its text"],
          ["Edit distance", "the accepted text against what lies between its edges when it is read"],
          ["Origins", "the marks of every character in documents as last seen"],
          [
            "Intervals",
            "Wilson’s, 95 %; of curves over the effective number of suggestions (Kaplan and Meier’s estimate, those that are too young left out)",
          ],
        ]}
      />
    </section>
  );
}

function inWords(rate: NamedShare & { readonly of: string }): string {
  return `${rate.name}: ${counts(rate.numerator, rate.denominator)} ${rate.of}`;
}
