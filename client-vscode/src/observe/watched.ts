// Which documents of this window are watched: by their kind, and by the setting of their folder.

import * as vscode from "vscode";
import { isTracked } from "./tracked.ts";

/** Answers at each key press, so it remembers what the settings say. */
export class Watched implements vscode.Disposable {
  private readonly byFolder = new Map<string, boolean>();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly disposables: readonly { dispose(): unknown }[];
  /** Something may be watched that was not, or not any more. */
  readonly onChange = this.changes.event;

  constructor() {
    this.disposables = [
      this.changes,
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.forget();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("tenure.enabled")) this.forget();
      }),
    ];
  }

  /** Whether what happens to `document` is observed. */
  document(document: vscode.TextDocument): boolean {
    return isTracked(document.uri.scheme) && this.folder(vscode.workspace.getWorkspaceFolder(document.uri));
  }

  /** Whether what happens in `folder`, or outside of every folder, is observed. */
  folder(folder: vscode.WorkspaceFolder | undefined): boolean {
    const key = folder?.uri.toString() ?? "";
    let on = this.byFolder.get(key);
    if (on === undefined) {
      on = vscode.workspace.getConfiguration("tenure", folder).get("enabled", true);
      this.byFolder.set(key, on);
    }
    return on;
  }

  /** Whether anything in this window is. */
  get anything(): boolean {
    return [undefined, ...(vscode.workspace.workspaceFolders ?? [])].some((folder) => this.folder(folder));
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private forget(): void {
    this.byFolder.clear();
    this.changes.fire();
  }
}
