// Runs the server, and says clearly where there is none.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { STATUS, type StatusParams } from "../protocol.ts";
import { decide } from "./locate.ts";
import { candidates } from "./probe.ts";

const SCHEMES = ["file", "untitled", "vscode-remote", "vscode-notebook-cell"];

/** What becomes of the server, for the status bar. */
export type ServerState = "starting" | "running" | "missing" | "stopped";

/** The server's process and the conversation with it. */
export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private noticed = false;
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
    const { LanguageClient, RevealOutputChannelOn, State } = await import(
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
      },
    );
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) this.states.fire("running");
      else if (newState === State.Stopped) this.states.fire("stopped");
    });
    client.onNotification(STATUS, (params: StatusParams) => {
      this.statuses.fire(params);
    });
    try {
      await client.start();
    } catch (error) {
      this.log.error(`server: ${String(error)}`);
      this.states.fire("missing");
      this.missing();
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
  async ask(command: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.client?.isRunning() !== true) return undefined;
    return this.client.sendRequest("workspace/executeCommand", { command, arguments: args });
  }

  dispose(): Thenable<void> {
    this.states.dispose();
    this.statuses.dispose();
    return this.stop();
  }

  private async stop(): Promise<void> {
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
