// The spans that are looked at next, with the times when they are.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";
import { time } from "../language.ts";
import { characters, fileName, horizon } from "../panel/words.ts";
import type { DueHorizon, DueSpan } from "../protocol.ts";
import type { Ask } from "./ask.ts";

type Item = { readonly span: DueSpan } | { readonly horizon: DueHorizon };

export class Due implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Item>;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly ask: Ask) {
    this.view = vscode.window.createTreeView("tenure.due", { treeDataProvider: this });
  }

  /** Something was recorded. */
  changed(): void {
    if (this.view.visible) this.changes.fire(undefined);
  }

  async getChildren(item?: Item): Promise<Item[]> {
    if (item !== undefined) {
      return "span" in item ? item.span.horizons.map((horizon) => ({ horizon })) : [];
    }
    const spans = ((await this.ask("tenure.due")) ?? []) as readonly DueSpan[];
    return spans.map((span) => ({ span }));
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return "span" in item ? ofSpan(item.span) : ofHorizon(item.horizon);
  }

  dispose(): void {
    this.view.dispose();
    this.changes.dispose();
  }
}

function ofSpan(span: DueSpan): vscode.TreeItem {
  const item = new vscode.TreeItem(fileName(span.uri), vscode.TreeItemCollapsibleState.Collapsed);
  const next = span.horizons[0];
  item.id = span.suggestion;
  item.resourceUri = vscode.Uri.parse(span.uri);
  item.iconPath = vscode.ThemeIcon.File;
  item.description = next === undefined ? "" : l10n.t("{0} at {1}", horizon(next.horizon), clock(next.dueAt));
  item.tooltip = l10n.t(
    "{0}, accepted at {1} from {2}",
    characters(span.characters),
    clock(span.acceptedAt),
    span.provider ?? l10n.t("an AI"),
  );
  item.command = { command: "_tenure.openPlace", title: l10n.t("Open"), arguments: [span.suggestion] };
  return item;
}

function ofHorizon({ horizon: key, dueAt }: DueHorizon): vscode.TreeItem {
  const item = new vscode.TreeItem(horizon(key));
  item.description = l10n.t("at {0}", clock(dueAt));
  item.iconPath = new vscode.ThemeIcon("history");
  return item;
}

function clock(at: number): string {
  return time(at, new Date());
}
