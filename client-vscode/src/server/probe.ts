// Looks at the places where a server may be: settings, the selected Python, PATH, the extension.

import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import * as vscode from "vscode";
import { type Candidate, isPython } from "./locate.ts";

const WINDOWS = process.platform === "win32";
const EXECUTABLE = WINDOWS ? "tenure.exe" : "tenure";
const LONGEST_MS = 10_000;

/** Every place with what is there, in the order in which they count; stops at the first that works. */
export async function candidates(extensionPath: string): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const places = [
    () => Promise.resolve({ place: "setting", path: setting("tenure", "server.path") } as const),
    async () => ({ place: "selected Python", path: await selectedPython() }) as const,
    async () => ({ place: "PATH", path: await onPath() }) as const,
    async () => ({ place: "bundled", path: await bundled(extensionPath) }) as const,
  ];
  for (const look of places) {
    const { place, path } = await look();
    const python = path !== undefined && (place === "selected Python" || isPython(path));
    const works = path !== undefined && path !== "" && (await runs(path, python));
    found.push({ place, path, isPython: python, works });
    if (works || (place === "setting" && path)) break;
  }
  return found;
}

function setting(section: string, name: string): string | undefined {
  return vscode.workspace.getConfiguration(section).get<string>(name) || undefined;
}

interface PythonApi {
  environments?: { getActiveEnvironmentPath(): { path: string } };
}

async function selectedPython(): Promise<string | undefined> {
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

async function onPath(): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, EXECUTABLE);
    if (folder && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function bundled(extensionPath: string): Promise<string | undefined> {
  const path = join(extensionPath, "bundled", EXECUTABLE);
  return (await isExecutable(path)) ? path : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function runs(path: string, python: boolean): Promise<boolean> {
  const args = python ? ["-P", "-c", "import tenure"] : ["--version"];
  return new Promise((resolve) => {
    execFile(path, args, { timeout: LONGEST_MS }, (error) => {
      resolve(error === null);
    });
  });
}
