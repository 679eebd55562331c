// Which server to run: a pure decision, with a reason for every place that was looked at.

import * as l10n from "@vscode/l10n";
import type { Ended } from "./processes.ts";

/** Where a server may be, in the order in which they count. */
export type Place = "setting" | "bundled" | "installed" | "PATH" | "selected Python";

/**
 * Whether what is at a place can run Tenure; "late" where it has not said so in time: a machine that
 * is busy is no reason to take it for one that has no server.
 */
export type Answer = "yes" | "no" | "late";

/** The answer of a program that was asked for its version; others than Tenure have one too. */
export function answerOf({ well, late, output }: Pick<Ended, "well" | "late" | "output">): Answer {
  if (well && output.startsWith("tenure ")) return "yes";
  return late ? "late" : "no";
}

/** What was found at one place. */
export interface Candidate {
  readonly place: Place;
  /** Undefined where there is nothing. */
  readonly path: string | undefined;
  /** Whether it is a Python interpreter rather than a `tenure` executable. */
  readonly isPython: boolean;
  /** For a Python, whether it has the package. */
  readonly answer: Answer;
  /** Variables that it needs beside the editor's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A server's command line. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The decision: how to run Tenure or undefined, and why each place was taken or not. */
export interface Decision {
  readonly tenure: Command | undefined;
  /** Whether it is open: what may be the server has not answered yet. */
  readonly isOpen: boolean;
  readonly reasons: readonly string[];
}

const PLACES: Readonly<Record<Place, string>> = {
  setting: l10n.t("setting"),
  bundled: l10n.t("bundled"),
  installed: l10n.t("installed"),
  PATH: "PATH",
  "selected Python": l10n.t("selected Python"),
};

/** The first candidate that works; a path that the user set is not passed over in silence. */
export function decide(candidates: readonly Candidate[]): Decision {
  const reasons: string[] = [];
  for (const { place, path, isPython, answer, environment = {} } of candidates) {
    if (path === undefined || path === "") {
      reasons.push(l10n.t("{0}: nothing there", PLACES[place]));
      continue;
    }
    if (answer === "late") {
      reasons.push(l10n.t("{0}: {1} did not answer in time; it is asked again", PLACES[place], path));
      return { tenure: undefined, isOpen: true, reasons };
    }
    if (answer === "no") {
      reasons.push(
        isPython
          ? l10n.t("{0}: {1} has no Tenure; install it with `pip install tenure`", PLACES[place], path)
          : l10n.t("{0}: {1} is no Tenure that runs", PLACES[place], path),
      );
      // Someone chose this one: running another instead would be a surprise.
      if (place === "setting") break;
      continue;
    }
    reasons.push(l10n.t("{0}: {1} is used", PLACES[place], path));
    // -P: the folder that it runs in is a workspace's, and no module is taken from there.
    const args = isPython ? ["-P", "-m", "tenure"] : [];
    return { tenure: { command: path, args, environment }, isOpen: false, reasons };
  }
  return { tenure: undefined, isOpen: false, reasons };
}

/** Whether `path` names a Python interpreter. */
export function isPython(path: string): boolean {
  return /^(python|pypy)[\d.]*(\.exe)?$/i.test(path.split(/[\\/]/).at(-1) ?? "");
}
