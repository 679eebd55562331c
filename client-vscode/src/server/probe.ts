// Looks at the places where a server may be: settings, the extension, PATH, the selected Python.

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { type Candidate, isPython, type Place } from "./locate.ts";
import { isExecutable, onPath, type Places } from "./places.ts";

const LONGEST_MS = 10_000;

/** Every place with what is there, in the order in which they count; stops at the first that works. */
export async function candidates(places: Places): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const looks: readonly (readonly [Place, () => Promise<string | undefined>])[] = [
    ["setting", () => Promise.resolve(setting("tenure", "server.path"))],
    ["bundled", async () => ((await isExecutable(places.executable)) ? places.executable : undefined)],
    ["installed", () => places.installed()],
    ["PATH", () => onPath(["tenure"])],
    ["selected Python", selectedPython],
  ];
  for (const [place, look] of looks) {
    const path = await look();
    const python = path !== undefined && (place === "selected Python" || isPython(path));
    const environment = place === "installed" ? { PYTHONPATH: places.source } : {};
    const works = path !== undefined && (await runs(path, python, environment));
    found.push({ place, path, isPython: python, works, environment });
    if (works || (place === "setting" && path !== undefined)) break;
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

/** How a process ended: whether with exit code 0, and what it printed. */
export interface Ended {
  readonly well: boolean;
  readonly output: string;
  readonly problem: string;
}

/** Run `path` with `args` to its end. */
export function ended(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  timeout = LONGEST_MS,
): Promise<Ended> {
  const options = { timeout, windowsHide: true, env: { ...process.env, ...environment } };
  return new Promise((resolve) => {
    execFile(path, args, options, (error, output, problem) => {
      resolve({ well: error === null, output: output.trim(), problem: problem.trim() });
    });
  });
}

async function runs(path: string, python: boolean, environment: Readonly<Record<string, string>>): Promise<boolean> {
  return (await ended(path, python ? ["-P", "-c", "import tenure"] : ["--version"], environment)).well;
}

function setting(section: string, name: string): string | undefined {
  return vscode.workspace.getConfiguration(section).get<string>(name) || undefined;
}
