// Runs processes to their end, and ends them with all that they started. No editor in here.

import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";

const WINDOWS = process.platform === "win32";

/** How a process ended, and what it printed. */
export interface Ended {
  /** Whether with exit code 0. */
  readonly well: boolean;
  /** Whether it was ended because it took too long, or since nobody waits any more: it said nothing. */
  readonly late: boolean;
  readonly output: string;
  readonly problem: string;
}

/** How long a process may take, in milliseconds, and what else it is run with. */
export interface Limits {
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
  /** Variables beside the editor's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Run `path` with `args` to its end. */
export function ended(
  path: string,
  args: readonly string[],
  { timeout, signal, environment = {} }: Limits,
): Promise<Ended> {
  const options = { timeout, signal, windowsHide: true, env: { ...process.env, ...environment } };
  return new Promise((resolve) => {
    execFile(path, args, options, (error, output, problem) => {
      const late = error?.killed === true || signal?.aborted === true;
      resolve({ well: error === null, late, output: output.trim(), problem: problem.trim() });
    });
  });
}

/**
 * Run `path` with `args` to its end, or until `signal`, and give every line that it prints to `say`.
 * What went wrong, as it says itself; undefined where nothing did.
 */
export function followed(
  path: string,
  args: readonly string[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    // A group of its own, so that it can be ended with all that it started.
    const child = spawn(path, args, {
      detached: !WINDOWS,
      windowsHide: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let last: string | undefined;
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on("line", (line) => {
        if (!line.trim()) return;
        last = line.trim();
        say(line);
      });
    }
    const end = () => {
      if (child.pid !== undefined) endTree(child.pid);
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
    child.on("error", (error) => {
      resolve(error.message);
    });
    child.on("close", (code) => {
      signal.removeEventListener("abort", end);
      resolve(code === 0 ? undefined : (last ?? `${path} ended with ${String(code)}`));
    });
  });
}

function endTree(pid: number): void {
  if (WINDOWS) {
    execFile("taskkill", ["/pid", String(pid), "/T", "/F"], { windowsHide: true }, () => undefined);
    return;
  }
  try {
    process.kill(-pid, "SIGTERM");
  } catch {
    // It ended by itself just now.
  }
}
