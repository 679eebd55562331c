// What a person's own key bindings do with the keys and commands that we wrap. Pure.

import * as l10n from "@vscode/l10n";
import { parse } from "jsonc-parser/lib/esm/main.js";
import { bindings } from "./bindings.ts";
import { holdsWhere } from "./contexts.ts";
import type { Unseen } from "./exclusions.ts";
import type { OwnBindings } from "./ownBindings.ts";

/** A rule of a person's keybindings.json. */
interface Rule {
  readonly key?: unknown;
  readonly command?: unknown;
  readonly when?: unknown;
}

const DISMISS = "editor.action.inlineSuggest.hide";

/** What goes unseen because of the person's own key bindings, or may, where they cannot be read. */
export function unseenByRebinding({ text, hasProfiles }: OwnBindings): Unseen[] {
  if (text === undefined) {
    const sentence = l10n.t("Your own key bindings cannot be read from here: what they do with Tab, Escape or Ctrl+Right is not seen");
    return [{ sentence, dismissal: false }];
  }
  const unread = l10n.t("Of your profiles only the default one's key bindings can be read: what others do with Tab, Escape or Ctrl+Right is not seen");
  return [...byRules(text), ...(hasProfiles ? [{ sentence: unread, dismissal: false }] : [])];
}

function byRules(text: string): Unseen[] {
  const rules: unknown = parse(text, [], { allowTrailingComma: true });
  if (!Array.isArray(rules)) return [];
  return (rules as (Rule | null)[]).flatMap((rule) => {
    const { key, command, when } = rule ?? {};
    if (typeof key !== "string" || typeof command !== "string") return [];
    const chord = key.toLowerCase();
    const sentence = unseen(chord, command, typeof when === "string" ? when : "");
    return sentence === undefined ? [] : [{ sentence, dismissal: chord === "escape" || command === DISMISS }];
  });
}

function unseen(key: string, command: string, when: string): string | undefined {
  const ours = bindings();
  if (ours.some(({ args }) => args.commands[0] === command)) {
    return l10n.t("{0} runs {1} by a binding of yours: what it does is not seen", key, command);
  }
  const taken = ours.filter((one) => [one.key, one.mac].includes(key));
  if (command === "-runCommands" && taken.length > 0) {
    return l10n.t("{0} was taken from Tenure by a binding of yours: what it does is not seen", key);
  }
  if (command.startsWith("-") || !taken.some((one) => mayHold(when, one.when))) return undefined;
  return l10n.t("{0} may be yours while a suggestion is shown ({1}): what it does is not seen", key, command);
}

function mayHold(when: string, ours: string): boolean {
  try {
    return holdsWhere(when, ours) !== false;
  } catch {
    return true;
  }
}
