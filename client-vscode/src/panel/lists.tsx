// The last suggestions one by one, the same text as other systems count it, and the quality measures.

import type { OtherFigure, RecentSuggestion } from "../protocol.ts";
import type { FromPanel, Measure } from "./report.ts";
import { Table } from "./table.tsx";
import { counts, fileName, horizon, number, percent, several, time } from "./words.ts";

interface Recent {
  readonly found: readonly RecentSuggestion[];
  readonly now: Date;
  readonly say: (message: FromPanel) => void;
}

export function Recent({ found, now, say }: Recent) {
  if (found.length === 0) return null;
  return (
    <section>
      <h2>The last {several(found.length, "suggestion")}</h2>
      <div class="scroll" role="region" aria-label="The last suggestions" tabIndex={0}>
        <Table
          caption="Newest first; a file’s name opens the place"
          heads={["when", "where", "from", "what became of it", "known by", ""]}
          rows={found.map((one) => [
            time(one.at, now),
            <button
              class="link"
              title={one.uri}
              onClick={() => {
                say({ type: "open", suggestion: one.id });
              }}
            >
              {fileName(one.uri)}
            </button>,
            [one.provider, one.model].filter((word) => word !== undefined).join(", ") || "not known",
            becameOf(one),
            <span title={one.rule}>{one.evidence}</span>,
            isAccepted(one) ? (
              <button
                class="link"
                aria-label={`Compare the suggestion in ${fileName(one.uri)} of ${time(one.at, now)} with now`}
                onClick={() => {
                  say({ type: "compare", suggestion: one.id });
                }}
              >
                Compare
              </button>
            ) : (
              ""
            ),
          ])}
        />
      </div>
    </section>
  );
}

const BECAME: Readonly<Record<string, string>> = {
  shown: "shown, not decided on yet",
  accepted: "accepted",
  partlyAccepted: "accepted in part",
  applied: "applied by an agent",
  rejected: "dismissed",
  ignored: "ignored",
  typedThrough: "typed by hand to its end",
};

/** "accepted; edited: 22 of 27 characters stand, read after 2 min" */
export function becameOf(one: RecentSuggestion): string {
  const state = `${BECAME[one.state] ?? one.state}${one.reverted ? ", taken back at once" : ""}`;
  if (!isAccepted(one)) return state;
  if (one.verdict === undefined || one.horizon === undefined) {
    return `${state}; ${several(one.characters, "character")}, not read yet`;
  }
  const read = `read after ${horizon(one.horizon)}`;
  if (one.verdict === "unmeasured") return `${state}; could not be ${read}`;
  const { kept = 0, original = 0 } = one;
  return `${state}; ${one.verdict}: ${counts(kept, original)} characters stand, ${read}`;
}

function isAccepted(one: RecentSuggestion): boolean {
  return ["accepted", "partlyAccepted", "applied"].includes(one.state);
}

export function Others({ found }: { readonly found: readonly OtherFigure[] }) {
  if (found.length === 0) return null;
  return (
    <section>
      <h2>As others count it</h2>
      <p>What other systems’ formulas say of the same readings. Their own figures are over their own suggestions alone.</p>
      <Table
        caption="By their published formulas, at the last of their horizons"
        heads={["", "#value", "counts", "~after", "what differs from ours", "source"]}
        rows={found.map((one) => [
          `${one.system} ${one.figure}`,
          one.denominator < 20 ? "" : (one.numerator / one.denominator).toFixed(2),
          `${number(round(one.numerator))} ${one.divides} / ${number(one.denominator)} ${one.by}`,
          horizon(one.horizon),
          one.differs,
          one.source,
        ])}
      />
    </section>
  );
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

/** Nothing until one of them is measured. */
export function Quality({ found }: { readonly found: readonly Measure[] }) {
  const measured = found.filter((one) => one.value !== null);
  if (measured.length === 0) return null;
  return (
    <section>
      <h2>Quality</h2>
      <Table
        caption="Measures of what AI wrote, against their thresholds"
        heads={["", "#value", "counts", "#threshold", "met"]}
        rows={measured.map((one) => [
          one.measure,
          quantity(one.measure, one.value ?? 0),
          one.numerator === null ? `of ${number(one.denominator)}` : counts(one.numerator, one.denominator),
          quantity(one.measure, one.threshold),
          one.met === null ? "too few to say" : one.met ? "yes" : "no",
        ])}
      />
    </section>
  );
}

function quantity(measure: string, value: number): string {
  if (measure === "latency") return `${round(value)} s`;
  if (measure === "security") return number(value);
  return measure === "adherence" ? value.toFixed(2) : percent(value);
}
