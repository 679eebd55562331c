// The stats panel: a page that is told the figures, and asks for what a person chooses on it.

import { t } from "@vscode/l10n";
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type Figures, FIRST_SHOWN, type FromPanel, type Since, type ToPanel } from "../panel/report.ts";
import type { Ask } from "./ask.ts";
import { panelPage } from "./panelPage.ts";

/** Figures of a large store take a second to count; a panel that is looked at asks this seldom. */
const AGAIN_MS = 5000;

export class StatsPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private since: Since = FIRST_SHOWN;
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly ask: Ask,
    private readonly chosen: (message: Exclude<FromPanel, { type: "ask" }>) => void,
  ) {}

  /** Show the panel, or bring it to the front. */
  show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const dist = vscode.Uri.joinPath(this.extension, "dist");
    const panel = vscode.window.createWebviewPanel("tenure.stats", t("Tenure"), vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [dist],
    });
    const source = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
      if (message.type === "ask") {
        this.since = message.since;
        void this.tell();
      } else this.chosen(message);
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.html = panelPage({
      script: source("panel.js"),
      style: source("panel.css"),
      origin: panel.webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
    });
    this.panel = panel;
  }

  /** Something was recorded: what is on screen is counted anew, but not at every word. */
  changed(): void {
    if (this.panel?.visible !== true) return;
    this.again ??= setTimeout(() => {
      this.again = undefined;
      void this.tell();
    }, AGAIN_MS);
  }

  dispose(): void {
    clearTimeout(this.again);
    this.panel?.dispose();
  }

  private async tell(): Promise<void> {
    const since = this.since;
    const figures = (await this.ask("tenure.panel", since)) as Figures | undefined;
    const message: ToPanel = figures === undefined ? { type: "noServer" } : { type: "figures", since, figures };
    await this.panel?.webview.postMessage(message);
  }
}
