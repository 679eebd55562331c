// The language that the editor is shown in: its strings, its numbers and its dates.
//
// Whoever shows words imports `host.ts` or `panel/spoken.ts` before anything else, so that tables of
// words may be constants. Until then, and in tests, it is English.

import { config } from "@vscode/l10n";

export type Strings = Readonly<Record<string, string>>;

let locale = "en";

/** Speak `language` from now on, in `strings` as far as they go. */
export function speak(language: string, strings: Strings | undefined): void {
  try {
    locale = Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    locale = "en"; // a language pack may call itself anything
  }
  if (strings !== undefined) config({ contents: strings });
}

/** "13,084" */
export function number(value: number): string {
  return value.toLocaleString(locale);
}

/** With so many digits behind the point, whether they are zeros or not. */
export function decimal(value: number, digits: number): string {
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "one, two, three" */
export function list(words: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: "unit" }).format(words);
}

/** "Nov 23, 2026" */
export function day(moment: Date): string {
  return moment.toLocaleDateString(locale, { dateStyle: "medium" });
}

/** A time of `now`'s day as its clock alone, any other with its day; `at` in seconds since 1970. */
export function time(at: number, now: Date): string {
  const moment = new Date(1000 * at);
  if (moment.toDateString() === now.toDateString()) return moment.toLocaleTimeString(locale, { timeStyle: "short" });
  return moment.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}
