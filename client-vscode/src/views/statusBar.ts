// Two figures in the status bar, and in words where there are none.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { StatusParams } from "../protocol.ts";
import type { ServerState } from "../server/run.ts";
import { statusLabel, statusText, statusTooltip } from "./status.ts";

const WORDS: Readonly<Record<ServerState, string>> = {
  starting: l10n.t("Tenure: starting"),
  running: l10n.t("Tenure: nothing yet"),
  missing: l10n.t("Tenure: no server"),
  stopped: l10n.t("Tenure: stopped"),
  off: l10n.t("Tenure: off"),
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
    this.item.tooltip = broken ? l10n.t("Click to look for the server again.") : undefined;
    this.item.accessibilityInformation = { label: this.item.text, role: "button" };
    // Turned off, it leaves no trace.
    if (state === "off") this.item.hide();
    else this.item.show();
  }

  /** The server told the figures. */
  show(status: StatusParams): void {
    this.item.text = statusText(status);
    this.item.tooltip = new vscode.MarkdownString(statusTooltip(status));
    this.item.accessibilityInformation = { label: statusLabel(status), role: "button" };
  }

  dispose(): void {
    this.item.dispose();
  }
}
