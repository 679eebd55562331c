// Runs the server, and says clearly where there is none.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import type { ConfigurationParams, LanguageClient } from "vscode-languageclient/node";
import { openSetting } from "../openSetting.ts";
import { TRACKED_SCHEMES } from "../observe/tracked.ts";
import type { Watched } from "../observe/watched.ts";
import { STATUS, type StatusParams, TAKEN_AT_START } from "../protocol.ts";
import { Documents } from "./documents.ts";
import { type Command, type Decision, decide } from "./locate.ts";
import { install } from "./installer.ts";
import { Places } from "./places.ts";
import { candidates, chosenServer } from "./probe.ts";
import { type Ended, ended } from "./processes.ts";
import { Revival } from "./revival.ts";
import { variables } from "./variables.ts";

/** What becomes of the server, for the status bar; off: the settings want none. */
export type ServerState = "starting" | "running" | "missing" | "stopped" | "off";

/** How long one of Tenure's own commands may take: an export waits for its receiver. */
const COMMAND_MS = 120_000;

const NOTICED = "tenure.noticedMissing";

/** The server's process and the conversation with it. */
export class Server implements vscode.Disposable {
  /** Where the extension keeps a server. */
  readonly places: Places;
  private client: LanguageClient | undefined;
  private documents: Documents | undefined;
  private gone = false;
  private turn = Promise.resolve();
  private decision: Decision = { tenure: undefined, isOpen: true, reasons: [] };
  /** Looking ends at once where its result would be of no use any more. */
  private looking = new AbortController();
  private readonly revival = new Revival();
  private reviving: NodeJS.Timeout | undefined;
  private readonly states = new vscode.EventEmitter<ServerState>();
  private readonly statuses = new vscode.EventEmitter<StatusParams>();
  readonly onState = this.states.event;
  readonly onStatus = this.statuses.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly watched: Watched,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.places = new Places(context);
  }

  /** Why each place for a server was taken or not. */
  get reasons(): readonly string[] {
    return this.decision.reasons;
  }

  /** Find and start the server, unless nothing is watched; where there is none, once say so. */
  start(): Promise<void> {
    return this.inTurn(() => this.begin());
  }

  /** Stop the server and start it anew; a person who asked for it is told what is missing again. */
  async restart({ asked = false } = {}): Promise<void> {
    if (asked) await this.context.globalState.update(NOTICED, undefined);
    this.looking.abort();
    await this.inTurn(async () => {
      await this.stop();
      await this.begin();
    });
  }

  /** Let the server have what is watched by now; it runs only while anything is. */
  async rewatch(): Promise<void> {
    this.looking.abort();
    await this.inTurn(async () => {
      if (this.client?.isRunning() === true && this.watched.anything) {
        await this.documents?.settle(this.client);
        return;
      }
      await this.stop();
      await this.begin();
    });
  }

  /** Install the server into the extension's own storage, and start it. */
  async install(): Promise<void> {
    if (!(await this.places.canInstall())) {
      void vscode.window.showInformationMessage(
        l10n.t("This build of the extension brings its server, and installs none; “Tenure: Restart Server” starts it."),
      );
      return;
    }
    const chosen = chosenServer();
    if (chosen !== undefined) {
      const choose = l10n.t("Choose Server");
      const words = l10n.t("The setting tenure.server.path names {0}, and no other server is run; clear it to have one installed.", chosen);
      if ((await vscode.window.showInformationMessage(words, choose)) === choose) await openSetting("tenure.server.path");
      return;
    }
    this.looking.abort();
    await this.inTurn(() => this.stop());
    if (await install(this.places, this.log)) await this.start();
    else this.states.fire("missing");
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
    this.notify("workspace/didChangeConfiguration", { settings: { tenure: settings() } });
  }

  /** Ask the server for one of its commands; undefined where none runs. */
  async ask(command: string, ...args: readonly unknown[]): Promise<unknown> {
    if (this.client?.isRunning() !== true) return undefined;
    return this.client.sendRequest("workspace/executeCommand", { command, arguments: args });
  }

  /** Run one of Tenure's commands as a process of its own; undefined where Tenure was not found. */
  async run(args: readonly string[]): Promise<Ended | undefined> {
    const { tenure } = this.decision.tenure === undefined ? await this.look() : this.decision;
    if (tenure === undefined) return undefined;
    const environment = { ...tenure.environment, ...variables(takenAtStart()) };
    return ended(tenure.command, [...tenure.args, ...args], { timeout: COMMAND_MS, environment });
  }

  /** End the server for good: the extension is leaving, and stays loaded until a restart. */
  async leave(): Promise<void> {
    this.gone = true;
    await this.restart();
  }

  dispose(): Thenable<void> {
    this.gone = true;
    this.looking.abort();
    this.states.dispose();
    this.statuses.dispose();
    return this.inTurn(() => this.stop());
  }

  /** One at a time: settings may change while a server starts. */
  private inTurn(action: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(action).catch((error: unknown) => {
      this.log.error(`server: ${String(error)}`);
    });
    return this.turn;
  }

  private async begin(): Promise<void> {
    if (this.gone || !this.watched.anything) {
      this.states.fire("off");
      return;
    }
    this.states.fire("starting");
    const { signal } = (this.looking = new AbortController());
    const { tenure, isOpen } = await this.look(signal);
    if (signal.aborted) return;
    if (tenure === undefined) {
      // While that is open the state stays as it is: nobody is told before there is something to tell.
      if (isOpen) this.startLater();
      if (!isOpen || this.revival.isHopeless) this.none();
      return;
    }
    const client = await this.connected(tenure);
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.log.error(`server: ${String(error)}`);
      this.states.fire("stopped");
      this.revive(client);
      if (this.revival.isHopeless) this.none();
    }
  }

  /** Start again after `client` ended by itself. */
  private revive(client: LanguageClient): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.startLater();
  }

  private startLater(): void {
    this.reviving = setTimeout(() => void this.start(), this.revival.ended(Date.now()));
  }

  private none(): void {
    this.states.fire("missing");
    void this.missing();
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

  private async look(signal?: AbortSignal): Promise<Decision> {
    this.decision = decide(await candidates(this.places, { timeout: this.revival.patience, signal }));
    for (const reason of this.decision.reasons) this.log.info(`server: ${reason}`);
    return this.decision;
  }

  private async connected({ command, args, environment }: Command): Promise<LanguageClient> {
    const documents = (this.documents = new Documents(this.watched));
    // Here and not above: this library is most of what there is to read, and not read without a server.
    const { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State } = await import(
      "vscode-languageclient/node"
    );
    class QuietClient extends LanguageClient {
      /** For the log: the status bar says that it stopped, and a notice where that stays so. */
      override error(message: string, data?: unknown): void {
        super.error(message, data, false);
      }
    }
    const client = new QuietClient(
      "tenure",
      "Tenure",
      { command, args: [...args, "serve"], options: { env: { ...process.env, ...environment } } },
      {
        documentSelector: TRACKED_SCHEMES.map((scheme) => ({ scheme })),
        initializationOptions: { tenure: settings() },
        middleware: { ...documents.middleware(), workspace: { configuration } },
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationFailedHandler: () => false,
        // The library's own handler shows a message, and gives up after five ends.
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
        },
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.revival.runs(Date.now());
        this.states.fire("running");
      } else if (newState === State.Stopped && this.client === client) {
        this.states.fire("stopped");
        this.revive(client);
      }
    });
    client.onNotification(STATUS, (params: StatusParams) => {
      this.statuses.fire(params);
    });
    return client;
  }

  private async missing(): Promise<void> {
    // Once for each version: what the next one needs may have to be installed anew.
    const { version } = this.context.extension.packageJSON as { version: string };
    if (this.context.globalState.get(NOTICED) === version) return;
    await this.context.globalState.update(NOTICED, version);
    const [setUp, choose, show] = [l10n.t("Install"), l10n.t("Choose Server"), l10n.t("Show Log")];
    const chosen = chosenServer();
    const words =
      chosen === undefined
        ? l10n.t("Tenure found no server, so nothing is observed.")
        : l10n.t("{0}, which the setting tenure.server.path names, does not work, so nothing is observed.", chosen);
    // What was installed would not be run in place of what was chosen.
    const answer = chosen === undefined && (await this.places.canInstall())
      ? await vscode.window.showInformationMessage(
          `${words} ${l10n.t("Install it into the extension's own folder (about 100 MB)?")}`,
          setUp,
          choose,
          show,
        )
      : await vscode.window.showWarningMessage(
          `${words} ${l10n.t("Choose where one is; the log says where it was looked for.")}`,
          choose,
          show,
        );
    if (answer === setUp) await this.install();
    else if (answer === show) this.log.show();
    else if (answer === choose) await openSetting("tenure.server.path");
  }
}

/** The answer to the server that asks for settings. */
function configuration({ items }: ConfigurationParams): unknown[] {
  return items.map(({ section }) => (section === "tenure" ? settings() : null));
}

/** The settings for the server. */
function settings(): Record<string, unknown> {
  return { ...vscode.workspace.getConfiguration("tenure"), enabled: true };
}

/** The settings that say what may leave, with what they are where nobody set them. */
function takenAtStart(): Record<string, { value: unknown; byDefault: unknown }> {
  const all = vscode.workspace.getConfiguration();
  return Object.fromEntries(
    TAKEN_AT_START.map((name) => [name, { value: all.get(name), byDefault: all.inspect(name)?.defaultValue }]),
  );
}
