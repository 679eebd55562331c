// The doctor's findings as text, with what can be done at its lines. Pure: no editor in here.

import * as l10n from "@vscode/l10n";
import type { Unseen } from "../observe/exclusions.ts";
import type { Act, FoundCommand } from "../observe/hosts.ts";
import type { Provider } from "../observe/providers.ts";
import type { StoreLife } from "../server/storeLife.ts";

/** An extension that offers suggestions, as it was found. */
export interface FoundProvider extends Provider {
  readonly version: string;
  readonly active: boolean;
}

/**
 * How much the editor tells of its own reasons: all of them; none, though this build of the
 * extension asks for them; or none, since this build does not ask.
 */
export type Precision = "precise" | "notGranted" | "notAsked";

/** A folder of the workspace. */
export interface Folder {
  readonly name: string;
  /** Whether the settings have it watched. */
  readonly watched: boolean;
  /** Whether it lies on no machine, but is a repository on the web or the like. */
  readonly virtual: boolean;
}

/** Everything that was looked at. */
export interface Examination {
  readonly host: string;
  /** The editor's own source of suggestions, if it has one. */
  readonly engine: string | undefined;
  readonly version: string;
  readonly remote: string | undefined;
  readonly trusted: boolean;
  readonly folders: readonly Folder[];
  readonly watching: boolean;
  readonly precision: Precision;
  readonly providers: readonly FoundProvider[];
  readonly commands: readonly FoundCommand[];
  /** Whether the editor can open its argv.json; one in a browser cannot. */
  readonly opensArguments: boolean;
  /** What goes unseen because a key is somebody else's. */
  readonly keys: readonly Unseen[];
  readonly store: StoreLife;
  /** Why each place for a server was taken or not. */
  readonly reasons: readonly string[];
  /** What `tenure doctor` prints; undefined where there is no server. */
  readonly server: string | undefined;
}

/** Something that can be done at a line. */
export interface Action {
  readonly line: number;
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** The text, and what can be done at which of its lines. */
export interface Page {
  readonly text: string;
  readonly actions: readonly Action[];
}

/** The line of argv.json that lets this extension see the editor's reasons. */
export const ARGV_LINE = '"enable-proposed-api": ["tenure.tenure"]';

/** The editor's command that opens argv.json. */
export const OPEN_ARGUMENTS = "workbench.action.configureRuntimeArguments";

/** What makes a container's store outlive it, in devcontainer.json. */
export const DEVCONTAINER_LINES = `"mounts": ["source=tenure,target=/tenure,type=volume"],
"remoteEnv": { "TENURE_HOME": "/tenure" }`;

/** The findings as a page. */
export function render(found: Examination): Page {
  const lines: string[] = [];
  const actions: Action[] = [];
  const say = (...more: readonly string[]) => lines.push(...more);
  const offer = (title: string, command: string, ...args: readonly string[]) =>
    actions.push({ line: lines.length, title, command, args });
  const section = (title: string, body: readonly string[]) => {
    say("", title, ...body.map((line) => (line ? `  ${line}` : line)));
  };

  say(l10n.t("Tenure Doctor"));
  section(l10n.t("This editor"), editor(found));
  section(l10n.t("AI extensions, and what each can tell here"), providers(found));
  section(l10n.t("Commands that accept or dismiss a suggestion here"), found.commands.map(command));
  if (found.keys.length > 0) section(l10n.t("Keys that are somebody else's"), found.keys.map(({ sentence }) => sentence));
  section(l10n.t("To know more"), precision(found.precision));
  if (found.precision !== "precise") {
    say("");
    offer(l10n.t("Copy This Line"), "_tenure.copy", ARGV_LINE);
    if (found.opensArguments) offer(l10n.t("Open argv.json"), OPEN_ARGUMENTS);
    say(`  ${ARGV_LINE}`);
  }
  section(l10n.t("The store"), store(found.store));
  if (found.store === "container") {
    say("");
    offer(l10n.t("Copy These Lines"), "_tenure.copy", DEVCONTAINER_LINES);
    offer(l10n.t("Export Now"), "tenure.exportRecords");
    say(...DEVCONTAINER_LINES.split("\n").map((line) => `  ${line}`));
  }
  section(l10n.t("The server: where it was looked for"), found.reasons);
  if (found.server === undefined) {
    offer(l10n.t("Look Again"), "tenure.restartServer");
    say(`  ${l10n.t("There is none, so nothing is observed.")}`);
  } else {
    say("", ...found.server.split("\n"));
  }
  return { text: lines.join("\n") + "\n", actions };
}

function editor(found: Examination): string[] {
  const remote = found.remote === undefined ? l10n.t("on this machine") : l10n.t("in the remote {0}", found.remote);
  const trust = found.trusted ? l10n.t("the workspace is trusted") : l10n.t("the workspace is not trusted: what it sets is not believed");
  const lines = [`${found.host} ${found.version}, ${remote}; ${trust}.`];
  if (!found.watching) lines.push(l10n.t("Tenure is off: “Tenure: Turn On” turns it on."));
  const off = found.folders.filter(({ watched }) => !watched).map(({ name }) => name);
  if (found.watching && off.length > 0) lines.push(l10n.t("Off in: {0}.", off.join(", ")));
  const virtual = found.folders.filter((folder) => folder.virtual).map(({ name }) => name);
  if (virtual.length > 0) {
    lines.push(l10n.t("Not followed, since what is in it lies on no machine: {0}. New files are, and this machine's.", virtual.join(", ")));
  }
  return lines;
}

function providers({ providers: all, precision: known, engine, keys }: Examination): string[] {
  const own =
    engine === undefined
      ? []
      : [l10n.t("{0}, built in: accepted by a key that is not watched, so inferred, and in no rate", engine)];
  if (all.length === 0) {
    return [...own, l10n.t("No extension was found that Tenure knows. Others are counted too, without a name.")];
  }
  const active = new Set(all.filter((one) => one.active).map((one) => one.name ?? one.id));
  const lines = all.map((one) => {
    const state = one.active ? l10n.t("active") : l10n.t("not active");
    return `${one.title} (${one.id} ${one.version}), ${state}`;
  });
  const dismissed = keys.some(({ dismissal }) => dismissal)
    ? l10n.t("dismissed: reported, by the key, but not by those that are somebody else's: the share that was accepted of those decided on is too high")
    : l10n.t("dismissed: reported, by the key");
  const told =
    known === "precise"
      ? [
          l10n.t("accepted, in whole or part: exact, with the extension's name"),
          dismissed,
        ]
      : [
          l10n.t("accepted, in whole or part: reported, by the key; by the mouse: inferred, and in no rate"),
          dismissed,
          active.size > 1
            ? l10n.t("whose it was: not known, since {0} are active", active.size)
            : l10n.t("whose it was: known, since no other is active"),
        ];
  return [...own, ...lines, "", ...told, l10n.t("shown: nobody tells, so there is no rate over shown ones")];
}

function command({ id, act, known, seen }: FoundCommand): string {
  const note = known ? "" : `, ${l10n.t("by its name")}`;
  return `${acts()[act]}  ${id} (${seen ? l10n.t("seen, by its key") : l10n.t("not seen")}${note})`;
}

function acts(): Readonly<Record<Act, string>> {
  const words = { accept: l10n.t("accept"), acceptPart: l10n.t("accept a part"), reject: l10n.t("dismiss") };
  const width = Math.max(...Object.values(words).map((word) => word.length));
  return {
    accept: words.accept.padEnd(width),
    acceptPart: words.acceptPart.padEnd(width),
    reject: words.reject.padEnd(width),
  };
}

function precision(known: Precision): string[] {
  const line = l10n.t("It takes this line in argv.json, and a restart of the editor:");
  switch (known) {
    case "precise":
      return [l10n.t("Nothing: precise mode is on, and the editor gives the reason of every change.")];
    case "notGranted":
      return [l10n.t("In precise mode accepts are exact, and name the extension."), line];
    case "notAsked":
      return [
        l10n.t("In precise mode accepts are exact, and name the extension."),
        l10n.t("It takes another build of this extension, tenure-precise.vsix."),
        line,
      ];
  }
}

function store(life: StoreLife): string[] {
  switch (life) {
    case "stays":
      return [l10n.t("It lies where the files are, in the user's data folder, and stays.")];
    case "chosen":
      return [l10n.t("It lies in the folder that TENURE_HOME names.")];
    case "container":
      return [
        l10n.t("It lies in this container and is deleted with it."),
        l10n.t("An export before keeps the figures; a mounted folder keeps all of it (devcontainer.json):"),
      ];
  }
}
