// Turning Tenure off, here or altogether; deleting what it recorded; and uninstalling it.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Server } from "./server/run.ts";

const ID = "tenure.tenure";

/** The commands of this file, by their ids. */
export function commands(server: Server): Readonly<Record<string, () => Promise<void>>> {
  return {
    "tenure.turnOffHere": turnOffHere,
    "tenure.turnOff": () => set(vscode.ConfigurationTarget.Global, false),
    "tenure.turnOn": turnOn,
    "tenure.purgeRecords": () => purge(server),
    "tenure.uninstall": () => uninstall(server),
  };
}

async function turnOffHere(): Promise<void> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage(
      l10n.t("No folder is open here; open one first, or use “Tenure: Turn Off”."),
    );
    return;
  }
  await set(vscode.ConfigurationTarget.Workspace, false);
}

async function turnOn(): Promise<void> {
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  await set(Global, undefined);
  if (vscode.workspace.workspaceFolders === undefined) return;
  await set(Workspace, undefined);
  for (const folder of vscode.workspace.workspaceFolders) await set(WorkspaceFolder, undefined, folder);
}

/** Set `tenure.enabled` where it is not so already; undefined takes the setting back. */
async function set(
  target: vscode.ConfigurationTarget,
  value: boolean | undefined,
  folder?: vscode.WorkspaceFolder,
): Promise<void> {
  await vscode.workspace.getConfiguration("tenure", folder).update("enabled", value, target);
}

async function purge(server: Server): Promise<void> {
  const [everything, folders] = [l10n.t("Delete Everything"), l10n.t("Delete This Workspace's")];
  const open = vscode.workspace.workspaceFolders ?? [];
  const answer = await vscode.window.showWarningMessage(
    l10n.t("Delete what Tenure recorded?"),
    { modal: true, detail: l10n.t("The figures go with it. This cannot be undone.") },
    ...(open.length > 0 ? [everything, folders] : [everything]),
  );
  if (answer === undefined) return;
  const wanted = answer === folders ? open.map(({ uri }) => ["--workspace", uri.toString()]) : [[]];
  for (const where of wanted) {
    // As a process of its own: it can be asked for where Tenure is off and no server runs.
    const done = await server.run(["purge", "--yes", ...where]);
    if (done?.well !== true) {
      const why = done?.problem ?? l10n.t("Tenure's server was not found; “Tenure: Restart Server” looks for it again.");
      void vscode.window.showErrorMessage(l10n.t("Not everything was deleted: {0}", why));
      return;
    }
  }
  void vscode.window.showInformationMessage(l10n.t("What Tenure recorded was deleted."));
}

/** Take back everything but the store: settings, what was installed, and the extension. */
async function uninstall(server: Server): Promise<void> {
  const go = l10n.t("Uninstall");
  const answer = await vscode.window.showWarningMessage(
    l10n.t("Uninstall Tenure?"),
    {
      modal: true,
      detail: l10n.t("Its settings and its server go with it. What it recorded stays; “Tenure: Purge” deletes that, before."),
    },
    go,
  );
  if (answer !== go) return;
  await server.leave();
  await server.places.forget();
  await forgetSettings();
  await vscode.commands.executeCommand("workbench.extensions.uninstallExtension", ID);
}

/** Take every `tenure.*` setting out of the person's own settings and of this workspace's. */
async function forgetSettings(): Promise<void> {
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const settings = vscode.workspace.getConfiguration();
  const declared = vscode.extensions.getExtension<unknown>(ID)?.packageJSON as
    | { contributes: { configuration: { properties: Record<string, unknown> } } }
    | undefined;
  for (const name of Object.keys(declared?.contributes.configuration.properties ?? {})) {
    const found = settings.inspect(name);
    if (found?.globalValue !== undefined) await settings.update(name, undefined, Global);
    if (found?.workspaceValue !== undefined) await settings.update(name, undefined, Workspace);
  }
}
