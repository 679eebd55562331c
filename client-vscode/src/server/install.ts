// How the server is installed where the extension brings none that runs: a pure plan.
//
// The extension brings the server's source. What that needs goes into a Python environment in the
// extension's own folder, as locked by hashes; nothing else of the machine is touched.

import { join } from "node:path";
import * as l10n from "@vscode/l10n";

/** What this machine has to install with. */
export interface Tools {
  readonly uv: string | undefined;
  /** A Python that is new enough and can make environments. */
  readonly python: string | undefined;
}

/** One command of an installation, with what it does in words. */
export interface Step {
  readonly words: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** What the server runs with at least. */
export const OLDEST_PYTHON = "3.11";

/** The steps that install into `folder` what `requirements` names; undefined where nothing can. */
export function plan(tools: Tools, folder: string, requirements: string): readonly Step[] | undefined {
  const python = pythonOf(folder);
  if (tools.uv !== undefined) {
    const into = ["--python", python, "--require-hashes", "-r", requirements];
    return [
      // uv fetches a Python where there is none.
      { words: "Python", command: tools.uv, args: ["venv", "--no-project", "--python", `>=${OLDEST_PYTHON}`, folder] },
      { words: l10n.t("packages"), command: tools.uv, args: ["pip", "install", ...into] },
    ];
  }
  if (tools.python === undefined) return undefined;
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--no-deps"];
  return [
    { words: "Python", command: tools.python, args: ["-m", "venv", folder] },
    { words: l10n.t("packages"), command: python, args: [...pip, "--require-hashes", "-r", requirements] },
  ];
}

/** The Python of the environment in `folder`. */
export function pythonOf(folder: string, system: NodeJS.Platform = process.platform): string {
  return system === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}
