// Builds the parts, registers them, disposes them.

import * as vscode from "vscode";
import { countRequests, Observer } from "./observe/observer.ts";
import { TAKEN_AT_START } from "./protocol.ts";
import { Server } from "./server/run.ts";
import { Views } from "./views/views.ts";
import { StatusBar } from "./views/statusBar.ts";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Tenure", { log: true });
  const server = new Server(context, log);
  const statusBar = new StatusBar();
  const notify = server.notify.bind(server);
  const views = new Views(context, server.ask.bind(server));
  const observed: { paused: boolean; running: boolean } = { paused: false, running: false };
  let requests: vscode.Disposable | undefined;

  const settled = () => {
    const settings = vscode.workspace.getConfiguration("tenure");
    const observing = observed.running && !observed.paused && settings.get("enabled", true);
    void vscode.commands.executeCommand("setContext", "tenure.running", observed.running);
    void vscode.commands.executeCommand("setContext", "tenure.observing", observing);
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
    views,
    new Observer(notify),
    {
      dispose: () => {
        requests?.dispose();
      },
    },
    server.onState((state) => {
      observed.running = state === "running";
      if (!observed.running) observed.paused = false;
      statusBar.state(state);
      views.changed();
      settled();
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
    // A Python that the workspace selects may be run now.
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
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

export function deactivate(): void {
  // Everything is disposed with the context's subscriptions.
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
