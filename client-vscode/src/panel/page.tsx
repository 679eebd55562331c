// The whole panel. Knows the figures it is given and nothing of where they come from.

import { Accepted, Known } from "./accepted.tsx";
import { Others, Quality, Recent } from "./lists.tsx";
import { Groups, Origins } from "./parts.tsx";
import { type Figures, type FromPanel, type Since, WINDOWS } from "./report.ts";
import { BecameOf, EditDistance, Standing } from "./standing.tsx";

interface Page {
  readonly figures: Figures | undefined;
  readonly since: Since;
  readonly hasServer: boolean;
  readonly now: Date;
  readonly say: (message: FromPanel) => void;
}

export function Page({ figures, since, hasServer, now, say }: Page) {
  return (
    <main>
      <header>
        <h1>How much held its place</h1>
        <label>
          Over{" "}
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
      <p role="status">{hasServer ? summary(figures) : "Tenure’s server is not running; run Tenure: Restart Server."}</p>
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
  if (figures === undefined) return "Counting …";
  const { since, until } = figures.figures.window;
  if (figures.recent.length === 0) return "Nothing was recorded yet. Accept a suggestion, and it is counted here.";
  return `${since.slice(0, 10)} to ${until.slice(0, 10)}. Every figure comes with its counts; what nobody could see is left out.`;
}
