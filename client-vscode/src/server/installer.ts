// Installs the server into the extension's own storage: when asked, with progress, and not half.

import { copyFile, mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { OLDEST_PYTHON, plan, type Tools } from "./install.ts";
import { onPath, type Places } from "./places.ts";
import { selectedPython } from "./probe.ts";
import { ended, followed } from "./processes.ts";

/** Install it; false where that was cancelled or failed, which a notice has said. */
export async function install(places: Places, log: vscode.LogOutputChannel): Promise<boolean> {
  const steps = plan(await tools(), places.environment, places.requirements);
  if (steps === undefined) {
    const page = l10n.t("How to Get uv");
    const answer = await vscode.window.showErrorMessage(
      l10n.t("Tenure's server needs uv, or Python {0} or newer, and neither was found; install one of them and try again.", OLDEST_PYTHON),
      page,
    );
    if (answer === page) void vscode.env.openExternal(vscode.Uri.parse("https://docs.astral.sh/uv/"));
    return false;
  }
  const title = l10n.t("Installing Tenure's server");
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const leaving = new AbortController();
  const failed = await vscode.window.withProgress(options, async (progress, cancelled) => {
    cancelled.onCancellationRequested(() => {
      leaving.abort();
    });
    await places.uninstall();
    await mkdir(dirname(places.environment), { recursive: true });
    const say = (line: string) => {
      log.info(`install: ${line}`);
    };
    for (const { words, command, args } of steps) {
      progress.report({ message: words });
      say([command, ...args].join(" "));
      const problem = await followed(command, args, say, leaving.signal);
      if (problem !== undefined) {
        await places.uninstall();
        return problem;
      }
    }
    await copyFile(places.requirements, places.complete);
    return undefined;
  });
  if (failed === undefined) return true;
  if (!leaving.signal.aborted) {
    log.error(`install: ${failed}`);
    const show = l10n.t("Show Log");
    const words = l10n.t("Tenure's server could not be installed: {0}. The log says more.", failed);
    if ((await vscode.window.showErrorMessage(words, show)) === show) log.show();
  }
  return false;
}

/** How long a Python may take to say what it is, in milliseconds. */
const PYTHON_MS = 60_000;

/** What there is to install with: uv also where its installer puts it, Python if it is new enough. */
async function tools(): Promise<Tools> {
  const home = homedir();
  const uv = await onPath(["uv"], [join(home, ".local", "bin"), join(home, ".cargo", "bin")]);
  if (uv !== undefined) return { uv, python: undefined };
  const [major, minor] = OLDEST_PYTHON.split(".");
  // Debian's Python lacks ensurepip unless python3-venv is installed too.
  const check = `import ensurepip, sys, venv; sys.exit(sys.version_info < (${String(major)}, ${String(minor)}))`;
  const newer = ["python3.14", "python3.13", "python3.12", "python3.11"];
  for (const names of [undefined, ["python3"], ["python"], newer]) {
    const python = names === undefined ? await selectedPython() : await onPath(names);
    if (python !== undefined && (await ended(python, ["-c", check], { timeout: PYTHON_MS })).well) return { uv, python };
  }
  return { uv, python: undefined };
}
