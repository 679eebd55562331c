// A suggestion as accepted beside what lies between its edges now.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Comparison } from "../protocol.ts";
import type { Ask } from "./ask.ts";
import { shortened } from "./places.ts";

const SCHEME = "tenure";

/** Gives the two texts of a comparison to the editor's diff. */
export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  constructor(private readonly ask: Ask) {}

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Compare the suggestion at the caret. */
  async here(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      void vscode.window.showInformationMessage(l10n.t("Put the cursor into the text of a suggestion first."));
      return;
    }
    const { line, character } = editor.selection.active;
    const uri = editor.document.uri.toString();
    const found = (await this.ask("tenure.explain", uri, { line, character })) as
      | { readonly suggestion: string | null; readonly sentence: string }
      | null
      | undefined;
    if (found?.suggestion) await this.show(found.suggestion);
    else {
      const words = l10n.t("There is no text of a suggestion at the cursor.");
      void vscode.window.showInformationMessage(found ? `${words} ${found.sentence}` : words);
    }
  }

  /** Compare one suggestion; where its text is known no longer, say so. */
  async show(suggestion: string): Promise<void> {
    const found = ((await this.ask("tenure.compare", suggestion)) ?? undefined) as Comparison | undefined;
    if (found === undefined) {
      void vscode.window.showInformationMessage(l10n.t("Nothing is known of this suggestion any more."));
      return;
    }
    const { uri, accepted, now, kept = 0, original = 0 } = found;
    if (accepted === undefined) {
      void vscode.window.showInformationMessage(
        l10n.t("Its last reading has been made, and since then its text is kept no longer. The readings are in the stats."),
      );
      return;
    }
    if (now === undefined) {
      void vscode.window.showInformationMessage(l10n.t("Open {0} first, to see what stands of it now.", shortened(uri)));
      return;
    }
    const left = this.offer("accepted", suggestion, uri, accepted);
    const right = this.offer("now", suggestion, uri, now);
    const title = l10n.t("As accepted ↔ now: {0} of {1} characters stand", kept, original);
    await vscode.commands.executeCommand("vscode.diff", left, right, title);
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
    this.texts.clear();
  }

  /** The name of a file keeps its ending, by which the editor knows its language. */
  private offer(side: string, suggestion: string, of: string, text: string): vscode.Uri {
    const name = vscode.Uri.parse(of).path.split("/").pop() ?? "";
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${side}/${suggestion}/${name}` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }
}
