// The documents that the server has: those that are watched, also where that changes while they are
// open. What happens to any other never leaves the editor.

import * as vscode from "vscode";
import type { LanguageClient, Middleware } from "vscode-languageclient/node";
import type { Watched } from "../observe/watched.ts";

type Kept = Required<Pick<Middleware, "didOpen" | "didChange" | "didSave" | "didClose">>;

/** What one server process has. */
export class Documents {
  private readonly opened = new Set<string>();

  constructor(private readonly watched: Watched) {}

  /** Lets through what concerns watched documents. */
  middleware(): Kept {
    const skipped = Promise.resolve();
    return {
      didOpen: (document, next) => {
        if (!this.watched.document(document)) return skipped;
        this.opened.add(document.uri.toString());
        return next(document);
      },
      didChange: (event, next) => (this.has(event.document) ? next(event) : skipped),
      didSave: (document, next) => (this.has(document) ? next(document) : skipped),
      didClose: (document, next) => (this.opened.delete(document.uri.toString()) ? next(document) : skipped),
    };
  }

  /** Open for the server what is watched by now, and close what is not any more. */
  async settle(client: LanguageClient): Promise<void> {
    const open = client.getFeature("textDocument/didOpen");
    const close = client.getFeature("textDocument/didClose");
    for (const document of vscode.workspace.textDocuments) {
      const watched = this.watched.document(document);
      if (watched === this.has(document)) continue;
      await (watched ? open : close).getProvider(document)?.send(document);
    }
  }

  private has(document: vscode.TextDocument): boolean {
    return this.opened.has(document.uri.toString());
  }
}
