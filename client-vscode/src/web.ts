// What runs where there is no machine to run a server on: a browser. It says so, and does nothing.

import "./host.ts";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

export function activate(context: vscode.ExtensionContext): void {
  const { contributes } = context.extension.packageJSON as {
    contributes: { commands: readonly { command: string }[] };
  };
  const explain = () => {
    void vscode.window.showInformationMessage(
      l10n.t("Tenure cannot run in a browser alone: it needs a machine beside the files. Open this folder in a desktop editor, or in a codespace or another remote."),
    );
  };
  const item = vscode.window.createStatusBarItem("tenure.status", vscode.StatusBarAlignment.Right, 90);
  item.name = "Tenure";
  item.text = l10n.t("Tenure: not in a browser");
  item.command = "tenure.showDoctor";
  item.show();
  context.subscriptions.push(
    item,
    ...contributes.commands.map(({ command }) => vscode.commands.registerCommand(command, explain)),
  );
}
