// What a person sees beside the status bar, and the commands that show it.

import * as vscode from "vscode";
import type { ServerState } from "../server/run.ts";
import type { Ask } from "./ask.ts";
import { Comparisons } from "./comparison.ts";
import { Due } from "./due.ts";
import { Marks } from "./marks.ts";
import { StatsPanel } from "./panel.ts";
import { openPlace } from "./places.ts";

export class Views implements vscode.Disposable {
  private readonly comparisons: Comparisons;
  private readonly due: Due;
  private readonly marks: Marks;
  private readonly panel: StatsPanel;
  private readonly opening: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, ask: Ask) {
    this.comparisons = new Comparisons(ask);
    this.due = new Due(ask);
    this.marks = new Marks(context.workspaceState, ask);
    const open = (suggestion: string) => openPlace(ask, suggestion);
    this.opening = vscode.commands.registerCommand("_tenure.openPlace", open);
    this.panel = new StatsPanel(context.extensionUri, ask, ({ type, suggestion }) => {
      void (type === "open" ? open(suggestion) : this.comparisons.show(suggestion));
    });
  }

  /** Each command that shows something, with what it does. */
  commands(): Readonly<Record<string, () => void | Promise<void>>> {
    return {
      "tenure.showStats": () => {
        this.panel.show();
      },
      "tenure.toggleMarks": () => this.marks.toggle(),
      "tenure.compareAsAccepted": () => this.comparisons.here(),
      "tenure.showDue": async () => {
        await vscode.commands.executeCommand("tenure.due.focus");
      },
    };
  }

  /** The server came or went. */
  state(state: ServerState): void {
    this.panel.state(state);
    this.changed();
  }

  /** Something was recorded. */
  changed(): void {
    this.due.changed();
    this.marks.changed();
    this.panel.changed();
  }

  dispose(): void {
    for (const part of [this.comparisons, this.due, this.marks, this.opening, this.panel]) part.dispose();
  }
}
