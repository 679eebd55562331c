import assert from "node:assert/strict";
import { test } from "node:test";
import { PROVEN_MS, Revival } from "../../src/server/revival.ts";

test("a server that ended after it had answered is started again soon, however often", () => {
  const revival = new Revival();
  const delays = Array.from({ length: 20 }, (_, kill) => {
    revival.runs(kill * 10_000);
    return revival.ended(kill * 10_000 + PROVEN_MS);
  });

  assert.deepEqual(new Set(delays), new Set([200]));
});

test("a server that ends as soon as it starts is started ever less often, but for ever", () => {
  const revival = new Revival();
  assert.equal(revival.isHopeless, false);
  const delays = Array.from({ length: 10 }, () => revival.ended(0));

  assert.deepEqual(delays, [400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000]);
  assert.equal(revival.isHopeless, true);
  revival.runs(5_000);
  assert.equal(revival.ended(5_000 + PROVEN_MS), 200);
  assert.equal(revival.isHopeless, false);
});

test("a server that does not answer is waited for longer each time, before it is hopeless", () => {
  const revival = new Revival();
  const waits = Array.from({ length: 5 }, () => {
    const { patience, isHopeless } = revival;
    revival.ended(0);
    return [patience, isHopeless];
  });

  assert.deepEqual(waits, [[10_000, false], [30_000, false], [90_000, false], [90_000, true], [90_000, true]]);
});
