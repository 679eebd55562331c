// The whole panel. Knows the figures it is given and nothing of where they come from.

import * as l10n from "@vscode/l10n";
import { day } from "../language.ts";
import type { ServerState } from "../server/run.ts";
import { Accepted, Known } from "./accepted.tsx";
import { Others, Quality, Recent } from "./lists.tsx";
import { Groups, Origins } from "./parts.tsx";
import { type Figures, type FromPanel, type Since, WINDOWS } from "./report.ts";
import { BecameOf, EditDistance, Standing } from "./standing.tsx";

const WITHOUT_FIGURES: Readonly<Record<ServerState, string>> = {
  starting: l10n.t("Tenure’s server is starting …"),
  running: l10n.t("The figures could not be read; “Tenure: Doctor” says why."),
  missing: l10n.t("Tenure’s server is not running; run “Tenure: Restart Server”."),
  stopped: l10n.t("Tenure’s server is not running; run “Tenure: Restart Server”."),
  off: l10n.t("Tenure is off; run “Tenure: Turn On”."),
};

interface Page {
  readonly figures: Figures | undefined;
  readonly since: Since;
  /** The server's state where it gave no figures. */
  readonly unanswered: ServerState | undefined;
  readonly now: Date;
  readonly say: (message: FromPanel) => void;
}

export function Page({ figures, since, unanswered, now, say }: Page) {
  return (
    <main>
      <header>
        <h1>{l10n.t("How much held its place")}</h1>
        <label>
          {l10n.t("Over")}{" "}
          <select
            value={since}
            onChange={(event) => {
              const chosen = WINDOWS.find(([key]) => key === event.currentTarget.value);
              if (chosen !== undefined) say({ type: "ask", since: chosen[0] });
            }}
          >
            {WINDOWS.map(([key, words]) => (
              <option value={key}>{words}</option>
            ))}
          </select>
        </label>
      </header>
      <p role="status">{unanswered === undefined ? summary(figures) : WITHOUT_FIGURES[unanswered]}</p>
      {figures !== undefined && <Sections figures={figures} now={now} say={say} />}
    </main>
  );
}

function Sections({ figures, now, say }: Pick<Page, "now" | "say"> & { readonly figures: Figures }) {
  const { figures: report, groups, curves, others, recent } = figures;
  return (
    <>
      <Accepted report={report} />
      <Standing report={report} found={curves} />
      <BecameOf report={report} />
      <EditDistance report={report} />
      <Origins report={report} />
      <Groups report={report} groups={groups} />
      <Recent found={recent} now={now} say={say} />
      <Quality found={report.quality} />
      <Others found={others} />
      <Known report={report} />
    </>
  );
}

function summary(figures: Figures | undefined): string {
  if (figures === undefined) return l10n.t("Counting …");
  const { since, until } = figures.figures.window;
  if (figures.recent.length === 0) {
    return l10n.t("Nothing was recorded yet. Accept a suggestion, and it is counted here.");
  }
  return l10n.t(
    "{0} to {1}. Every figure comes with its counts; what nobody could see is left out.",
    day(new Date(since)),
    day(new Date(until)),
  );
}
