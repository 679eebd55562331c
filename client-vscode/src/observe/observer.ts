// Watches the editor and tells the server what a change was. Never in the way: the editor's own
// command has run before anything in here.

import * as vscode from "vscode";
import {
  CHANGE_ORIGIN,
  type ChangeOriginParams,
  SELF_CHECK,
  type SelfCheckParams,
  SUGGESTION,
  type SuggestionKind,
  type SuggestionParams,
  type SuggestionState,
} from "../protocol.ts";
import { REPORTED } from "./bindings.ts";
import { ChangeRing, JOINED_WITHIN_MS, type SeenChange } from "./changes.ts";
import { read } from "./precise.ts";
import { onlyProvider } from "./providers.ts";
import { SelfCheck } from "./selfCheck.ts";
import type { Watched } from "./watched.ts";

const KEYS = "vscode.keys";
const PRECISE = "vscode.detailedReason";

/** Sends a notification; drops it where no server runs. */
export type Notify = (
  method: string,
  params: SuggestionParams | ChangeOriginParams | SelfCheckParams,
) => void;

/** Observes until it is disposed. */
export class Observer implements vscode.Disposable {
  /** Whether the editor gives the reason of every change. */
  precise = false;
  private readonly ring = new ChangeRing();
  private readonly selfCheck = new SelfCheck();
  private checking: NodeJS.Timeout | undefined;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly notify: Notify,
    private readonly watched: Watched,
    /** The provider of a document whose only one is known. */
    private readonly only: (uri: string) => string | undefined,
  ) {
    this.disposables = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        this.changed(event);
      }),
      vscode.window.onDidChangeTextEditorSelection((event) => {
        if (event.kind === vscode.TextEditorSelectionChangeKind.Keyboard) {
          this.ring.markTyped(event.textEditor.document.uri.toString());
        }
      }),
      vscode.commands.registerCommand(
        REPORTED,
        (state: SuggestionState, kind: SuggestionKind) => {
          this.reported(state, kind);
        },
      ),
    ];
  }

  dispose(): void {
    clearTimeout(this.checking);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private changed(event: vscode.TextDocumentChangeEvent): void {
    const { document, contentChanges } = event;
    if (contentChanges.length === 0 || !this.watched.document(document)) return;
    const uri = document.uri.toString();
    const restores = event.reason !== undefined;
    const inserts = contentChanges.some((change) => change.text.length > 0 || change.rangeLength > 0);
    const change = this.ring.add({
      uri,
      version: document.version,
      at: Date.now(),
      restores,
      inserts,
    });
    if (event.reason !== undefined) {
      const origin = event.reason === vscode.TextDocumentChangeReason.Undo ? "undo" : "redo";
      this.origin(uri, document.version, { origin, evidence: "exact", adapter: KEYS });
      return;
    }
    if ("detailedReason" in event) {
      this.precise = true;
      this.explained(change, event.detailedReason);
    }
  }

  private explained(change: SeenChange, reason: unknown): void {
    const { uri, version } = change;
    const reading = read(reason);
    if (reading === undefined) return;
    const { origin, partial, provider, accept } = reading;
    const known = { evidence: "exact", adapter: PRECISE, ...(provider && { provider }) } as const;
    this.origin(uri, version, { origin, ...(partial && { partial }), ...known });
    if (accept !== undefined) {
      this.notify(SUGGESTION, { textDocument: { uri, version }, ...accept, ...known });
      this.selfCheck.explained(change, accept);
      this.checkLater();
    }
  }

  private reported(state: SuggestionState, kind: SuggestionKind): void {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || !this.watched.document(editor.document)) return;
    const uri = editor.document.uri.toString();
    if (state === "rejected") {
      const { line, character } = editor.selection.active;
      this.suggestion(uri, editor.document.version, state, kind, {
        range: { start: { line, character }, end: { line, character } },
      });
      return;
    }
    const change = this.ring.claim(uri, Date.now());
    if (change === undefined) return;
    if (!this.precise) {
      this.accepted(change, state, kind);
      return;
    }
    // In precise mode the change itself has told already, exactly.
    this.selfCheck.reported(change, { state, kind });
    this.checkLater();
  }

  /** Tell how far keys alone would have seen what the editor said. */
  private checkLater(): void {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => {
      for (const check of this.selfCheck.settled(Date.now())) this.notify(SELF_CHECK, check);
    }, JOINED_WITHIN_MS + 1);
  }

  private accepted(change: SeenChange, state: SuggestionState, kind: SuggestionKind): void {
    const partial = state === "partlyAccepted" ? ({ partial: "word" } as const) : {};
    const provider = this.provider(change.uri);
    this.origin(change.uri, change.version, {
      origin: kind === "nextEdit" ? "nextEdit" : "inline",
      ...partial,
      ...provider,
      evidence: "reported",
      adapter: KEYS,
    });
    this.suggestion(change.uri, change.version, state, kind, {});
  }

  private suggestion(
    uri: string,
    version: number,
    state: SuggestionState,
    kind: SuggestionKind,
    more: Partial<SuggestionParams>,
  ): void {
    const known = { evidence: "reported", adapter: KEYS, ...this.provider(uri), ...more } as const;
    this.notify(SUGGESTION, { textDocument: { uri, version }, state, kind, ...known });
  }

  private origin(uri: string, version: number, params: Omit<ChangeOriginParams, "textDocument">): void {
    this.notify(CHANGE_ORIGIN, { textDocument: { uri, version }, ...params });
  }

  private provider(uri: string): { provider?: string } {
    const active = vscode.extensions.all.filter((extension) => extension.isActive);
    const provider = this.only(uri) ?? onlyProvider(active.map((extension) => extension.id));
    return provider === undefined ? {} : { provider };
  }
}

/** Counts the editor's requests for suggestions with a provider that answers nothing. */
export function countRequests(notify: Notify, watched: Watched): vscode.Disposable {
  return vscode.languages.registerInlineCompletionItemProvider(
    { pattern: "**" },
    {
      provideInlineCompletionItems(document) {
        if (watched.document(document)) {
          const textDocument = { uri: document.uri.toString(), version: document.version };
          notify(SUGGESTION, {
            textDocument,
            state: "opportunity",
            evidence: "exact",
            adapter: "vscode.requests",
          });
        }
        return [];
      },
    },
  );
}
