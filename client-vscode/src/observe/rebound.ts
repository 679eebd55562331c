// What a person's own key bindings do with the keys and commands that we wrap. Pure.

import * as l10n from "@vscode/l10n";
import { parse } from "jsonc-parser/lib/esm/main.js";
import { bindings } from "./bindings.ts";
import { holdsWhere } from "./contexts.ts";

/** A rule of a person's keybindings.json. */
interface Rule {
  readonly key?: unknown;
  readonly command?: unknown;
  readonly when?: unknown;
}

/** What goes unseen because of the person's keybindings.json with this `text`, as sentences. */
export function unseenByRebinding(text: string): string[] {
  const rules: unknown = parse(text, [], { allowTrailingComma: true });
  if (!Array.isArray(rules)) return [];
  return (rules as (Rule | null)[]).flatMap((rule) => {
    const { key, command, when } = rule ?? {};
    if (typeof key !== "string" || typeof command !== "string") return [];
    return unseen(key.toLowerCase(), command, typeof when === "string" ? when : "");
  });
}

function unseen(key: string, command: string, when: string): string[] {
  const ours = bindings();
  if (ours.some(({ args }) => args.commands[0] === command)) {
    return [l10n.t("{0} runs {1} by a binding of yours: what it does is not seen", key, command)];
  }
  const taken = ours.filter((one) => [one.key, one.mac].includes(key));
  if (command === "-runCommands" && taken.length > 0) {
    return [l10n.t("{0} was taken from Tenure by a binding of yours: what it does is not seen", key)];
  }
  if (command.startsWith("-") || !taken.some((one) => mayHold(when, one.when))) return [];
  return [l10n.t("{0} may be yours while a suggestion is shown ({1}): what it does is not seen", key, command)];
}

function mayHold(when: string, ours: string): boolean {
  try {
    return holdsWhere(when, ours) !== false;
  } catch {
    return true;
  }
}
