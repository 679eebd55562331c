// The stats as a page: the report's JSON in plain tables. Pure text in, HTML out.

/** The part of the report that the page shows (interfaces.md). */
export interface Report {
  readonly window: { readonly since: string; readonly until: string };
  readonly suggestions: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  readonly rates: Readonly<Record<string, Rate>>;
  readonly survival: readonly Survival[];
  readonly editDistance: readonly {
    readonly horizon: string;
    readonly unit: string;
    readonly count: number;
    readonly median: number | null;
    readonly p90: number | null;
  }[];
  readonly origins: Readonly<Record<string, number>>;
}

interface Rate {
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

interface Survival {
  readonly horizon: string;
  readonly count: number;
  readonly kept: number;
  readonly original: number;
  readonly late: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

const RATES: readonly (readonly [string, string, string])[] = [
  ["acceptance", "Accepted of shown", "suggestions known to have been shown"],
  ["decision", "Accepted of decided", "suggestions that were accepted or dismissed"],
  ["opportunity", "Accepted of requested", "requests for a suggestion"],
  ["acceptedCharacters", "Characters accepted of shown", "characters of suggestions that were shown"],
];

const STATES: readonly (readonly [string, string])[] = [
  ["opportunity", "Requests"],
  ["shown", "Shown"],
  ["accepted", "Accepted"],
  ["partlyAccepted", "Partly accepted"],
  ["applied", "Applied by an agent"],
  ["rejected", "Dismissed"],
  ["ignored", "Ignored"],
  ["typedThrough", "Typed through"],
  ["reverted", "Of these, reverted at once"],
  ["unattributed", "Bulk insertions nothing explains"],
];

const EVIDENCE: Readonly<Record<string, string>> = {
  exact: "told by the editor or the AI's server",
  reported: "seen by the key or command that accepts",
  matched: "matched with a suggestion seen before",
  inferred: "only look like an accept; in no rate",
};

/** Under this many a share would say too much; counts are shown instead (measures.md §4). */
const SHARE_FROM = 20;

/** The page's HTML; `nonce` admits its one style sheet, scripts are admitted nowhere. */
export function page(report: Report, nonce: string): string {
  const sections = [rates(report), suggestions(report), survival(report), distances(report), origins(report)];
  const body = sections.filter((section) => section !== "").join("\n");
  const since = report.window.since.slice(0, 10);
  const until = report.window.until.slice(0, 10);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}';">
<title>Tenure</title>
<style nonce="${nonce}">
body { color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); max-width: 52em; padding: 1em 2em; }
h1 { font-size: 1.5em; font-weight: 600; margin-bottom: 0; }
h2 { font-size: 1.1em; font-weight: 600; margin: 1.8em 0 .4em; }
p { color: var(--vscode-descriptionForeground); margin: .3em 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); padding: .35em .8em .35em 0; text-align: left; vertical-align: top; }
th { color: var(--vscode-descriptionForeground); font-weight: 400; }
td.number, th.number { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
</style>
</head>
<body>
<h1>How much held its place</h1>
<p>${since} to ${until}. Every figure comes with its counts; what nobody could see is left out.</p>
${body || "<p>Nothing was recorded yet. Accept a suggestion, and it is counted here.</p>"}
</body>
</html>`;
}

function rates(report: Report): string {
  const rows = RATES.flatMap(([name, title, of]) => {
    const rate = report.rates[name];
    if (rate === undefined || rate.denominator === 0) return [];
    const range =
      rate.denominator < SHARE_FROM || rate.low === null || rate.high === null
        ? ""
        : `${percent(rate.low)} to ${percent(rate.high)}`;
    return [[title, share(rate.numerator, rate.denominator), `${rate.numerator} of ${rate.denominator} ${of}`, range]];
  });
  return table("Accepted", ["", "#", "counts", "95 % interval"], rows);
}

function suggestions(report: Report): string {
  const counts = report.suggestions;
  const rows = STATES.flatMap(([name, title]) => {
    const count = counts[name];
    return typeof count === "number" && count > 0 ? [[title, String(count)]] : [];
  });
  const evidence = counts["byEvidence"];
  const known = Object.entries(typeof evidence === "object" ? evidence : {}).filter(([, count]) => count > 0);
  return (
    table("Suggestions", ["", "#"], rows) +
    table("How accepts are known", ["", "#", ""], known.map(([name, count]) => [name, String(count), EVIDENCE[name] ?? ""]))
  );
}

function survival(report: Report): string {
  const rows = report.survival.map((row) => [
    row.horizon,
    String(row.count),
    row.original > 0 ? share(row.kept, row.original) : "",
    `${row.kept} of ${row.original} characters`,
    Object.entries(row.verdicts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(", "),
  ]);
  return table("Still standing", ["after", "#readings", "#", "kept", "verdicts"], rows);
}

function distances(report: Report): string {
  const rows = report.editDistance.map((row) => [
    row.horizon,
    row.unit,
    String(row.count),
    row.median?.toFixed(2) ?? "",
    row.p90?.toFixed(2) ?? "",
  ]);
  return table("Edit distance, from 0 (unchanged) to 1 (gone)", ["after", "unit", "#readings", "#median", "#P90"], rows);
}

function origins(report: Report): string {
  const total = Object.values(report.origins).reduce((sum, count) => sum + count, 0);
  const rows = Object.entries(report.origins)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => [name, String(count), share(count, total)]);
  return table("Who wrote the text of documents as last seen", ["origin", "#characters", "#"], rows);
}

/** A table with a heading; a column whose head begins with # holds numbers. Empty without rows. */
function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const kind = heads.map((head) => (head.startsWith("#") ? ' class="number"' : ""));
  const head = heads.map((text, at) => `<th scope="col"${kind[at] ?? ""}>${escape(text.replace(/^#/, ""))}</th>`);
  const body = rows.map((row) => `<tr>${row.map((cell, at) => `<td${kind[at] ?? ""}>${escape(cell)}</td>`).join("")}</tr>`);
  return `<h2>${escape(title)}</h2>\n<table>\n<thead><tr>${head.join("")}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>\n`;
}

function share(numerator: number, denominator: number): string {
  if (denominator < SHARE_FROM) return `${numerator} of ${denominator}`;
  return percent(numerator / denominator);
}

function percent(value: number): string {
  return `${Math.round(100 * value)} %`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
