// The part of the report that the panel shows, and what panel and extension say to each other.

import * as l10n from "@vscode/l10n";
import type { Panel } from "../protocol.ts";
import type { ServerState } from "../server/run.ts";

export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Survival {
  readonly horizon: string;
  readonly count: number;
  readonly kept: number;
  readonly original: number;
  readonly late: number;
  readonly verdicts: Readonly<Record<string, number>>;
}

export interface Distance {
  readonly horizon: string;
  readonly unit: string;
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
}

export interface Measure {
  readonly measure: string;
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number;
  readonly threshold: number;
  readonly met: boolean | null;
}

/** How many suggestions there were, by what became of them and by how that is known. */
export type Counts = Readonly<Record<string, number>> & {
  readonly byEvidence: Readonly<Record<string, number>>;
};

/** The figures of a window, or of one group of it. */
export interface Report {
  readonly window: { readonly since: string; readonly until: string };
  readonly suggestions: Counts;
  readonly rates: Readonly<Record<string, Rate>>;
  readonly survival: readonly Survival[];
  readonly editDistance: readonly Distance[];
  readonly origins: Readonly<Record<string, number>>;
  readonly quality: readonly Measure[];
}

export interface Group extends Report {
  readonly key: Readonly<Record<string, string | null>>;
}

/** The server's answer with its reports typed. */
export interface Figures extends Omit<Panel, "figures" | "groups"> {
  readonly figures: Report;
  readonly groups: Readonly<Record<string, readonly Group[]>>;
}

/** The windows that can be chosen, and what they are called. */
export const WINDOWS = [
  ["1d", l10n.t("24 hours")],
  ["7d", l10n.t("7 days")],
  ["30d", l10n.t("30 days")],
  ["365d", l10n.t("a year")],
] as const;

export type Since = (typeof WINDOWS)[number][0];

export const FIRST_SHOWN: Since = "30d";

/** What the extension says to the panel. */
export type ToPanel =
  | { readonly type: "figures"; readonly since: Since; readonly figures: Figures }
  | { readonly type: "unanswered"; readonly state: ServerState };

/** What the panel says to the extension. */
export type FromPanel =
  | { readonly type: "ask"; readonly since: Since }
  | { readonly type: "open" | "compare"; readonly suggestion: string };
