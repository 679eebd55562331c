// The status bar's words for the figures of a day, and of the days before. Pure: no editor in here.

import * as l10n from "@vscode/l10n";
import { list, number } from "../language.ts";
import { counts, horizon, percent, SHARE_FROM } from "../panel/words.ts";
import type { Ratio, StatusParams, StatusWindow } from "../protocol.ts";

/** A rate, in the order in which the first that can be told is shown. */
interface Told {
  readonly name: string;
  /** What the share is of, in a word. */
  readonly word: string;
  /** The rate beside others. */
  readonly row: string;
  readonly share: (words: string) => string;
  readonly count: (words: string) => string;
  readonly accepted: (words: string) => string;
  /** What the word means, and what nobody tells. */
  readonly meaning: string;
}

const RATES: readonly Told[] = [
  {
    name: "acceptance",
    word: l10n.t("shown"),
    row: l10n.t("accepted of shown"),
    share: (words) => l10n.t("{0} of shown", words),
    count: (words) => l10n.t("{0} shown", words),
    accepted: (words) => l10n.t("accepted {0} suggestions that were shown", words),
    meaning: l10n.t("suggestions that were shown"),
  },
  {
    name: "decision",
    word: l10n.t("decided"),
    row: l10n.t("accepted of decided"),
    share: (words) => l10n.t("{0} of decided", words),
    count: (words) => l10n.t("{0} decided", words),
    accepted: (words) => l10n.t("accepted {0} suggestions that were accepted or dismissed", words),
    meaning: l10n.t("suggestions accepted or dismissed; nobody tells which were shown"),
  },
  {
    name: "opportunity",
    word: l10n.t("requested"),
    row: l10n.t("accepted of requested"),
    share: (words) => l10n.t("{0} of requested", words),
    count: (words) => l10n.t("{0} requested", words),
    accepted: (words) => l10n.t("accepted {0} requests for a suggestion", words),
    meaning: l10n.t("requests for a suggestion; nobody tells which were shown or dismissed"),
  },
];

const NOTHING: Ratio = { numerator: 0, denominator: 0 };

/** What a status is worded from. */
export type Counted = Pick<StatusParams, "windows" | "paused">;

/** "62 % of decided · 81 % standing" */
export function statusText({ windows, paused }: Counted): string {
  const [today] = windows;
  if (paused === true) return l10n.t("Tenure paused");
  const rate = today && firstTold(today);
  const parts = [];
  if (today && rate) {
    const found = today.rates[rate.name] ?? NOTHING;
    parts.push(isShare(found) ? rate.share(percentOf(found)) : rate.count(countsOf(found)));
  }
  if (today && today.standing.denominator > 0) {
    parts.push(l10n.t("{0} standing", isShare(today.standing) ? percentOf(today.standing) : countsOf(today.standing)));
  }
  return parts.join(" · ") || l10n.t("Tenure: nothing yet");
}

/** The same for a screen reader, with all counts. */
export function statusLabel(status: Counted): string {
  const [today] = status.windows;
  const rate = today && firstTold(today);
  const parts = [];
  if (today && rate) parts.push(rate.accepted(countsOf(today.rates[rate.name] ?? NOTHING)));
  if (today && today.standing.denominator > 0) {
    parts.push(l10n.t("standing {0} accepted characters", countsOf(today.standing)));
  }
  if (parts.length === 0 || status.paused === true) return statusText(status);
  return l10n.t("Tenure, today: {0}", parts.join("; "));
}

/** The windows side by side and by provider, and what the figures are of, as markdown. */
export function statusTooltip({ windows, paused }: Counted): string {
  if (paused === true) {
    return ["**Tenure**", "", l10n.t("Paused: nothing is recorded until you run “Tenure: Resume”.")].join("\n");
  }
  const [today, longest] = [windows[0], windows.at(-1)];
  const told = longest === undefined ? [] : RATES.filter(({ name }) => (longest.rates[name]?.denominator ?? 0) > 0);
  const [first] = told;
  if (today === undefined || longest === undefined || first === undefined) {
    return ["**Tenure**", "", l10n.t("No suggestion was decided on yet.")].join("\n");
  }
  const lines = [
    row("**Tenure**", windows.map(({ window }) => title(window))),
    `| :--- |${" ---: |".repeat(windows.length)}`,
    ...told.map((rate) => row(rate.row, windows.map(({ rates }) => cell(rates[rate.name])))),
    row(l10n.t("standing"), windows.map(({ standing }) => cell(standing))),
    ...byProvider(windows, longest, first),
    "",
    ...told.map(({ word, meaning }) => `*${word}*: ${meaning}  `),
    `*${l10n.t("standing")}*: ${l10n.t("accepted characters that still stand, at the newest reading of each")}`,
  ];
  const more = looksAccepted(today, first);
  if (more !== undefined) lines.push("", more);
  const known = knownBy(longest.accepts);
  if (known.length > 0) lines.push("", l10n.t("Accepts of {0}: {1}.", title(longest.window), list(known)));
  return lines.join("\n");
}

function firstTold({ rates }: StatusWindow): Told | undefined {
  return RATES.find(({ name }) => (rates[name]?.denominator ?? 0) > 0);
}

/** A row for each provider of the longest window; none where nobody tells providers apart. */
function byProvider(windows: readonly StatusWindow[], longest: StatusWindow, rate: Told): string[] {
  const names = longest.providers.map(({ provider }) => provider);
  if (names.every((name) => name === undefined)) return [];
  // An array sorts what is undefined last.
  const rows = names.sort().map((name) => {
    const cells = windows.map(({ providers }) => cell(providers.find(({ provider }) => provider === name)?.rates[rate.name]));
    return row(name ?? l10n.t("others"), cells);
  });
  return [row(`*${l10n.t("of {0}, by provider", rate.word)}*`, windows.map(() => "")), ...rows];
}

/** The rate if every insertion that looks like an accept were one. */
function looksAccepted(today: StatusWindow, { name }: Told): string | undefined {
  const looks = today.accepts["inferred"] ?? 0;
  const { numerator, denominator } = today.rates[name] ?? NOTHING;
  if (looks === 0 || denominator === 0) return undefined;
  const of = name === "decision" ? denominator + looks : denominator;
  const end = { numerator: Math.min(numerator + looks, of), denominator: of };
  const words = isShare(end) ? percentOf(end) : countsOf(end);
  return looks === 1
    ? l10n.t("Up to {0} today: 1 insertion that nothing explains looks like an accept.", words)
    : l10n.t("Up to {0} today: {1} insertions that nothing explains look like an accept.", words, number(looks));
}

function knownBy({ exact = 0, reported = 0, matched = 0 }: Readonly<Record<string, number>>): string[] {
  return [
    ...(exact > 0 ? [l10n.t("{0} told by the editor", number(exact))] : []),
    ...(reported > 0 ? [l10n.t("{0} seen by key", number(reported))] : []),
    ...(matched > 0 ? [l10n.t("{0} matched by text", number(matched))] : []),
  ];
}

function title(window: string): string {
  return window === "today" ? l10n.t("today") : horizon(window);
}

/** Between columns, which editors set close to one another, and break at every blank. */
const APART = "&nbsp;".repeat(4);

function row(head: string, cells: readonly string[]): string {
  return `| ${[head, ...cells.map((words) => `${APART}${words.replaceAll(" ", "\u00a0")}`)].join(" | ")} |`;
}

function cell(ratio: Ratio = NOTHING): string {
  if (ratio.denominator === 0) return "";
  if (!isShare(ratio)) return countsOf(ratio);
  return l10n.t("{0} of {1}", `**${percentOf(ratio)}**`, number(ratio.denominator));
}

function isShare({ denominator }: Ratio): boolean {
  return denominator >= SHARE_FROM;
}

function percentOf({ numerator, denominator }: Ratio): string {
  return percent(numerator / denominator);
}

function countsOf({ numerator, denominator }: Ratio): string {
  return counts(numerator, denominator);
}
