// How counts, shares and times are written. A share never comes without its counts.

import type { Report } from "./report.ts";

/** Under this many a share would say too much; counts are shown instead. */
export const SHARE_FROM = 20;

/** The rates in the order in which the first that can be told is taken. */
export const RATES: readonly (readonly [name: string, title: string, of: string])[] = [
  ["acceptance", "Accepted of shown", "suggestions known to have been shown"],
  ["decision", "Accepted of decided", "suggestions that were accepted or dismissed"],
  ["opportunity", "Accepted of requested", "requests for a suggestion"],
  ["acceptedCharacters", "Characters accepted", "characters of suggestions that were shown"],
];

export const STATES: readonly (readonly [name: string, title: string])[] = [
  ["opportunity", "Requests"],
  ["shown", "Known to have been shown"],
  ["accepted", "Accepted"],
  ["partlyAccepted", "Accepted in part"],
  ["applied", "Applied by an agent"],
  ["rejected", "Dismissed"],
  ["ignored", "Ignored"],
  ["typedThrough", "Typed by hand to its end"],
  ["reverted", "Of the accepted ones, taken back at once"],
  ["unattributed", "Large insertions that nothing explains"],
];

export const EVIDENCE: Readonly<Record<string, string>> = {
  exact: "the editor or the AI's server said so",
  reported: "the key or command that accepts was seen",
  matched: "the text is that of a suggestion seen before",
  inferred: "only the shape of the change looks like an accept; in no rate",
};

/** What became of accepted text, from best to worst. */
export const VERDICTS: readonly (readonly [name: string, meaning: string])[] = [
  ["unchanged", "letter for letter as accepted"],
  ["reformatted", "the same tokens, other white space"],
  ["renamed", "the same syntax, names replaced consistently"],
  ["moved", "stands in another place"],
  ["edited", "changed in any other way"],
  ["gone", "nothing of it stands"],
  ["unmeasured", "could not be read"],
];

export const ORIGINS: Readonly<Record<string, string>> = {
  typed: "typed by a person",
  suggestion: "accepted suggestions",
  agent: "applied by an agent",
  paste: "pasted",
  snippet: "snippets",
  menu: "completion menus",
  refactor: "renames and code actions",
  format: "formatters",
  external: "written by other processes",
  unattributed: "inserted at once, nothing explains by whom",
  unknown: "there before Tenure looked",
};

export const CURVES: Readonly<Record<string, string>> = {
  notGone: "suggestions not gone",
  characters: "characters standing",
  asAccepted: "suggestions as accepted",
};

export const UNITS = ["char", "token", "line", "tree"] as const;

export const UNIT_NAMES: Readonly<Record<string, string>> = {
  char: "characters",
  token: "tokens",
  line: "lines",
  tree: "syntax tree",
};

const HORIZONS: Readonly<Record<string, string>> = {
  "30s": "30 s",
  "2m": "2 min",
  "5m": "5 min",
  "10m": "10 min",
  "15m": "15 min",
  settled: "settled",
  save: "first save",
  close: "closing",
  "1d": "1 day",
  "7d": "7 days",
  "30d": "30 days",
};

/** The horizons that are ages, in their order. */
export const AGES: readonly string[] = ["30s", "2m", "5m", "10m", "15m", "1d", "7d", "30d"];

export function horizon(key: string): string {
  return HORIZONS[key] ?? key;
}

export function number(value: number): string {
  return value.toLocaleString("en");
}

export function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

/** "62 %", to stand beside its counts; "" where a share would say too much. */
export function share(numerator: number, denominator: number): string {
  return denominator < SHARE_FROM ? "" : percent(numerator / denominator);
}

export function counts(numerator: number, denominator: number): string {
  return `${number(numerator)} of ${number(denominator)}`;
}

/** "48 to 74", in percent */
export function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? "" : `${Math.round(100 * low)} to ${Math.round(100 * high)}`;
}

/** "1 suggestion", "2 suggestions" */
export function several(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** The first rate that has a denominator. */
export function firstTold(report: Report): (typeof RATES)[number] | undefined {
  return RATES.slice(0, 3).find(([name]) => (report.rates[name]?.denominator ?? 0) > 0);
}

/** "3 edited, 1 gone" */
export function verdicts(found: Readonly<Record<string, number>>): string {
  return VERDICTS.filter(([name]) => (found[name] ?? 0) > 0)
    .map(([name]) => `${number(found[name] ?? 0)} ${name}`)
    .join(", ");
}

/** A time of today as "14:05", any other with its date; `at` in seconds since 1970. */
export function time(at: number, now: Date): string {
  const moment = new Date(1000 * at);
  const clock = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  if (moment.toDateString() === now.toDateString()) return clock;
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${clock}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** The last part of a document's URI. */
export function fileName(uri: string): string {
  const name = uri.replace(/[?#].*$/, "").split("/").pop() ?? "";
  try {
    return decodeURIComponent(name) || uri;
  } catch {
    return name;
  }
}
