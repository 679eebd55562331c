import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { becameOf } from "../../src/panel/lists.tsx";
import { Page } from "../../src/panel/page.tsx";
import type { Figures, Rate, Report } from "../../src/panel/report.ts";
import { time } from "../../src/language.ts";
import { fileName, share } from "../../src/panel/words.ts";

const none: Rate = { numerator: 0, denominator: 0, value: null, low: null, high: null };
const few: Rate = { numerator: 3, denominator: 7, value: 0.428571, low: 0.158, high: 0.75 };
const many: Rate = { numerator: 31, denominator: 50, value: 0.62, low: 0.4815, high: 0.7414 };

const nothing: Report = {
  window: { since: "2026-11-16T00:00:00.000Z", until: "2026-11-23T00:00:00.000Z" },
  suggestions: { byEvidence: {} } as Report["suggestions"],
  rates: { acceptance: none, decision: none, opportunity: none },
  survival: [],
  editDistance: [],
  origins: {},
  quality: [],
};

const accepted = { accepted: 31, byEvidence: { reported: 31 } } as unknown as Report["suggestions"];

const one = {
  id: "s1",
  uri: "file:///w/a%20b.py",
  language: "python",
  kind: "inline",
  state: "accepted",
  reverted: false,
  evidence: "reported",
  rule: "the client says accepted",
  at: 1_000_000,
  characters: 27,
} as const;

function page(figures: Partial<Figures>): string {
  const whole: Figures = { figures: nothing, groups: {}, curves: [], others: [], recent: [], ...figures };
  return render(<Page figures={whole} since="7d" unanswered={undefined} now={new Date(0)} say={() => undefined} />);
}

test("without records the panel says so and shows no figure", () => {
  const html = page({});

  assert.match(html, /Nothing was recorded yet/);
  assert.doesNotMatch(html, /<h2>|<table>/);
});

test("without a server the panel says what to do", () => {
  const html = render(
    <Page figures={undefined} since="7d" unanswered="missing" now={new Date(0)} say={() => undefined} />,
  );

  assert.match(html, /server is not running; run “Tenure: Restart Server”/);
});

test("a rate comes with its counts, and under twenty as counts alone", () => {
  const rates = { acceptance: none, decision: many, opportunity: few };
  const html = page({ figures: { ...nothing, suggestions: accepted, rates } });

  assert.match(html, /62 %<\/td><td>31 of 50 suggestions that were accepted or dismissed<\/td><td class="short">48 to 74 %/);
  assert.match(html, /<td class="number"><\/td><td>3 of 7 requests for a suggestion<\/td><td class="short"><\/td>/);
  assert.doesNotMatch(html, /43 %/);
});

test("a denominator that nobody can tell is named, and no rate is made of it", () => {
  const html = page({ figures: { ...nothing, suggestions: accepted, rates: { acceptance: none, decision: many } } });

  assert.match(html, /nobody tells of them: suggestions known to have been shown/);
  assert.doesNotMatch(html, /Accepted of shown/);
});

test("a curve of fewer than twenty suggestions is not drawn; its characters are counted", () => {
  const survival = [{ horizon: "30s", count: 3, kept: 20, original: 30, late: 0, verdicts: { edited: 3 } }];
  const points = [{ horizon: "30s", spans: 3, value: 0.7, low: 0.2, high: 0.9 }];
  const html = page({ figures: { ...nothing, survival }, curves: [{ name: "characters", points }] });

  assert.match(html, /Curves are drawn from 20 suggestions on/);
  assert.match(html, /20 of 30/);
  assert.doesNotMatch(html, /role="img"/);
});

test("every drawing has a name in words and its numbers in a table", () => {
  const survival = [{ horizon: "5m", count: 40, kept: 90, original: 100, late: 0, verdicts: { unchanged: 36, gone: 4 } }];
  const points = [{ horizon: "5m", spans: 40, value: 0.9, low: 0.7, high: 0.96 }];
  const html = page({ figures: { ...nothing, survival }, curves: [{ name: "notGone", points }] });

  assert.match(html, /role="img" aria-label="suggestions not gone: 90 % after 5 min"/);
  assert.match(html, /role="img" aria-label="5 min: 36 unchanged, 4 gone"/);
  assert.match(html, /<th scope="row">5 min<\/th><td class="short">90 % \(70 to 96\) of 40<\/td>/);
});

test("quality has no place until something is measured", () => {
  const measure = { measure: "latency", value: null, numerator: null, denominator: 0, threshold: 5, met: null };

  assert.doesNotMatch(page({ figures: { ...nothing, quality: [measure] } }), /Quality/);
  assert.match(
    page({ figures: { ...nothing, quality: [{ ...measure, value: 1.5, denominator: 40, met: true }] } }),
    /latency<\/th><td class="number">1.5 s<\/td><td>of 40<\/td><td class="number">5 s<\/td><td>yes/,
  );
});

test("what became of a suggestion is one sentence", () => {
  const read = { horizon: "2m", verdict: "edited", kept: 22, original: 27 };

  assert.deepEqual(
    [
      one,
      { ...one, ...read },
      { ...one, ...read, verdict: "unmeasured" },
      { ...one, ...read, verdict: "gone", kept: 0, reverted: true },
      { ...one, state: "rejected" },
    ].map(becameOf),
    [
      "accepted; 27 characters, not read yet",
      "accepted; edited: 22 of 27 characters stand, read after 2 min",
      "accepted; could not be read after 2 min",
      "accepted, taken back at once; gone: 0 of 27 characters stand, read after 2 min",
      "dismissed",
    ],
  );
});

test("text from a report cannot become markup", () => {
  const html = page({ recent: [{ ...one, uri: "file:///<img src=x>", provider: "<b>" }] });

  assert.doesNotMatch(html, /<img|<b>/);
});

test("names, shares and times are written for people", () => {
  const now = new Date(2026, 10, 24, 14, 5);
  const before = now.getTime() / 1000 - 86_400;

  assert.deepEqual([fileName("file:///w/a%20b.py"), fileName("untitled:Untitled-1"), fileName("x:/%E0%A4%A")], ["a b.py", "Untitled-1", "%E0%A4%A"]);
  assert.deepEqual([share(0, 0), share(19, 19), share(1999, 2000)], ["", "", "100 %"]);
  const times = [time(now.getTime() / 1000, now), time(before, now)];
  assert.deepEqual(times.map((words) => words.replaceAll(/\s/g, " ")), ["2:05 PM", "Nov 23, 2026, 2:05 PM"]);
});
