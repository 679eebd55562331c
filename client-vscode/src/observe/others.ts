// Other extensions that bind our keys: with which of them we cannot share a key, and what they take.

import * as l10n from "@vscode/l10n";
import { bindings, CHORDS } from "./bindings.ts";
import { holdsWhere } from "./contexts.ts";
import { EXCLUSIONS, type Key, type Unseen } from "./exclusions.ts";

/** A key binding as an extension's package.json has it. */
export interface Contributed {
  readonly key?: string;
  readonly mac?: string;
  readonly linux?: string;
  readonly win?: string;
  readonly command?: string;
  readonly when?: string;
}

/** An extension that binds a key of ours where a suggestion can be on screen. */
export interface Other {
  readonly key: Key;
  readonly extension: string;
  readonly command: string;
  readonly when: string;
  /** Whether it has the key whenever a suggestion is on screen, or only at times. */
  readonly always: boolean;
  /** Whether the editor would prefer our binding, so that we have to give way. */
  readonly weaker: boolean;
}

const OURS = "runCommands";

/** What other extensions bind, given each one's id and its list of key bindings. */
export function othersOn(
  extensions: Iterable<readonly [string, readonly Contributed[]]>,
): Other[] {
  const others: Other[] = [];
  for (const [extension, contributed] of extensions) {
    for (const [place, theirs] of contributed.entries()) {
      const key = keyOf(theirs);
      if (key === undefined || theirs.command === undefined) continue;
      const other = meeting(key, extension, place, theirs.command, theirs.when ?? "");
      if (other !== undefined) others.push(other);
    }
  }
  return others;
}

/** The keys that we leave to others altogether. */
export function keysToLeave(others: readonly Other[]): ReadonlySet<Key> {
  return new Set(others.filter((other) => other.weaker).map((other) => other.key));
}

/** What an extension keeps from us. */
export function unseenBecauseOf({ key, extension, command, always }: Other): Unseen {
  const sentence = always
    ? l10n.t("{0} is {1}'s while a suggestion is shown ({2}): what it does is not seen", NAMES[key], extension, command)
    : l10n.t("{0} may be {1}'s while a suggestion is shown ({2}): what it does is not seen", NAMES[key], extension, command);
  return { sentence, dismissal: key === "escape" };
}

/** What the table of exclusions leaves to extensions among `installed` ids. */
export function unseenByExclusion(installed: ReadonlySet<string>): Unseen[] {
  return EXCLUSIONS.filter((one) => installed.has(one.owner)).map((one) => ({
    sentence: l10n.t(
      "{0} is {1}'s while it {2} ({3}): what it does is not seen",
      one.keys.map((key) => NAMES[key]).join(", "),
      one.owner,
      one.does,
      one.context,
    ),
    dismissal: one.keys.includes("escape"),
  }));
}

const NAMES: Readonly<Record<Key, string>> = { tab: "Tab", escape: "Escape", word: "Ctrl+Right" };

function keyOf(theirs: Contributed): Key | undefined {
  const chords = [theirs.key, theirs.mac, theirs.linux, theirs.win].map((chord) =>
    chord?.toLowerCase().trim(),
  );
  const keys: Key[] = ["tab", "escape", "word"];
  return keys.find(
    (key) => chords.includes(CHORDS[key].key) || (CHORDS[key].mac && chords.includes(CHORDS[key].mac)),
  );
}

function meeting(
  key: Key,
  extension: string,
  place: number,
  command: string,
  when: string,
): Other | undefined {
  let always = true;
  let weaker = false;
  let meets = false;
  for (const [ours, binding] of bindings().entries()) {
    if (binding.key !== CHORDS[key].key) continue;
    const holds = possible(when, binding.when);
    always &&= holds === true;
    if (holds === false) continue;
    meets = true;
    // The editor ranks extensions' bindings by their place in their own list, then by command.
    weaker ||= place < ours || (place === ours && command < OURS);
  }
  return meets ? { key, extension, command, when, always, weaker } : undefined;
}

/** Whether theirs can hold where ours does; a clause that nobody can read may. */
function possible(theirs: string, ours: string): boolean | undefined {
  try {
    return holdsWhere(theirs, ours);
  } catch {
    return undefined;
  }
}
