// How counts, shares and times are written. A share never comes without its counts.

import * as l10n from "@vscode/l10n";
import { list, number } from "../language.ts";
import type { Report } from "./report.ts";

/** Under this many a share would say too much; counts are shown instead. */
export const SHARE_FROM = 20;

/** The rates in the order in which the first that can be told is taken. */
export const RATES: readonly (readonly [name: string, title: string, of: string])[] = [
  ["acceptance", l10n.t("Accepted of shown"), l10n.t("suggestions known to have been shown")],
  ["decision", l10n.t("Accepted of decided"), l10n.t("suggestions that were accepted or dismissed")],
  ["opportunity", l10n.t("Accepted of requested"), l10n.t("requests for a suggestion")],
  ["acceptedCharacters", l10n.t("Characters accepted"), l10n.t("characters of suggestions that were shown")],
];

export const STATES: readonly (readonly [name: string, title: string])[] = [
  ["opportunity", l10n.t("Requests")],
  ["shown", l10n.t("Known to have been shown")],
  ["accepted", l10n.t("Accepted")],
  ["partlyAccepted", l10n.t("Accepted in part")],
  ["applied", l10n.t("Applied by an agent")],
  ["rejected", l10n.t("Dismissed")],
  ["ignored", l10n.t("Ignored")],
  ["typedThrough", l10n.t("Typed by hand to its end")],
  ["reverted", l10n.t("Of the accepted ones, taken back at once")],
  ["unattributed", l10n.t("Large insertions that nothing explains")],
];

/** What an accept is known by, and what that means. */
export const EVIDENCE: readonly (readonly [name: string, title: string, meaning: string])[] = [
  ["exact", l10n.t("exact"), l10n.t("the editor or the AI's server said so")],
  ["reported", l10n.t("reported"), l10n.t("the key or command that accepts was seen")],
  ["matched", l10n.t("matched"), l10n.t("the text is that of a suggestion seen before")],
  ["inferred", l10n.t("inferred"), l10n.t("only the shape of the change looks like an accept; in no rate")],
];

/** What became of accepted text, from best to worst. */
export const VERDICTS: readonly (readonly [name: string, title: string, meaning: string])[] = [
  ["unchanged", l10n.t("unchanged"), l10n.t("letter for letter as accepted")],
  ["reformatted", l10n.t("reformatted"), l10n.t("the same tokens, other white space")],
  ["renamed", l10n.t("renamed"), l10n.t("the same syntax, names replaced consistently")],
  ["moved", l10n.t("moved"), l10n.t("stands in another place")],
  ["edited", l10n.t("edited"), l10n.t("changed in any other way")],
  ["gone", l10n.t("gone"), l10n.t("nothing of it stands")],
  ["unmeasured", l10n.t("unmeasured"), l10n.t("could not be read")],
];

export const ORIGINS: Readonly<Record<string, string>> = {
  typed: l10n.t("typed by a person"),
  suggestion: l10n.t("accepted suggestions"),
  agent: l10n.t("applied by an agent"),
  paste: l10n.t("pasted"),
  snippet: l10n.t("snippets"),
  menu: l10n.t("completion menus"),
  refactor: l10n.t("renames and code actions"),
  format: l10n.t("formatters"),
  external: l10n.t("written by other processes"),
  unattributed: l10n.t("inserted at once, nothing explains by whom"),
  unknown: l10n.t("there before Tenure looked"),
};

export const CURVES: Readonly<Record<string, string>> = {
  notGone: l10n.t("suggestions not gone"),
  characters: l10n.t("characters standing"),
  asAccepted: l10n.t("suggestions as accepted"),
};

export const UNITS = ["char", "token", "line", "tree"] as const;

export const UNIT_NAMES: Readonly<Record<string, string>> = {
  char: l10n.t("characters"),
  token: l10n.t("tokens"),
  line: l10n.t("lines"),
  tree: l10n.t("syntax tree"),
};

export const KINDS: Readonly<Record<string, string>> = {
  inline: l10n.t("inline suggestions"),
  nextEdit: l10n.t("suggested edits"),
  menu: l10n.t("entries of menus"),
  chat: l10n.t("chat"),
  agent: l10n.t("agents"),
};

const HORIZONS: Readonly<Record<string, string>> = {
  "30s": l10n.t("30 s"),
  "2m": l10n.t("2 min"),
  "5m": l10n.t("5 min"),
  "10m": l10n.t("10 min"),
  "15m": l10n.t("15 min"),
  settled: l10n.t("settled"),
  save: l10n.t("first save"),
  close: l10n.t("closing"),
  commit: l10n.t("commit"),
  merge: l10n.t("merge"),
  "1d": l10n.t("1 day"),
  "7d": l10n.t("7 days"),
  "30d": l10n.t("30 days"),
};

/** The horizons that are ages, in their order. */
export const AGES: readonly string[] = ["30s", "2m", "5m", "10m", "15m", "1d", "7d", "30d"];

export function horizon(key: string): string {
  return HORIZONS[key] ?? key;
}

/** The title of `name` in a table of words. */
export function titled(table: readonly (readonly [name: string, title: string, ...string[]])[], name: string): string {
  return table.find(([known]) => known === name)?.[1] ?? name;
}

export function percent(value: number): string {
  return l10n.t("{0} %", hundredths(value));
}

/** A share as the number before its percent sign. */
export function hundredths(value: number): string {
  return number(Math.round(100 * value));
}

/** "62 %", to stand beside its counts; "" where a share would say too much. */
export function share(numerator: number, denominator: number): string {
  return denominator < SHARE_FROM ? "" : percent(numerator / denominator);
}

export function counts(numerator: number, denominator: number): string {
  return l10n.t("{0} of {1}", number(numerator), number(denominator));
}

/** "48 to 74 %" */
export function interval(low: number | null, high: number | null): string {
  if (low === null || high === null) return "";
  return l10n.t("{0} to {1} %", hundredths(low), hundredths(high));
}

/** "1 character", "2 characters" */
export function characters(count: number): string {
  return count === 1 ? l10n.t("1 character") : l10n.t("{0} characters", number(count));
}

/** The first rate that has a denominator. */
export function firstTold(report: Pick<Report, "rates">): (typeof RATES)[number] | undefined {
  return RATES.slice(0, 3).find(([name]) => (report.rates[name]?.denominator ?? 0) > 0);
}

/** "3 edited, 1 gone" */
export function verdicts(found: Readonly<Record<string, number>>): string {
  return list(
    VERDICTS.flatMap(([name, title]) => {
      const count = found[name] ?? 0;
      return count > 0 ? [l10n.t("{0} {1}", number(count), title)] : [];
    }),
  );
}

/** The last part of a document's URI; "Untitled-1" of one that was never saved. */
export function fileName(uri: string): string {
  const name = uri.replace(/^[\w+.-]+:|[?#].*$/g, "").split("/").pop() ?? "";
  try {
    return decodeURIComponent(name) || uri;
  } catch {
    return name;
  }
}
