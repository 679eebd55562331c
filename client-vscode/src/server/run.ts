// Runs the server, and says clearly where there is none.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { STATUS, type StatusParams } from "../protocol.ts";
import { decide } from "./locate.ts";
import { candidates } from "./probe.ts";
import { Revival } from "./revival.ts";

const SCHEMES = ["file", "untitled", "vscode-remote", "vscode-notebook-cell"];

/** What becomes of the server, for the status bar. */
export type ServerState = "starting" | "running" | "missing" | "stopped";

/** The server's process and the conversation with it. */
export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private noticed = false;
  private readonly revival = new Revival();
  private reviving: NodeJS.Timeout | undefined;
  private readonly states = new vscode.EventEmitter<ServerState>();
  private readonly statuses = new vscode.EventEmitter<StatusParams>();
  readonly onState = this.states.event;
  readonly onStatus = this.statuses.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Find and start the server; what went wrong is said once. */
  async start(): Promise<void> {
    this.states.fire("starting");
    const decision = decide(await candidates(this.context.extensionPath));
    for (const reason of decision.reasons) this.log.info(`server: ${reason}`);
    if (decision.server === undefined) {
      this.states.fire("missing");
      this.missing();
      return;
    }
    const { command, args } = decision.server;
    // Here and not above: most of the bundle is this library, and activation need not read it.
    const { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State } = await import(
      "vscode-languageclient/node"
    );
    const client = new LanguageClient(
      "tenure",
      "Tenure",
      { command, args: [...args] },
      {
        documentSelector: SCHEMES.map((scheme) => ({ scheme })),
        initializationOptions: { tenure: vscode.workspace.getConfiguration("tenure") },
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        // The library's own handler shows a message, and gives up after five ends.
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
        },
      },
    );
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.revival.runs(Date.now());
        this.states.fire("running");
      } else if (newState === State.Stopped) {
        this.states.fire("stopped");
        this.revive(client);
      }
    });
    client.onNotification(STATUS, (params: StatusParams) => {
      this.statuses.fire(params);
    });
    try {
      await client.start();
    } catch (error) {
      this.log.error(`server: ${String(error)}`);
      this.states.fire("stopped");
      this.revive(client);
      if (this.revival.isHopeless) this.missing();
    }
  }

  /** Stop the server and start it anew. */
  async restart(): Promise<void> {
    this.noticed = false;
    await this.stop();
    await this.start();
  }

  /** Tell the server; where none runs there is nobody to tell. */
  notify(method: string, params: unknown): void {
    if (this.client?.isRunning() !== true) return;
    this.client.sendNotification(method, params).catch((error: unknown) => {
      this.log.warn(`server: ${method} was not sent: ${String(error)}`);
    });
  }

  /** Tell the server that settings changed. */
  configure(): void {
    const tenure = vscode.workspace.getConfiguration("tenure");
    this.notify("workspace/didChangeConfiguration", { settings: { tenure } });
  }

  /** Ask the server for one of its commands; undefined where none runs. */
  async ask(command: string): Promise<unknown> {
    if (this.client?.isRunning() !== true) return undefined;
    return this.client.sendRequest("workspace/executeCommand", { command, arguments: [] });
  }

  dispose(): Thenable<void> {
    this.states.dispose();
    this.statuses.dispose();
    return this.stop();
  }

  /** Start again after `client` ended by itself. */
  private revive(client: LanguageClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.reviving = setTimeout(() => void this.start(), this.revival.ended(Date.now()));
  }

  private async stop(): Promise<void> {
    clearTimeout(this.reviving);
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.log.warn(`server: ${String(error)}`);
    }
  }

  private missing(): void {
    if (this.noticed) return;
    this.noticed = true;
    const choose = "Choose Server";
    const show = "Show Log";
    void vscode.window
      .showWarningMessage(
        "Tenure found no server, so nothing is observed. Install it with `pip install tenure`, or choose where it is.",
        choose,
        show,
      )
      .then((answer) => {
        if (answer === choose) {
          void vscode.commands.executeCommand("workbench.action.openSettings", "tenure.server.path");
        } else if (answer === show) {
          this.log.show();
        }
      });
  }
}
