// Runs processes to their end, and ends them with all that they started. No editor in here.

import { type ChildProcess, execFile } from "node:child_process";

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

/** How a process is started that `endTree` is to end: on its own, with those that it starts. */
export const AS_TREE = { detached: !WINDOWS, windowsHide: true };

/** End `child`, which was started `AS_TREE`, and every process that it started. */
export function endTree({ pid }: Pick<ChildProcess, "pid">): void {
  if (pid === undefined) return;
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
