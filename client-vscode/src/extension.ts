// Builds the parts, registers them, disposes them.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { OBSERVING } from "./observe/bindings.ts";
import { giveWay } from "./observe/giveWay.ts";
import { countRequests, Observer } from "./observe/observer.ts";
import { Server } from "./server/run.ts";
import { page, type Report } from "./views/stats.ts";
import { StatusBar } from "./views/statusBar.ts";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Tenure", { log: true });
  const server = new Server(context, log);
  const statusBar = new StatusBar();
  const notify = server.notify.bind(server);
  const observed: { paused: boolean; running: boolean } = { paused: false, running: false };
  let requests: vscode.Disposable | undefined;

  const settled = () => {
    const settings = vscode.workspace.getConfiguration("tenure");
    const observing = observed.running && !observed.paused && settings.get("enabled", true);
    void vscode.commands.executeCommand("setContext", "tenure.running", observed.running);
    void vscode.commands.executeCommand("setContext", OBSERVING, observing);
    if (observing && settings.get<boolean>("countRequests", false)) {
      requests ??= countRequests(notify);
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
  const command = (name: string, action: () => void | Promise<void>) =>
    vscode.commands.registerCommand(name, action);

  context.subscriptions.push(
    log,
    statusBar,
    server,
    new Observer(notify),
    giveWay(context.extension.id),
    {
      dispose: () => {
        requests?.dispose();
      },
    },
    server.onState((state) => {
      observed.running = state === "running";
      if (!observed.running) observed.paused = false;
      statusBar.state(state);
      settled();
    }),
    server.onStatus((status) => {
      statusBar.show(status);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("tenure")) {
        server.configure();
        settled();
      }
      if (event.affectsConfiguration("tenure.server.path")) void server.restart();
    }),
    command("tenure.showStats", () => showStats(server)),
    command("tenure.showDoctor", () => showDoctor(server)),
    command("tenure.pauseObserving", () => pause(true)),
    command("tenure.resumeObserving", () => pause(false)),
    command("tenure.restartServer", () => server.restart()),
    command("tenure.showLog", () => {
      log.show();
    }),
  );
  // After activation, which the editor waits for: looking for a server starts processes.
  const starting = setImmediate(() => void server.start());
  context.subscriptions.push({
    dispose: () => {
      clearImmediate(starting);
    },
  });
}

/** Everything is disposed with the context's subscriptions; the editor alone knows of the keys. */
export function deactivate(): Thenable<unknown> {
  return vscode.commands.executeCommand("setContext", OBSERVING, false);
}

let stats: vscode.WebviewPanel | undefined;

async function showStats(server: Server): Promise<void> {
  const report = (await server.ask("tenure.stats")) as Report | undefined;
  if (report === undefined) {
    void vscode.window.showInformationMessage("Tenure's server is not running, so there are no figures to show.");
    return;
  }
  stats ??= vscode.window.createWebviewPanel("tenure.stats", "Tenure", vscode.ViewColumn.Active, {});
  stats.onDidDispose(() => (stats = undefined));
  stats.webview.html = page(report, randomBytes(16).toString("hex"));
  stats.reveal();
}

async function showDoctor(server: Server): Promise<void> {
  const found = await server.ask("tenure.doctor");
  if (found === undefined) {
    void vscode.commands.executeCommand("tenure.showLog");
    return;
  }
  const content = JSON.stringify(found, undefined, 2);
  const document = await vscode.workspace.openTextDocument({ language: "json", content });
  await vscode.window.showTextDocument(document);
}
