// Both ways of seeing an accept, side by side: what keys alone tell, held to the editor's reasons.

import type { SeenBy, SelfCheckParams } from "../protocol.ts";
import { JOINED_WITHIN_MS, type SeenChange } from "./changes.ts";

/** What one of the two ways says that a change was. */
export type Accept = Pick<SelfCheckParams, "state" | "kind">;

interface Open {
  readonly change: SeenChange;
  precise?: Accept;
  stable?: Accept;
}

/** Remembers what either way says of a change until the other can have spoken. */
export class SelfCheck {
  private open: Open[] = [];

  /** The editor's reason says that `change` was an accept. */
  explained(change: SeenChange, precise: Accept): void {
    this.of(change).precise = precise;
  }

  /** A key says that `change` was an accept. */
  reported(change: SeenChange, stable: Accept): void {
    this.of(change).stable = stable;
  }

  /** What is settled by `now`: neither way has anything more to say of it. */
  settled(now: number): SelfCheckParams[] {
    const isSettled = ({ change }: Open) => now - change.at > JOINED_WITHIN_MS;
    const settled = this.open.filter(isSettled);
    this.open = this.open.filter((one) => !isSettled(one));
    return settled.flatMap(({ precise, stable }) => checks(precise, stable));
  }

  private of(change: SeenChange): Open {
    const known = this.open.find((one) => one.change === change);
    if (known !== undefined) return known;
    const added = { change };
    this.open.push(added);
    return added;
  }
}

function checks(precise: Accept | undefined, stable: Accept | undefined): SelfCheckParams[] {
  const agree = precise?.state === stable?.state && precise?.kind === stable?.kind;
  const told: [Accept | undefined, SeenBy][] = agree
    ? [[precise, "both"]]
    : [
        [precise, "precise"],
        [stable, "stable"],
      ];
  return told.flatMap(([accept, seenBy]) => (accept ? [{ ...accept, seenBy }] : []));
}
