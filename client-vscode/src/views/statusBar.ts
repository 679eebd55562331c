// Two figures in the status bar, and in words where there are none.

import * as vscode from "vscode";
import type { StatusParams } from "../protocol.ts";
import type { ServerState } from "../server/run.ts";

const WORDS: Readonly<Record<ServerState, string>> = {
  starting: "Tenure: starting",
  running: "Tenure: nothing yet",
  missing: "Tenure: no server",
  stopped: "Tenure: stopped",
  off: "Tenure: off",
};

/** The status bar item; a click shows the stats. */
export class StatusBar implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;

  constructor() {
    this.item = vscode.window.createStatusBarItem("tenure.status", vscode.StatusBarAlignment.Right, 90);
    this.item.name = "Tenure";
    this.state("starting");
  }

  /** The server's state changed. */
  state(state: ServerState): void {
    const broken = state === "missing" || state === "stopped";
    this.item.command = broken ? "tenure.restartServer" : "tenure.showStats";
    this.item.text = WORDS[state];
    this.item.tooltip = broken ? "Click to look for the server again." : undefined;
    this.item.accessibilityInformation = { label: this.item.text, role: "button" };
    // Turned off, it leaves no trace.
    if (state === "off") this.item.hide();
    else this.item.show();
  }

  /** The server said what to show. */
  show({ text, tooltip, label }: StatusParams): void {
    this.item.text = text;
    this.item.tooltip = new vscode.MarkdownString(tooltip);
    this.item.accessibilityInformation = { label, role: "button" };
  }

  dispose(): void {
    this.item.dispose();
  }
}
