// Where the extension keeps a server: brought along, or installed into its own storage.

import { access, constants, readFile, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type * as vscode from "vscode";
import { pythonOf } from "./install.ts";

const WINDOWS = process.platform === "win32";

/** The extension's own places for a server. */
export class Places {
  /** The executable that a platform's VSIX brings. */
  readonly executable: string;
  /** The server's source, and what it needs, that the universal VSIX brings. */
  readonly source: string;
  readonly requirements: string;
  /** All that the extension keeps on this machine beside the store. */
  readonly storage: string;
  /** The environment that is installed by a click. */
  readonly environment: string;
  /** Written when an installation is complete: the requirements that it was made of. */
  readonly complete: string;

  constructor(context: Pick<vscode.ExtensionContext, "extensionPath" | "globalStorageUri">) {
    const bundled = join(context.extensionPath, "bundled");
    this.executable = join(bundled, WINDOWS ? "tenure.exe" : "tenure");
    this.source = join(bundled, "python");
    this.requirements = join(bundled, "requirements.txt");
    this.storage = context.globalStorageUri.fsPath;
    this.environment = join(this.storage, "server");
    this.complete = join(this.environment, "installed-requirements.txt");
  }

  /** The installed environment's Python, where it is complete and as this version needs it. */
  async installed(): Promise<string | undefined> {
    const [done, wanted] = await Promise.all([text(this.complete), text(this.requirements)]);
    return wanted !== undefined && done === wanted ? pythonOf(this.environment) : undefined;
  }

  /** Whether this extension can install a server. */
  async canInstall(): Promise<boolean> {
    return (await text(this.requirements)) !== undefined;
  }

  /** Delete what was installed. */
  async uninstall(): Promise<void> {
    await deleted(this.environment);
  }

  /** Delete all that the extension keeps on this machine beside the store. */
  async forget(): Promise<void> {
    await deleted(this.storage);
  }
}

/** The first of `names` that is an executable in a folder of PATH or of `more`. */
export async function onPath(names: readonly string[], more: readonly string[] = []): Promise<string | undefined> {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...more];
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, WINDOWS ? `${name}.exe` : name);
      if (folder && (await isExecutable(path))) return path;
    }
  }
  return undefined;
}

/** Whether `path` can be run. */
export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function deleted(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return undefined;
  }
}
