// The drawings. Colours are the theme's, by its variables; what is drawn is decided elsewhere.

import * as l10n from "@vscode/l10n";
import * as Plot from "@observablehq/plot";
import type { Curve } from "../protocol.ts";
import { decimal, number } from "../language.ts";
import type { Distance, Survival } from "./report.ts";
import { counts, CURVES, horizon, interval, ORIGINS, percent, SHARE_FROM, titled, UNIT_NAMES, UNITS, VERDICTS } from "./words.ts";

const WIDTH = 620;

/** The themes' own orange is a brown that nobody sees on a dark ground, or is not there at all. */
const ORANGE = "color-mix(in srgb, var(--vscode-charts-red), var(--vscode-charts-yellow))";

const SERIES: Readonly<Record<string, string>> = {
  notGone: "var(--vscode-charts-green)",
  characters: "var(--vscode-charts-blue)",
  asAccepted: "var(--vscode-charts-purple)",
};

export const VERDICT_COLOURS: Readonly<Record<string, string>> = {
  unchanged: "var(--vscode-charts-green)",
  reformatted: "var(--vscode-charts-blue)",
  renamed: "var(--vscode-charts-purple)",
  moved: ORANGE,
  edited: "var(--vscode-charts-yellow)",
  gone: "var(--vscode-charts-red)",
  unmeasured: "var(--tenure-faint)",
};

/** What the editor's own tools write has one colour, in shades. */
const tool = (percentage: number) =>
  `color-mix(in srgb, ${ORANGE} ${String(percentage)}%, var(--vscode-editor-background))`;

export const ORIGIN_COLOURS: Readonly<Record<string, string>> = {
  typed: "var(--vscode-charts-green)",
  suggestion: "var(--vscode-charts-blue)",
  agent: "var(--vscode-charts-purple)",
  paste: "var(--vscode-charts-yellow)",
  snippet: tool(100),
  menu: tool(80),
  refactor: tool(60),
  format: tool(40),
  external: "var(--vscode-descriptionForeground)",
  unattributed: "var(--vscode-charts-red)",
  unknown: "var(--tenure-faint)",
};

const shared = {
  width: WIDTH,
  style: "font-size: 12px; background: none; overflow: visible;",
} as const;

const shares = {
  domain: [0, 1],
  tickFormat: percent,
  ticks: 5,
  grid: true,
  label: null,
} as const;

/** What stands by age, with bands for the intervals, where enough spans are known. */
export function curves(found: readonly Curve[]): SVGSVGElement | HTMLElement {
  const points = found.flatMap(({ name, points }) =>
    points.filter(({ spans }) => spans >= SHARE_FROM).map((point) => ({ ...point, name })),
  );
  const ages = [...new Set(points.map((point) => point.horizon))];
  const last = ages.at(-1);
  return Plot.plot({
    ...shared,
    height: 300,
    marginLeft: 50,
    marginRight: 170,
    x: { type: "point", domain: ages, tickFormat: horizon, label: null },
    y: shares,
    color: { domain: Object.keys(SERIES), range: Object.values(SERIES) },
    symbol: { domain: Object.keys(SERIES), range: ["triangle", "circle", "square"] },
    marks: [
      Plot.areaY(points, { x: "horizon", y1: "low", y2: "high", fill: "name", fillOpacity: 0.15 }),
      Plot.lineY(points, { x: "horizon", y: "value", stroke: "name", strokeWidth: 2 }),
      Plot.dot(points, {
        x: "horizon",
        y: "value",
        stroke: "name",
        fill: "name",
        symbol: "name",
        title: (point: (typeof points)[number]) =>
          l10n.t(
            "{0}: {1} after {2}, 95 % interval {3}, of {4} suggestions",
            CURVES[point.name] ?? point.name,
            percent(point.value),
            horizon(point.horizon),
            interval(point.low, point.high),
            number(point.spans),
          ),
      }),
      Plot.text(
        apart(points.filter((point) => point.horizon === last)),
        {
          x: "horizon",
          y: "at",
          text: (point: { name: string; value: number }) =>
            `${percent(point.value)} ${CURVES[point.name] ?? point.name}`,
          dx: 10,
          textAnchor: "start",
          fill: "currentColor",
        },
      ),
    ],
  });
}

/** Where labels of nearby values are written so that none covers another. */
function apart<T extends { readonly value: number }>(points: readonly T[]): (T & { at: number })[] {
  const line = 0.065;
  let free = Number.POSITIVE_INFINITY;
  return [...points]
    .sort((one, other) => other.value - one.value)
    .map((point) => {
      const at = Math.min(point.value, free);
      free = at - line;
      return { ...point, at };
    });
}

/** What became of the accepted text, at each horizon, as shares of its readings. */
export function becameOf(rows: readonly Survival[]): SVGSVGElement | HTMLElement {
  const parts = rows.flatMap((row) =>
    VERDICTS.map(([verdict]) => ({
      horizon: row.horizon,
      verdict,
      count: row.verdicts[verdict] ?? 0,
      of: row.count,
    })),
  ).filter(({ count }) => count > 0);
  return Plot.plot({
    ...shared,
    height: 34 * rows.length + 40,
    marginLeft: 80,
    x: { ...shares, label: null },
    y: { domain: rows.map((row) => row.horizon), tickFormat: horizon, label: null, tickSize: 0 },
    color: { domain: Object.keys(VERDICT_COLOURS), range: Object.values(VERDICT_COLOURS) },
    marks: [
      Plot.barX(parts, {
        x: (part: (typeof parts)[number]) => part.count / part.of,
        y: "horizon",
        fill: "verdict",
        insetLeft: 1,
        insetRight: 1,
        title: (part: (typeof parts)[number]) => `${titled(VERDICTS, part.verdict)}: ${counts(part.count, part.of)}`,
      }),
    ],
  });
}

/** Median and 90th percentile of each unit's distance, by age. */
export function distances(rows: readonly Distance[]): SVGSVGElement | HTMLElement {
  const horizons = [...new Set(rows.map((row) => row.horizon))];
  return Plot.plot({
    ...shared,
    height: 220,
    marginLeft: 40,
    fx: { domain: UNITS, tickFormat: (unit: string) => UNIT_NAMES[unit] ?? unit, label: null, padding: 0.15 },
    x: { type: "point", domain: horizons, tickFormat: horizon, label: null, tickRotate: -60 },
    marginBottom: 60,
    y: { ...shares, tickFormat: (value: number) => decimal(value, 1) },
    marks: [
      Plot.ruleX(rows, {
        fx: "unit",
        x: "horizon",
        y1: "median",
        y2: "p90",
        stroke: "var(--vscode-charts-blue)",
        strokeWidth: 2,
      }),
      Plot.dot(rows, { fx: "unit", x: "horizon", y: "p90", r: 3, stroke: "var(--vscode-charts-blue)" }),
      Plot.dot(rows, {
        fx: "unit",
        x: "horizon",
        y: "median",
        r: 4,
        fill: "var(--vscode-charts-blue)",
        title: (row: Distance) =>
          l10n.t(
            "{0} after {1}: median {2}, 90th percentile {3}, of {4} readings",
            UNIT_NAMES[row.unit] ?? row.unit,
            horizon(row.horizon),
            decimal(row.median ?? 0, 2),
            decimal(row.p90 ?? 0, 2),
            number(row.count),
          ),
      }),
    ],
  });
}

/** A share with its interval, by name; without one where a share would say too much. */
export interface NamedShare {
  readonly name: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** Whether any of them is of enough to be drawn. */
export function canDraw(rows: readonly NamedShare[]): boolean {
  return rows.some((row) => row.denominator >= SHARE_FROM);
}

/** Shares side by side, each with its interval. */
export function intervals(rows: readonly NamedShare[]): SVGSVGElement | HTMLElement {
  const told = rows.filter((row) => row.denominator >= SHARE_FROM);
  const few = rows.filter((row) => row.denominator < SHARE_FROM);
  return Plot.plot({
    ...shared,
    height: 30 * rows.length + 40,
    marginLeft: 160,
    x: shares,
    y: { type: "band", domain: rows.map((row) => row.name), label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(told, { y: "name", x1: "low", x2: "high", stroke: "var(--vscode-charts-blue)", strokeWidth: 3, strokeOpacity: 0.5 }),
      Plot.dot(told, {
        y: "name",
        x: "value",
        r: 5,
        fill: "var(--vscode-charts-blue)",
        title: (row: NamedShare) =>
          l10n.t(
            "{0}: {1}, 95 % interval {2}",
            percent(row.value ?? 0),
            counts(row.numerator, row.denominator),
            interval(row.low, row.high),
          ),
      }),
      Plot.text(few, {
        y: "name",
        x: 0,
        dx: 6,
        textAnchor: "start",
        fill: "currentColor",
        text: (row: NamedShare) => l10n.t("{0}: too few for a share", counts(row.numerator, row.denominator)),
      }),
    ],
  });
}

/** Characters by origin, as parts of one whole. */
export function origins(parts: readonly (readonly [origin: string, count: number])[]): SVGSVGElement | HTMLElement {
  const total = parts.reduce((sum, [, count]) => sum + count, 0);
  return Plot.plot({
    ...shared,
    height: 60,
    marginLeft: 10,
    x: shares,
    color: { domain: Object.keys(ORIGIN_COLOURS), range: Object.values(ORIGIN_COLOURS) },
    marks: [
      Plot.barX(parts, {
        x: ([, count]: readonly [string, number]) => count / total,
        fill: ([origin]: readonly [string, number]) => origin,
        insetLeft: 1,
        insetRight: 1,
        title: ([origin, count]: readonly [string, number]) =>
          l10n.t("{0}: {1} characters", ORIGINS[origin] ?? origin, counts(count, total)),
      }),
    ],
  });
}
