import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeRing, JOINED_WITHIN_MS } from "../../src/observe/changes.ts";

const change = { uri: "file:///a.py", version: 7, at: 1000, restores: false, inserts: true };

test("an accept speaks of the newest change of its document, once", () => {
  const ring = new ChangeRing();
  ring.add({ ...change, version: 6, at: 900 });
  ring.add(change);
  ring.add({ ...change, uri: "file:///b.py" });

  assert.equal(ring.claim("file:///a.py", 1005)?.version, 7);
  assert.equal(ring.claim("file:///a.py", 1006), undefined);
});

test("a typed character is no accept, however soon the report follows", () => {
  const ring = new ChangeRing();
  ring.add(change);
  ring.markTyped("file:///a.py");

  assert.equal(ring.claim("file:///a.py", 1001), undefined);
});

test("characters typed while the provider's command ran do not hide the accept", () => {
  const ring = new ChangeRing();
  ring.add(change);
  ring.add({ ...change, version: 8, at: 1200 });
  ring.markTyped("file:///a.py");

  assert.equal(ring.claim("file:///a.py", 1300)?.version, 7);
});

test("an accept that changed no text speaks of no earlier accept", () => {
  const ring = new ChangeRing();
  ring.add(change);
  ring.claim("file:///a.py", 1001);
  ring.add({ ...change, version: 8, at: 1100 });
  ring.markTyped("file:///a.py");

  assert.equal(ring.claim("file:///a.py", 1200), undefined);
});

test("undo, redo and old changes are no accept", () => {
  const ring = new ChangeRing();
  ring.add({ ...change, restores: true });
  assert.equal(ring.claim("file:///a.py", 1001), undefined);
  ring.add(change);
  assert.equal(ring.claim("file:///a.py", 1001 + JOINED_WITHIN_MS), undefined);
});

test("an edit that only deletes can be an accept", () => {
  const ring = new ChangeRing();
  ring.add({ ...change, version: 9 });

  assert.equal(ring.claim("file:///a.py", 1001)?.version, 9);
});
