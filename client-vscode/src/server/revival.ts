// When a server that ended by itself is started again. Pure: the time is an argument.

/** A server that answered for so long ended for a reason of its own; one that did not may do so again. */
export const PROVEN_MS = 1_000;

/** After so many starts in a row that came to nothing a person should hear of it. */
const HOPELESS = 3;

const AT_FIRST_MS = 200;
const AT_MOST_MS = 30_000;

/**
 * Never given up, never told of: what is lost is a number, and the status bar shows it.
 * A server that ends as soon as it starts is started less and less often.
 */
export class Revival {
  private failures = 0;
  private runningSince: number | undefined;

  /** Whether no start has come to anything for a while. */
  get isHopeless(): boolean {
    return this.failures >= HOPELESS;
  }

  /** The server answers since `now`. */
  runs(now: number): void {
    this.runningSince = now;
  }

  /** The server ended at `now`, or did not start: the milliseconds after which to start it again. */
  ended(now: number): number {
    const proven = this.runningSince !== undefined && now - this.runningSince >= PROVEN_MS;
    this.runningSince = undefined;
    this.failures = proven ? 0 : this.failures + 1;
    return Math.min(AT_FIRST_MS * 2 ** this.failures, AT_MOST_MS);
  }
}
