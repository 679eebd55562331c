// Builds the parts of the extension and connects them.

import "./host.ts";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { Doctor, noticeStoreLife } from "./doctor/doctor.ts";
import { giveWay } from "./observe/giveWay.ts";
import { countRequests, Observer } from "./observe/observer.ts";
import { OBSERVING } from "./observe/observing.ts";
import { Practice } from "./observe/practice.ts";
import { Watched } from "./observe/watched.ts";
import * as off from "./off.ts";
import { openSetting } from "./openSetting.ts";
import { TAKEN_AT_START } from "./protocol.ts";
import type { Ended } from "./server/processes.ts";
import { Server } from "./server/run.ts";
import { StatusBar } from "./views/statusBar.ts";
import { Views } from "./views/views.ts";

/** What each command does, by its id. */
export type Commands = Readonly<Record<string, () => void | Promise<void>>>;

/** Begin all that the extension does, until the context's subscriptions are disposed. */
export function begin(context: vscode.ExtensionContext): Commands {
  const log = vscode.window.createOutputChannel("Tenure", { log: true });
  const watched = new Watched();
  const server = new Server(context, watched, log);
  const statusBar = new StatusBar();
  const notify = server.notify.bind(server);
  const views = new Views(context, server.ask.bind(server));
  const practice = new Practice((uri) => server.ask("tenure.purge", uri));
  const observer = new Observer(notify, watched, (uri) => practice.provider(uri));
  const doctor = new Doctor(context, server, watched, () => observer.precise);
  const observed: { paused: boolean; running: boolean } = { paused: false, running: false };
  let requests: vscode.Disposable | undefined;

  const settled = () => {
    const settings = vscode.workspace.getConfiguration("tenure");
    const active = vscode.window.activeTextEditor;
    const watching = active === undefined ? watched.anything : watched.document(active.document);
    const running = observed.running && !observed.paused;
    void vscode.commands.executeCommand("setContext", "tenure.running", observed.running);
    void vscode.commands.executeCommand("setContext", "tenure.paused", observed.paused);
    void vscode.commands.executeCommand("setContext", "tenure.off", !watched.anything);
    void vscode.commands.executeCommand("setContext", OBSERVING, running && watching);
    if (running && settings.get<boolean>("countRequests", false)) {
      requests ??= countRequests(notify, watched);
    } else {
      requests?.dispose();
      requests = undefined;
    }
  };
  const pause = async (value: boolean) => {
    observed.paused = value;
    settled();
    await server.ask(value ? "tenure.pause" : "tenure.resume");
  };
  const commands: Commands = {
    ...off.commands(server),
    ...views.commands(),
    "tenure.showDoctor": () => doctor.show(),
    "tenure.pauseObserving": () => pause(true),
    "tenure.resumeObserving": () => pause(false),
    "tenure.restartServer": () => server.restart({ asked: true }),
    "tenure.installServer": () => server.install(),
    "tenure.exportRecords": () => exportRecords(server),
    "tenure.openWalkthrough": async () => {
      await vscode.commands.executeCommand("workbench.action.openWalkthrough", "tenure.tenure#start");
    },
    "tenure.practise": async () => {
      await practice.open();
      if (!observed.running || observed.paused || !watched.folder(undefined)) await sayNothingCounts(watched, observed);
    },
    "tenure.showLog": () => {
      log.show();
    },
  };

  context.subscriptions.push(
    log,
    watched,
    statusBar,
    server,
    observer,
    doctor,
    practice,
    views,
    giveWay(context.extension.id),
    vscode.commands.registerCommand("_tenure.openSetting", openSetting),
    {
      dispose: () => {
        requests?.dispose();
      },
    },
    server.onState((state) => {
      observed.running = state === "running";
      if (!observed.running) observed.paused = false;
      statusBar.state(state);
      views.state(state);
      settled();
      if (state === "running") void noticeStoreLife(context);
    }),
    server.onStatus((status) => {
      statusBar.show(status);
      views.changed();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("tenure")) {
        server.configure();
        settled();
      }
      if (TAKEN_AT_START.some((name) => event.affectsConfiguration(name))) void server.restart();
    }),
    watched.onChange(() => {
      settled();
      void server.rewatch();
    }),
    // A Python that the workspace selects may be run now.
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
    vscode.window.onDidChangeActiveTextEditor(settled),
  );
  void server.start();
  return commands;
}

/** Say that what is practised is not counted, and offer what mends it. */
async function sayNothingCounts(watched: Watched, { paused }: { readonly paused: boolean }): Promise<void> {
  const [command, button] = !watched.folder(undefined)
    ? ["tenure.turnOn", l10n.t("Turn On")]
    : paused
      ? ["tenure.resumeObserving", l10n.t("Resume")]
      : ["tenure.restartServer", l10n.t("Restart Server")];
  const words = l10n.t("Tenure watches nothing now, so what you do in the practice file is not counted.");
  if ((await vscode.window.showInformationMessage(words, button)) === button) {
    await vscode.commands.executeCommand(command);
  }
}

async function exportRecords(server: Server): Promise<void> {
  const title = l10n.t("Tenure sends what is pending");
  const options = { location: vscode.ProgressLocation.Notification, title };
  const done = await vscode.window.withProgress(options, () => server.run(["export"]));
  const said = [done?.output, done?.problem].filter(Boolean).join(" ");
  if (done?.well === true) {
    void vscode.window.showInformationMessage(`Tenure: ${said}`);
    return;
  }
  const settings = l10n.t("Open Settings");
  const answer = await vscode.window.showErrorMessage(said.replace("tenure: ", "") || unsent(done), settings);
  if (answer === settings) await openSetting("tenure.otlp.endpoint");
}

function unsent(done: Ended | undefined): string {
  return done?.late === true
    ? l10n.t("The receiver took too long. What is still pending is kept, and sent while Tenure runs.")
    : l10n.t("Tenure's server was not found, so nothing was sent; “Tenure: Doctor” says where it was looked for.");
}
