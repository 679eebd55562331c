// Reads a person's own key bindings, which the editor lets nobody ask for.

import * as vscode from "vscode";

/** A person's own key bindings, as far as they can be read. */
export interface OwnBindings {
  /** The text of keybindings.json, "" where there is none; undefined where it cannot be read. */
  readonly text: string | undefined;
  /** Whether there are profiles, whose bindings cannot be told from each other. */
  readonly hasProfiles: boolean;
}

/**
 * They lie beside the extension's storage, which is the default profile's, where that is on the same
 * machine as the window.
 */
export async function ownBindings(context: vscode.ExtensionContext): Promise<OwnBindings> {
  const user = vscode.Uri.joinPath(context.globalStorageUri, "../..");
  const [text, profiles] = await Promise.all([
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(user, "keybindings.json")).then(
      (bytes) => new TextDecoder().decode(bytes),
      (error: unknown) => (isMissing(error) && vscode.env.remoteName === undefined ? "" : undefined),
    ),
    vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(user, "profiles")).then(
      (entries) => entries.map(([name]) => name),
      () => [],
    ),
  ]);
  // The editor keeps what belongs to its own parts there, too.
  return { text, hasProfiles: profiles.some((name) => name !== "builtin") };
}

function isMissing(error: unknown): boolean {
  return error instanceof vscode.FileSystemError && error.code === "FileNotFound";
}
