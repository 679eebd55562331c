// The panel's script: shows what the extension sends, and says what a person chose.

import "./spoken.ts";
import { render } from "preact";
import type { ServerState } from "../server/run.ts";
import { Page } from "./page.tsx";
import { type Figures, FIRST_SHOWN, type FromPanel, type Since, type ToPanel } from "./report.ts";
import "./panel.css";

interface Editor {
  postMessage(message: FromPanel): void;
  getState(): { readonly since: Since } | undefined;
  setState(state: { readonly since: Since }): void;
}

declare function acquireVsCodeApi(): Editor;

const editor = acquireVsCodeApi();
let since = editor.getState()?.since ?? FIRST_SHOWN;
let figures: Figures | undefined;
let unanswered: ServerState | undefined;

function say(message: FromPanel): void {
  if (message.type === "ask") {
    since = message.since;
    editor.setState({ since });
    show();
  }
  editor.postMessage(message);
}

function show(): void {
  render(<Page figures={figures} since={since} unanswered={unanswered} now={new Date()} say={say} />, document.body);
}

window.addEventListener("message", ({ data }: MessageEvent<ToPanel>) => {
  unanswered = data.type === "unanswered" ? data.state : undefined;
  // An answer to an earlier choice comes too late.
  if (data.type === "figures" && data.since === since) figures = data.figures;
  show();
});

say({ type: "ask", since });
