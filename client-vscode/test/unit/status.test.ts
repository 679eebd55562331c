import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ratio, StatusWindow } from "../../src/protocol.ts";
import { statusLabel, statusText, statusTooltip } from "../../src/views/status.ts";

const none: Ratio = { numerator: 0, denominator: 0 };

function decided(numerator: number, denominator: number) {
  return { acceptance: none, decision: { numerator, denominator }, opportunity: none };
}

const standing: Ratio = { numerator: 39, denominator: 78 };
const copilot = { provider: "github.copilot", rates: decided(3, 7) };
const tabby = { provider: "tabby", rates: decided(15, 20) };
const others = { rates: decided(40, 40) };
const today: StatusWindow = {
  window: "today",
  rates: decided(3, 7),
  standing,
  accepts: { exact: 0, reported: 3, matched: 0, inferred: 1 },
  providers: [copilot],
};
const status = {
  windows: [
    today,
    { ...today, window: "7d", rates: decided(18, 27), providers: [copilot, tabby] },
    { ...today, window: "30d", rates: decided(58, 67), accepts: { reported: 58 }, providers: [others, copilot, tabby] },
  ],
};

test("two figures of the day: the first rate that can be told, and what stands", () => {
  assert.equal(statusText(status), "3 of 7 decided · 50 % standing");
  assert.equal(statusText({ windows: [{ ...today, rates: decided(18, 27), standing: none }] }), "67 % of decided");
});

test("a screen reader says all counts", () => {
  assert.equal(
    statusLabel(status),
    "Tenure, today: accepted 3 of 7 suggestions that were accepted or dismissed; standing 39 of 78 accepted characters",
  );
});

test("without suggestions, and while paused, no figure is made up", () => {
  const empty = { windows: [{ ...today, rates: decided(0, 0), standing: none, providers: [] }] };

  assert.deepEqual([statusText(empty), statusLabel(empty)], ["Tenure: nothing yet", "Tenure: nothing yet"]);
  assert.equal(statusTooltip(empty), "**Tenure**\n\nNo suggestion was decided on yet.");
  assert.deepEqual(
    [statusText({ ...status, paused: true }), statusLabel({ ...status, paused: true })],
    ["Tenure paused", "Tenure paused"],
  );
  assert.equal(
    statusTooltip({ ...status, paused: true }),
    "**Tenure**\n\nPaused: nothing is recorded until you run “Tenure: Resume”.",
  );
});

test("the tooltip has a day beside the weeks before it, by provider, with what all is of", () => {
  const lines = statusTooltip(status).replaceAll("\u00a0", " ").replaceAll("&nbsp;", "").split("\n");

  assert.deepEqual(lines, [
    "| **Tenure** | today | 7 days | 30 days |",
    "| :--- | ---: | ---: | ---: |",
    "| accepted of decided | 3 of 7 | **67 %** of 27 | **87 %** of 67 |",
    "| standing | **50 %** of 78 | **50 %** of 78 | **50 %** of 78 |",
    "| *of decided, by provider* |  |  |  |",
    "| github.copilot | 3 of 7 | 3 of 7 | 3 of 7 |",
    "| tabby |  | **75 %** of 20 | **75 %** of 20 |",
    "| others |  |  | **100 %** of 40 |",
    "",
    "*decided*: suggestions accepted or dismissed; nobody tells which were shown  ",
    "*standing*: accepted characters that still stand, at the newest reading of each",
    "",
    "Up to 4 of 8 today: 1 insertion that nothing explains looks like an accept.",
    "",
    "Accepts of 30 days: 58 seen by key.",
  ]);
});
