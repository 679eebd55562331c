import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeRing, JOINED_WITHIN_MS } from "../../src/observe/changes.ts";
import { type Accept, SelfCheck } from "../../src/observe/selfCheck.ts";

const accepted: Accept = { state: "accepted", kind: "inline" };
const word: Accept = { state: "partlyAccepted", kind: "inline" };
const seen = (version: number) =>
  new ChangeRing().add({ uri: "file:///a.py", version, at: 1000, restores: false, inserts: true });
const LATER = 1001 + JOINED_WITHIN_MS;

test("an accept that both ways saw is one, and told once nothing more can come", () => {
  const check = new SelfCheck();
  const change = seen(1);
  check.explained(change, accepted);
  check.reported(change, accepted);

  assert.deepEqual(check.settled(1000 + JOINED_WITHIN_MS), []);
  assert.deepEqual(check.settled(LATER), [{ ...accepted, seenBy: "both" }]);
  assert.deepEqual(check.settled(LATER), []);
});

test("an accept by the mouse is one that keys missed", () => {
  const check = new SelfCheck();
  check.explained(seen(1), accepted);

  assert.deepEqual(check.settled(LATER), [{ ...accepted, seenBy: "precise" }]);
});

test("a change that a key took for an accept, and was none, is one that keys made up", () => {
  const check = new SelfCheck();
  check.reported(seen(1), accepted);

  assert.deepEqual(check.settled(LATER), [{ ...accepted, seenBy: "stable" }]);
});

test("an accept taken for another is missed as what it was and made up as what it was not", () => {
  const check = new SelfCheck();
  const change = seen(1);
  check.explained(change, word);
  check.reported(change, accepted);

  assert.deepEqual(check.settled(LATER), [
    { ...word, seenBy: "precise" },
    { ...accepted, seenBy: "stable" },
  ]);
});
