// The stats panel: a page that is told the figures, and asks for what a person chooses on it.

import * as l10n from "@vscode/l10n";
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { type Figures, FIRST_SHOWN, type FromPanel, type Since, type ToPanel } from "../panel/report.ts";
import type { ServerState } from "../server/run.ts";
import type { Ask } from "./ask.ts";
import { panelPage } from "./panelPage.ts";

/** A panel that is looked at while suggestions come in is counted anew this seldom. */
const AGAIN_MS = 5000;

const TYPE = "tenure.stats";

export class StatsPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | undefined;
  private since: Since = FIRST_SHOWN;
  private server: ServerState = "starting";
  private again: NodeJS.Timeout | undefined;
  private readonly registered = vscode.window.registerWebviewPanelSerializer(TYPE, this);

  constructor(
    private readonly extension: vscode.Uri,
    private readonly ask: Ask,
    private readonly chosen: (message: Exclude<FromPanel, { type: "ask" }>) => void,
  ) {}

  /** Show the panel, or bring it to the front. */
  show(): void {
    if (this.panel === undefined) this.fill(vscode.window.createWebviewPanel(TYPE, l10n.t("Tenure"), vscode.ViewColumn.Active));
    else this.panel.reveal();
  }

  /** The window was reloaded with the panel in it; what was chosen there the page knows itself. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.panel?.dispose();
    this.fill(panel);
    return Promise.resolve();
  }

  /** The server came or went. */
  state(state: ServerState): void {
    this.server = state;
    if (this.panel !== undefined) void this.tell();
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
    this.registered.dispose();
    this.panel?.dispose();
  }

  private fill(panel: vscode.WebviewPanel): void {
    const dist = vscode.Uri.joinPath(this.extension, "dist");
    const source = (name: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    this.panel = panel;
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
      if (message.type === "ask") {
        this.since = message.since;
        void this.tell();
      } else this.chosen(message);
    });
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.html = panelPage({
      script: source("panel.js"),
      style: source("panel.css"),
      origin: panel.webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      language: vscode.env.language,
      strings: vscode.l10n.bundle ?? {},
    });
  }

  private async tell(): Promise<void> {
    const since = this.since;
    // A refusal is the server's own, which it logs.
    const figures = (await this.ask("tenure.panel", since).catch(() => undefined)) as Figures | undefined;
    const message: ToPanel =
      figures === undefined ? { type: "unanswered", state: this.server } : { type: "figures", since, figures };
    await this.panel?.webview.postMessage(message);
  }
}
