// Marks what still stands of suggestions in the editors that are visible. Off until it is asked for.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { Marks as Answer } from "../protocol.ts";
import type { Ask } from "./ask.ts";
import { toRange } from "./ranges.ts";

/** The editor moves marks along with typing by itself; they are asked for anew when it pauses. */
const PAUSE_MS = 300;

/** Where nothing stands, nothing else would show that the marks are on. */
const SAID_MS = 4000;

const KEY = "tenure.marks";

export class Marks implements vscode.Disposable {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("tenure.standingBackground"),
    borderColor: new vscode.ThemeColor("tenure.standingBorder"),
    borderStyle: "dotted",
    borderWidth: "0 0 1px 0",
    overviewRulerColor: new vscode.ThemeColor("tenure.standingBorder"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  private readonly waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly disposables: readonly { dispose(): unknown }[];

  constructor(
    private readonly memory: vscode.Memento,
    private readonly ask: Ask,
  ) {
    this.disposables = [
      this.decoration,
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.changed();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.later(document);
      }),
    ];
  }

  /** Turn the marks on or off, in this workspace. */
  async toggle(): Promise<void> {
    await this.memory.update(KEY, !this.shown);
    const words = this.shown
      ? l10n.t("What still stands of suggestions is marked from now on.")
      : l10n.t("Nothing is marked any more.");
    vscode.window.setStatusBarMessage(words, SAID_MS);
    this.changed();
  }

  /** Something was recorded that may change whose text is whose. */
  changed(): void {
    for (const document of new Set(vscode.window.visibleTextEditors.map((editor) => editor.document))) {
      if (this.shown) this.later(document);
      else this.draw(document, []);
    }
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private get shown(): boolean {
    return this.memory.get(KEY, false);
  }

  private later(document: vscode.TextDocument): void {
    if (!this.shown) return;
    clearTimeout(this.waiting.get(document));
    const timer = setTimeout(() => {
      this.waiting.delete(document);
      void this.mark(document);
    }, PAUSE_MS);
    this.waiting.set(document, timer);
  }

  private async mark(document: vscode.TextDocument): Promise<void> {
    const answer = (await this.ask("tenure.marks", document.uri.toString())) as Answer | undefined;
    // Typed on meanwhile: a change is under way that asks again.
    if (answer?.version !== undefined && answer.version !== document.version) return;
    this.draw(document, this.shown ? (answer?.standing ?? []).map(({ range }) => toRange(range)) : []);
  }

  private draw(document: vscode.TextDocument, ranges: readonly vscode.Range[]): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(this.decoration, ranges);
    }
  }
}
