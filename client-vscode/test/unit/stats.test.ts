import assert from "node:assert/strict";
import { test } from "node:test";
import { page, type Report } from "../../src/views/stats.ts";

const nothing: Report = {
  window: { since: "2026-11-16T00:00:00.000Z", until: "2026-11-23T00:00:00.000Z" },
  suggestions: {},
  rates: { decision: { numerator: 0, denominator: 0, value: null, low: null, high: null } },
  survival: [],
  editDistance: [],
  origins: {},
};

test("without records the page says so and shows no rate", () => {
  const html = page(nothing, "abc");

  assert.match(html, /Nothing was recorded yet/);
  assert.doesNotMatch(html, /<table>/);
});

test("a rate comes with its counts, and under twenty as counts alone", () => {
  const few = { numerator: 3, denominator: 7, value: 0.428571, low: 0.158, high: 0.75 };
  const many = { numerator: 31, denominator: 50, value: 0.62, low: 0.4815, high: 0.7414 };
  const html = page({ ...nothing, rates: { decision: many, opportunity: few } }, "abc");

  assert.match(html, /<td class="number">62 %<\/td><td>31 of 50 suggestions that were accepted or dismissed<\/td><td>48 % to 74 %<\/td>/);
  assert.match(html, /<td class="number">3 of 7<\/td>/);
  assert.doesNotMatch(html, /43 %/);
});

test("nothing is fetched and no script runs", () => {
  const html = page(nothing, "abc");

  assert.match(html, /default-src 'none'; style-src 'nonce-abc'/);
  assert.doesNotMatch(html, /<script|https?:/);
});

test("text from a report cannot become markup", () => {
  const html = page({ ...nothing, origins: { "<img>": 3 } }, "abc");

  assert.doesNotMatch(html, /<img>/);
});
