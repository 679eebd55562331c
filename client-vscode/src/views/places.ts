// Opens the place of a suggestion, wherever its text stands by now.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Place } from "../protocol.ts";
import type { Ask } from "./ask.ts";
import { toRange } from "./ranges.ts";

export async function openPlace(ask: Ask, suggestion: string): Promise<void> {
  const first = await place(ask, suggestion);
  if (first === undefined) {
    void vscode.window.showInformationMessage(l10n.t("Nothing is known of this suggestion any more."));
    return;
  }
  let editor: vscode.TextEditor;
  try {
    editor = await vscode.window.showTextDocument(vscode.Uri.parse(first.uri));
  } catch {
    void vscode.window.showInformationMessage(l10n.t("{0} is not there any more.", shortened(first.uri)));
    return;
  }
  // Of a document that was closed the server finds the place when it is open.
  const range = first.range ?? (await place(ask, suggestion))?.range;
  if (range === undefined) {
    const words = l10n.t("Where this suggestion stood is not known any more, or nothing of it stands.");
    void vscode.window.setStatusBarMessage(words, 5000);
    return;
  }
  const found = toRange(range);
  editor.selection = new vscode.Selection(found.start, found.end);
  editor.revealRange(found, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** A document's path for eyes, from its folder on where that is open. */
export function shortened(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

async function place(ask: Ask, suggestion: string): Promise<Place | undefined> {
  return ((await ask("tenure.place", suggestion)) ?? undefined) as Place | undefined;
}
