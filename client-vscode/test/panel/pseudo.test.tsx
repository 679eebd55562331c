import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { render } from "preact-render-to-string";
import { speak } from "../../src/language.ts";
import type { Figures, Group, Rate, Report } from "../../src/panel/report.ts";
import type { StatusWindow } from "../../src/protocol.ts";
import type { Counted } from "../../src/views/status.ts";
import type { ServerState } from "../../src/server/run.ts";

/** What is not translated: names of files, products, places in their sources, and our own. */
const NAMES = /main\.py|file:\/\/\S+|python|github\.copilot|gpt-5|Source [\w.]+|Ziegler et al\.|VS Code|Copilot Chat|Copilot|Cody|Zed|Tenure/g;

/** A bundle whose every word is told from English: each letter of it has an accent. */
function accented(): Record<string, string> {
  const bundle = JSON.parse(readFileSync("l10n/bundle.l10n.json", "utf8")) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(bundle).map(([key, words]) => [key, words.replace(/[A-Za-z]/g, "$&\u0301")]),
  );
}

/** Every English word that is left of what a person reads or hears. */
function english(html: string): string[] {
  const read = html.replaceAll("&quot;", " ").replace(/<[^>]*>/g, (tag) => {
    const heard = [...tag.matchAll(/ (?:aria-label|title|alt|placeholder)="([^"]*)"/g)];
    return ` ${heard.map(([, words]) => words).join(" ")} `;
  });
  return read.replaceAll(NAMES, "").match(/[A-Za-z]{2,}(?!\u0301)/g) ?? [];
}

const rate = (numerator: number, denominator: number): Rate => ({ numerator, denominator, value: 0.5, low: 0.4, high: 0.6 });
const each = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 30]));
const HORIZONS = ["30s", "2m", "5m", "10m", "15m", "settled", "save", "close", "commit", "merge", "1d", "7d", "30d"];
const VERDICTS = ["unchanged", "reformatted", "renamed", "moved", "edited", "gone", "unmeasured"];
const EVIDENCE = ["exact", "reported", "matched", "inferred"];
const STATES = ["shown", "accepted", "partlyAccepted", "applied", "rejected", "ignored", "typedThrough"];
const FIGURES = {
  ziegler: ["unchanged", "mostlyUnchanged"],
  copilot: ["stillInCode"],
  cody: ["difference"],
  vscode: ["arc"],
  copilotChat: ["fourGram", "noRevert"],
  zed: ["keptRate"],
};

/** Figures with every word of the vocabulary in them. */
function figures(meant: readonly string[]): Figures {
  const report: Report = {
    window: { since: "2026-10-25T00:00:00Z", until: "2026-11-24T00:00:00Z" },
    suggestions: {
      ...each([...STATES, "opportunity", "reverted", "unattributed"]),
      byEvidence: each(EVIDENCE),
    } as Report["suggestions"],
    rates: { acceptance: rate(0, 0), decision: rate(30, 60), opportunity: rate(3, 7) },
    survival: HORIZONS.map((horizon) => ({ horizon, count: 210, kept: 5, original: 10, late: 1, verdicts: each(VERDICTS) })),
    editDistance: HORIZONS.flatMap((horizon) =>
      ["char", "token", "line", "tree"].map((unit) => ({ horizon, unit, count: 30, median: 0.1, p90: 0.5 })),
    ),
    origins: each(["typed", "suggestion", "agent", "paste", "snippet", "menu", "refactor", "format", "external", "unattributed", "unknown"]),
    quality: ["hallucination", "compilation", "tests", "security", "complexity", "adherence", "latency", "editDistance"].map(
      (measure, place) => ({ measure, value: 0.5, numerator: 1, denominator: 2, threshold: 0.4, met: [null, true, false][place % 3] ?? null }),
    ),
  };
  const group: Group = { ...report, key: { language: "python" } };
  const one = { id: "s", uri: "file:///w/main.py", language: "python", kind: "inline", reverted: false, at: 1000, characters: 9 } as const;
  const read = { evidence: "exact", rule: "", horizon: "2m", kept: 1, original: 2 };
  return {
    figures: report,
    groups: { language: [group, { ...group, key: { language: null } }] },
    curves: ["notGone", "characters", "asAccepted"].map((name) => ({
      name,
      points: ["30s", "2m", "5m"].map((horizon, place) => ({ horizon, spans: place * 30, value: 0.5, low: 0.4, high: 0.6 })),
    })),
    others: Object.entries(FIGURES).flatMap(([system, names]) =>
      names.map((figure, place) => ({
        ...{ system, figure, horizon: "5m", numerator: 1, denominator: 30, source: "Source kept_rate.rs" },
        ...{ divides: meant[place] ?? "", by: meant.at(-1) ?? "", differs: meant[place + 2] ?? "" },
      })),
    ),
    recent: [
      ...VERDICTS.map((verdict) => ({ ...one, ...read, state: "accepted", verdict, provider: "github.copilot", model: "gpt-5" })),
      ...STATES.map((state) => ({ ...one, state, rule: "", evidence: "reported", reverted: true })),
    ],
  };
}

test("no word of the panel stays English where the editor is shown in another language", async () => {
  speak("ja", accented());
  const { Page } = await import("../../src/panel/page.tsx");
  const { MEANT } = await import("../../src/panel/meant.ts");
  const now = new Date(5000);
  const panel = (found: Figures | undefined, unanswered?: ServerState) =>
    render(<Page figures={found} since="7d" unanswered={unanswered} now={now} say={() => undefined} />);
  const found = figures(Object.keys(MEANT));
  const pages = [
    panel(found),
    panel({ ...found, recent: found.recent.slice(0, 1) }),
    panel({ ...found, recent: [] }),
    panel(undefined),
    ...(["starting", "running", "missing", "stopped", "off"] as const).map((state) => panel(undefined, state)),
  ];

  assert.ok((pages[0] ?? "").length > 30_000);
  assert.deepEqual(pages.flatMap(english), []);
});

test("every word of the server about others' figures is in the bundle", async () => {
  const { MEANT } = await import("../../src/panel/meant.ts");

  assert.deepEqual(Object.values(MEANT).flatMap(english), []);
});

test("no word of the status bar stays English either", async () => {
  const { statusLabel, statusText, statusTooltip } = await import("../../src/views/status.ts");
  const rates = { acceptance: rate(10, 20), decision: rate(3, 7), opportunity: rate(40, 90) };
  const today: StatusWindow = {
    window: "today",
    rates,
    standing: { numerator: 5, denominator: 50 },
    accepts: { exact: 1, reported: 2, matched: 3, inferred: 4 },
    providers: [{ rates, provider: "github.copilot" }, { rates }],
  };
  const status: Counted = { windows: [today, { ...today, window: "7d" }, { ...today, window: "30d" }] };
  const said = [status, { windows: [] }, { ...status, paused: true }].flatMap((one) =>
    [statusText, statusLabel, statusTooltip].map((words) => words(one)),
  );

  assert.deepEqual(english(said.join(" ").replaceAll("&nbsp;", "")), []);
});
