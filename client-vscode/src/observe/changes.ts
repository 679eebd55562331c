// The last changes of text, until a report says what one of them was.

/** One change event, as far as a report needs it. */
export interface SeenChange {
  readonly uri: string;
  readonly version: number;
  /** Milliseconds. */
  readonly at: number;
  /** Whether undo or redo made it. */
  readonly restores: boolean;
  /** Whether it put in any text or took any away. */
  readonly inserts: boolean;
  /** Whether the selection change that followed came from the keyboard: typing, and nothing else. */
  typed: boolean;
  reported: boolean;
}

/**
 * How long before a report its change may lie. The editor runs its own command to the end before it
 * reports, so the change always comes first: by a few milliseconds, or by as long as the command
 * takes that the suggestion's provider has the editor run after an accept.
 */
export const JOINED_WITHIN_MS = 500;

const REMEMBERED = 8;

/** The last few changes, newest last. */
export class ChangeRing {
  private changes: SeenChange[] = [];

  add(change: Omit<SeenChange, "typed" | "reported">): SeenChange {
    const added = { ...change, typed: false, reported: false };
    this.changes.push(added);
    if (this.changes.length > REMEMBERED) this.changes.shift();
    return added;
  }

  /** The selection moved by the keyboard after the last change of `uri`: that change was typed. */
  markTyped(uri: string): void {
    const last = this.changes.findLast((change) => change.uri === uri);
    if (last !== undefined) last.typed = true;
  }

  /**
   * The change that an accept reported at `now` made: the newest of its document that nobody typed,
   * if it is fresh and can be an accept. Characters typed since, while the provider's own command
   * ran, are passed over; nothing else is.
   */
  claim(uri: string, now: number): SeenChange | undefined {
    const last = this.changes.findLast((change) => change.uri === uri && !change.typed);
    if (last === undefined || last.reported || last.restores) return undefined;
    if (!last.inserts || now - last.at > JOINED_WITHIN_MS) return undefined;
    last.reported = true;
    return last;
  }
}
