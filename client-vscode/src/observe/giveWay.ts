// Leaves keys to other extensions of this window where the editor would prefer ours to theirs.

import * as vscode from "vscode";
import { givesWay, type Key, type Unseen } from "./exclusions.ts";
import {
  type Contributed,
  keysToLeave,
  type Other,
  othersOn,
  unseenBecauseOf,
  unseenByExclusion,
} from "./others.ts";
import { ownBindings } from "./ownBindings.ts";
import { unseenByRebinding } from "./rebound.ts";

interface Manifest {
  readonly isBuiltin?: boolean;
  readonly contributes?: { readonly keybindings?: Contributed | readonly Contributed[] };
}

const KEYS: readonly Key[] = ["tab", "escape", "word"];

/** The other extensions of this window that bind a key of ours. */
export function others(ourId: string): Other[] {
  // The editor's own extensions stand in the fixtures of its releases, and are excluded by name.
  const theirs = vscode.extensions.all.filter(
    ({ id, packageJSON }) => id !== ourId && !(packageJSON as Manifest).isBuiltin,
  );
  return othersOn(theirs.map(({ id, packageJSON }) => [id, contributed(packageJSON as Manifest)]));
}

/** Give way from now on, also to extensions that are installed later. */
export function giveWay(ourId: string): vscode.Disposable {
  const settle = () => {
    const left = keysToLeave(others(ourId));
    for (const key of KEYS) {
      void vscode.commands.executeCommand("setContext", givesWay(key), left.has(key));
    }
  };
  settle();
  return vscode.extensions.onDidChange(settle);
}

function contributed({ contributes }: Manifest): readonly Contributed[] {
  const bindings = contributes?.keybindings ?? [];
  return bindings instanceof Array ? bindings : [bindings];
}

/** What goes unseen because keys are somebody else's: the editor's own, an extension's, or the person's. */
export async function unseenKeys(context: vscode.ExtensionContext): Promise<Unseen[]> {
  const installed = new Set(vscode.extensions.all.map(({ id }) => id.toLowerCase()));
  return [
    ...unseenByExclusion(installed),
    ...others(context.extension.id).map(unseenBecauseOf),
    ...unseenByRebinding(await ownBindings(context)),
  ];
}
