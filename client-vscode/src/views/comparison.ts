// A suggestion as accepted beside what lies between its edges now.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Comparison } from "../protocol.ts";
import type { Ask } from "./ask.ts";
import { shortened } from "./places.ts";

const SCHEME = "tenure";

/** What the server says of one character. */
interface Explained {
  readonly suggestion: string | null;
  readonly sentence: string;
}

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
    const explained = async (character: number) =>
      ((await this.ask("tenure.explain", uri, { line, character })) ?? undefined) as Explained | undefined;
    let found = await explained(character);
    // Behind its last character, where whoever just accepted it is.
    if (!found?.suggestion && character > 0) found = (await explained(character - 1)) ?? found;
    if (found?.suggestion) await this.show(found.suggestion);
    else {
      const words = l10n.t("There is no text of a suggestion at the cursor.");
      void vscode.window.showInformationMessage(found ? `${words} ${found.sentence}` : words);
    }
  }

  /** Compare one suggestion; where its text is known no longer, say so. */
  async show(suggestion: string): Promise<void> {
    let found = await this.compared(suggestion);
    if (found === undefined) {
      void vscode.window.showInformationMessage(l10n.t("Nothing is known of this suggestion any more."));
      return;
    }
    if (found.accepted === undefined) {
      void vscode.window.showInformationMessage(
        l10n.t("Its last reading has been made, and since then its text is kept no longer. The readings are in the stats."),
      );
      return;
    }
    if (found.now === undefined) {
      try {
        await vscode.workspace.openTextDocument(vscode.Uri.parse(found.uri));
      } catch {
        void vscode.window.showInformationMessage(l10n.t("{0} is not there any more.", shortened(found.uri)));
        return;
      }
      // Of a document that was closed the server finds the place when it is open.
      found = (await this.compared(suggestion)) ?? found;
    }
    const { uri, accepted = "", now = "", kept = 0, original = 0 } = found;
    const left = this.offer("accepted", suggestion, uri, accepted);
    const right = this.offer("now", suggestion, uri, now);
    const title = l10n.t("As accepted ↔ now: {0} of {1} characters stand", kept, original);
    await vscode.commands.executeCommand("vscode.diff", left, right, title);
  }

  private async compared(suggestion: string): Promise<Comparison | undefined> {
    return ((await this.ask("tenure.compare", suggestion)) ?? undefined) as Comparison | undefined;
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
