// The last suggestions one by one, the same text as other systems count it, and the quality measures.

import * as l10n from "@vscode/l10n";
import { decimal, number, time } from "../language.ts";
import type { OtherFigure, RecentSuggestion } from "../protocol.ts";
import { MEANT } from "./meant.ts";
import type { FromPanel, Measure } from "./report.ts";
import { Table } from "./table.tsx";
import { characters, counts, EVIDENCE, fileName, horizon, percent, SHARE_FROM, titled, VERDICTS } from "./words.ts";

interface Recent {
  readonly found: readonly RecentSuggestion[];
  readonly now: Date;
  readonly say: (message: FromPanel) => void;
}

export function Recent({ found, now, say }: Recent) {
  if (found.length === 0) return null;
  return (
    <section>
      <h2>{found.length === 1 ? l10n.t("The last suggestion") : l10n.t("The last {0} suggestions", number(found.length))}</h2>
      <div class="scroll" role="region" aria-label={l10n.t("The last suggestions")} tabIndex={0}>
        <Table
          caption={l10n.t("Newest first; a file’s name opens the place")}
          heads={[l10n.t("when"), l10n.t("where"), `~${l10n.t("from")}`, l10n.t("what became of it"), `~${l10n.t("known by")}`, ""]}
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
            [one.provider, one.model].filter((word) => word !== undefined).join(", ") || l10n.t("not known"),
            becameOf(one),
            <span title={one.rule}>{titled(EVIDENCE, one.evidence)}</span>,
            isAccepted(one) ? (
              <button
                class="link"
                aria-label={l10n.t("Compare the suggestion in {0} of {1} with now", fileName(one.uri), time(one.at, now))}
                onClick={() => {
                  say({ type: "compare", suggestion: one.id });
                }}
              >
                {l10n.t("Compare")}
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
  shown: l10n.t("shown, not decided on yet"),
  accepted: l10n.t("accepted"),
  partlyAccepted: l10n.t("accepted in part"),
  applied: l10n.t("applied by an agent"),
  rejected: l10n.t("dismissed"),
  ignored: l10n.t("ignored"),
  typedThrough: l10n.t("typed by hand to its end"),
};

/** "accepted; edited: 22 of 27 characters stand, read after 2 min" */
export function becameOf(one: RecentSuggestion): string {
  const furthest = BECAME[one.state] ?? one.state;
  const state = one.reverted ? l10n.t("{0}, taken back at once", furthest) : furthest;
  if (!isAccepted(one)) return state;
  if (one.verdict === undefined || one.horizon === undefined) {
    return l10n.t("{0}; {1}, not read yet", state, characters(one.characters));
  }
  if (one.verdict === "unmeasured") return l10n.t("{0}; could not be read after {1}", state, horizon(one.horizon));
  const { kept = 0, original = 0 } = one;
  return l10n.t(
    "{0}; {1}: {2} characters stand, read after {3}",
    state,
    titled(VERDICTS, one.verdict),
    counts(kept, original),
    horizon(one.horizon),
  );
}

function isAccepted(one: RecentSuggestion): boolean {
  return ["accepted", "partlyAccepted", "applied"].includes(one.state);
}

/** Others' figures, called as they call them. */
const FIGURES: Readonly<Record<string, string>> = {
  "ziegler unchanged": l10n.t("{0}: unchanged", "Ziegler et al."),
  "ziegler mostlyUnchanged": l10n.t("{0}: mostly unchanged", "Ziegler et al."),
  "copilot stillInCode": l10n.t("{0}: still in code", "Copilot"),
  "cody difference": l10n.t("{0}: difference", "Cody"),
  "vscode arc": l10n.t("{0}: accepted and retained characters", "VS Code"),
  "copilotChat fourGram": l10n.t("{0}: common four-grams", "Copilot Chat"),
  "copilotChat noRevert": l10n.t("{0}: not reverted", "Copilot Chat"),
  "zed keptRate": l10n.t("{0}: kept rate", "Zed"),
};

export function Others({ found }: { readonly found: readonly OtherFigure[] }) {
  if (found.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("As others count it")}</h2>
      <p>
        {l10n.t("What other systems’ formulas say of the same readings. Their own figures are over their own suggestions alone.")}
      </p>
      <Table
        caption={l10n.t("By their published formulas, at the last of their horizons")}
        heads={["", `#${l10n.t("value")}`, `~${l10n.t("counts")}`, `~${l10n.t("after")}`, l10n.t("what is divided, and what differs from ours")]}
        rows={found.map((one) => [
          <>
            {FIGURES[`${one.system} ${one.figure}`] ?? `${one.system} ${one.figure}`}
            <small>{one.source}</small>
          </>,
          one.denominator < SHARE_FROM ? "" : decimal(one.numerator / one.denominator, 2),
          counts(round(one.numerator), one.denominator),
          horizon(one.horizon),
          <>
            {l10n.t("{0}, divided by {1}", meant(one.divides), meant(one.by))}
            <small>{meant(one.differs)}</small>
          </>,
        ])}
      />
    </section>
  );
}

/** What the server says in English, in the editor's language. */
function meant(words: string): string {
  return MEANT[words] ?? words;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

const MEASURES: Readonly<Record<string, string>> = {
  hallucination: l10n.t("hallucination"),
  compilation: l10n.t("compilation"),
  tests: l10n.t("tests"),
  security: l10n.t("security"),
  complexity: l10n.t("complexity"),
  adherence: l10n.t("adherence"),
  latency: l10n.t("latency"),
  editDistance: l10n.t("edit distance"),
};

/** Nothing until one of them is measured. */
export function Quality({ found }: { readonly found: readonly Measure[] }) {
  const measured = found.filter((one) => one.value !== null);
  if (measured.length === 0) return null;
  return (
    <section>
      <h2>{l10n.t("Quality")}</h2>
      <Table
        caption={l10n.t("Measures of what AI wrote, against their thresholds")}
        heads={["", `#${l10n.t("value")}`, l10n.t("counts"), `#${l10n.t("threshold")}`, l10n.t("met")]}
        rows={measured.map((one) => [
          MEASURES[one.measure] ?? one.measure,
          quantity(one.measure, one.value ?? 0),
          one.numerator === null ? l10n.t("of {0}", number(one.denominator)) : counts(one.numerator, one.denominator),
          quantity(one.measure, one.threshold),
          one.met === null ? l10n.t("too few to say") : one.met ? l10n.t("yes") : l10n.t("no"),
        ])}
      />
    </section>
  );
}

function quantity(measure: string, value: number): string {
  if (measure === "latency") return l10n.t("{0} s", number(round(value)));
  if (measure === "security") return number(value);
  return measure === "adherence" ? decimal(value, 2) : percent(value);
}
