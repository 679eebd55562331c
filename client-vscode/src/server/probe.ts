// Looks at the places where a server may be: settings, the extension, PATH, the selected Python.

import * as vscode from "vscode";
import { type Answer, answerOf, type Candidate, isPython, type Place } from "./locate.ts";
import { isExecutable, onPath, type Places } from "./places.ts";
import { ended, type Limits } from "./processes.ts";

/**
 * Every place with what is there, in the order in which they count; stops at the first that works,
 * or may work and has not said so within `limits`.
 */
export async function candidates(places: Places, limits: Limits): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const looks: readonly (readonly [Place, () => Promise<string | undefined>])[] = [
    ["setting", () => Promise.resolve(chosenServer())],
    ["bundled", async () => ((await isExecutable(places.executable)) ? places.executable : undefined)],
    ["installed", () => places.installed()],
    ["PATH", () => onPath(["tenure"])],
    ["selected Python", selectedPython],
  ];
  for (const [place, look] of looks) {
    const path = await look();
    const python = path !== undefined && (place === "selected Python" || isPython(path));
    const environment = place === "installed" ? { PYTHONPATH: places.source } : {};
    const answer = path === undefined ? "no" : await asked(path, python, { ...limits, environment });
    found.push({ place, path, isPython: python, answer, environment });
    if (answer !== "no" || (place === "setting" && path !== undefined)) break;
  }
  return found;
}

interface PythonApi {
  environments?: { getActiveEnvironmentPath(): { path: string } };
}

/** The interpreter that is selected in the Python extension, or set for it. */
export async function selectedPython(): Promise<string | undefined> {
  // A workspace may bring an interpreter of its own, and the setting that selects it.
  if (!vscode.workspace.isTrusted) return undefined;
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  if (extension !== undefined) {
    try {
      const api = await extension.activate();
      const path = api.environments?.getActiveEnvironmentPath().path;
      if (path) return path;
    } catch {
      // Another extension's failure is no reason for ours: the setting may still say it.
    }
  }
  const path = setting("python", "defaultInterpreterPath");
  return path === "python" ? undefined : path;
}

async function asked(path: string, python: boolean, limits: Limits): Promise<Answer> {
  return answerOf(await ended(path, python ? ["-P", "-m", "tenure", "--version"] : ["--version"], limits));
}

/** The server that a person chose; no other is run then. */
export function chosenServer(): string | undefined {
  return setting("tenure", "server.path");
}

function setting(section: string, name: string): string | undefined {
  return vscode.workspace.getConfiguration(section).get<string>(name) || undefined;
}
