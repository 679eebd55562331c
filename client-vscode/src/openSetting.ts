// Shows one of Tenure's settings, where it can be set.

import * as vscode from "vscode";

/** Open the settings on `name`, such as `tenure.otlp.endpoint`. */
export async function openSetting(name: string): Promise<void> {
  // Of scope machine: in a remote, a person's own settings know nothing of it.
  if (vscode.env.remoteName === undefined) await vscode.commands.executeCommand("workbench.action.openSettings", name);
  else await vscode.commands.executeCommand("workbench.action.openRemoteSettings", { query: name });
}
