// When a server that ended by itself is started again. Pure: the time is an argument.

/** A server that answered for so long ended for a reason of its own; one that did not may do so again. */
export const PROVEN_MS = 1_000;

/** After so many starts in a row that came to nothing a person should hear of it. */
const HOPELESS = 3;

const AT_FIRST_MS = 200;
const AT_MOST_MS = 30_000;

/** Far more than a server takes to say its version, on a machine that has time for it. */
const PATIENCE_MS = 10_000;
const LONGEST_PATIENCE_MS = 90_000;

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

  /** How many milliseconds a server may take to answer at all: more after each that did not. */
  get patience(): number {
    return Math.min(PATIENCE_MS * 3 ** this.failures, LONGEST_PATIENCE_MS);
  }

  /** The server answers since `now`. */
  runs(now: number): void {
    this.runningSince = now;
  }

  /** The server ended at `now`, did not start, or did not answer: the milliseconds after which to start it again. */
  ended(now: number): number {
    const proven = this.runningSince !== undefined && now - this.runningSince >= PROVEN_MS;
    this.runningSince = undefined;
    this.failures = proven ? 0 : this.failures + 1;
    return Math.min(AT_FIRST_MS * 2 ** this.failures, AT_MOST_MS);
  }
}
