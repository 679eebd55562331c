// Examines this editor and shows the findings as a read-only text, with buttons at its lines.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { unseenKeys } from "../observe/giveWay.ts";
import { acceptCommands, hostOf } from "../observe/hosts.ts";
import { knownProvider } from "../observe/providers.ts";
import { isTracked } from "../observe/tracked.ts";
import type { Watched } from "../observe/watched.ts";
import type { Server } from "../server/run.ts";
import { storeLife } from "../server/storeLife.ts";
import { type Examination, type FoundProvider, OPEN_ARGUMENTS, type Page, type Precision, render } from "./report.ts";

/** The scheme of its page, and the page's language, whose long lines are wrapped (package.json). */
const ID = "tenure-doctor";
const URI = vscode.Uri.from({ scheme: ID, path: "Tenure Doctor" });

/** The doctor's page. */
export class Doctor implements vscode.Disposable {
  private page: Page = { text: "", actions: [] };
  private readonly changes = new vscode.EventEmitter<vscode.Uri>();
  private readonly disposables: readonly { dispose(): unknown }[];

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly server: Server,
    private readonly watched: Watched,
    private readonly isPrecise: () => boolean,
  ) {
    this.disposables = [
      this.changes,
      vscode.workspace.registerTextDocumentContentProvider(ID, {
        onDidChange: this.changes.event,
        provideTextDocumentContent: () => this.page.text,
      }),
      vscode.languages.registerCodeLensProvider({ scheme: ID }, { provideCodeLenses: () => this.lenses() }),
      vscode.commands.registerCommand("_tenure.copy", copy),
    ];
  }

  /** Examine anew, and show it. */
  async show(): Promise<void> {
    this.page = render(await this.examine());
    this.changes.fire(URI);
    const document = await vscode.workspace.openTextDocument(URI);
    await vscode.languages.setTextDocumentLanguage(document, ID);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private async examine(): Promise<Examination> {
    const host = hostOf(vscode.env.uriScheme, vscode.env.appName);
    const [ids, keys, doctor] = await Promise.all([
      vscode.commands.getCommands(true),
      unseenKeys(this.context),
      this.server.run(["doctor"]),
    ]);
    return {
      host: host.name,
      engine: host.engine,
      version: vscode.version,
      remote: vscode.env.remoteName,
      trusted: vscode.workspace.isTrusted,
      folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => ({
        name: folder.name,
        watched: this.watched.folder(folder),
        virtual: !isTracked(folder.uri.scheme),
      })),
      watching: this.watched.anything,
      precision: this.precision(),
      providers: vscode.extensions.all.flatMap(found),
      commands: acceptCommands(host, ids),
      opensArguments: ids.includes(OPEN_ARGUMENTS),
      keys,
      store: storeLife(vscode.env.remoteName, process.env),
      reasons: this.server.reasons,
      // It exits with 1 where something needs the user, which its text says.
      server: doctor === undefined || doctor.output === "" ? undefined : doctor.output,
    };
  }

  private precision(): Precision {
    if (this.isPrecise()) return "precise";
    const manifest = this.context.extension.packageJSON as { enabledApiProposals?: readonly string[] };
    return manifest.enabledApiProposals === undefined ? "notAsked" : "notGranted";
  }

  private lenses(): vscode.CodeLens[] {
    return this.page.actions.map(({ line, title, command, args }) => {
      const range = new vscode.Range(line, 0, line, 0);
      return new vscode.CodeLens(range, { title, command, arguments: [...args] });
    });
  }
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(l10n.t("Copied."), 2000);
}

/** Say once, where the store is deleted with its container, what keeps it. */
export async function noticeStoreLife(context: vscode.ExtensionContext): Promise<void> {
  const noticed = "tenure.noticedStoreLife";
  if (storeLife(vscode.env.remoteName, process.env) !== "container") return;
  if (context.workspaceState.get<boolean>(noticed) === true) return;
  await context.workspaceState.update(noticed, true);
  const how = l10n.t("How to Keep It");
  const words = l10n.t("What Tenure records here is deleted with this container.");
  if ((await vscode.window.showInformationMessage(words, how)) === how) {
    await vscode.commands.executeCommand("tenure.showDoctor");
  }
}

function found(extension: vscode.Extension<unknown>): FoundProvider[] {
  const provider = knownProvider(extension.id);
  if (provider === undefined) return [];
  const { version } = extension.packageJSON as { version: string };
  return [{ ...provider, version, active: extension.isActive }];
}
