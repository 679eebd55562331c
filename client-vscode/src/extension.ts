// What the editor waits for when it starts: that our commands can be run. All else begins after that,
// and is not even read before.

import * as vscode from "vscode";
import type { Commands } from "./begin.ts";
import { OBSERVING } from "./observe/observing.ts";

export function activate(context: vscode.ExtensionContext): void {
  let commands: Promise<Commands> | undefined;
  const begun = () => (commands ??= import("./begin.js").then(({ begin }) => begin(context)));
  const beginning = setImmediate(() => void begun());
  const { contributes } = context.extension.packageJSON as {
    contributes: { commands: readonly { command: string }[] };
  };
  context.subscriptions.push(
    {
      dispose: () => {
        clearImmediate(beginning);
      },
    },
    ...contributes.commands.map(({ command }) =>
      vscode.commands.registerCommand(command, async () => (await begun())[command]?.()),
    ),
  );
}

/** Everything is disposed with the context's subscriptions; the editor alone knows of the keys. */
export function deactivate(): Thenable<unknown> {
  return vscode.commands.executeCommand("setContext", OBSERVING, false);
}
