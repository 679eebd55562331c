// The practice file of the walkthrough: suggestions that are known beforehand, in one document that
// is forgotten when it is closed.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

/** What the report calls whoever made the practice file's suggestions. */
export const PRACTICE_PROVIDER = "tenure.practice";

const URI = vscode.Uri.from({ scheme: "untitled", path: "Tenure practice.py" });

const SUGGESTIONS = [
  "result = compute_total(items, tax_rate)",
  'def greet(name):\n    message = "hello " + name\n    return message',
  "for item in items:\n    total += item.price",
];

/** Whether the document `uri` is the practice file. */
export function isPractice(uri: string): boolean {
  return uri === URI.toString();
}

/** Opens the practice file; forgets with `forget` what was recorded of it when it is closed. */
export class Practice implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[] = [];

  constructor(private readonly forget: (uri: string) => Promise<unknown>) {}

  /** Show the file, and offer suggestions in it. */
  async open(): Promise<void> {
    if (this.disposables.length === 0) this.watch();
    const document = await vscode.workspace.openTextDocument(URI);
    const editor = await vscode.window.showTextDocument(document);
    if (document.getText() === "") {
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), words());
      });
    }
    const end = document.lineAt(document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
  }

  dispose(): void {
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  private watch(): void {
    this.disposables.push(
      vscode.languages.registerInlineCompletionItemProvider(
        { scheme: URI.scheme, pattern: `**${URI.path}` },
        { provideInlineCompletionItems: suggested },
      ),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (!isPractice(document.uri.toString())) return;
        this.dispose();
        void this.forget(document.uri.toString());
      }),
    );
  }
}

/** What can follow what stands before the caret, with a range that covers it, as real providers do. */
function suggested(document: vscode.TextDocument, { line, character }: vscode.Position): vscode.InlineCompletionItem[] {
  const text = document.lineAt(line).text;
  const typed = text.slice(0, character);
  if (character !== text.length || typed.length < 3) return [];
  const range = new vscode.Range(line, 0, line, character);
  return SUGGESTIONS.filter((one) => one.startsWith(typed) && one !== typed).map(
    (one) => new vscode.InlineCompletionItem(one, range),
  );
}

function words(): string {
  return [
    l10n.t("Type res, def or for on an empty line: grey text appears, as an AI's would."),
    l10n.t("Tab takes it, Escape dismisses it. Then edit what you took, and watch the status bar."),
    l10n.t("Close this file without saving, and Tenure forgets what you did in it."),
  ]
    .map((line) => `# ${line}\n`)
    .join("")
    .concat("\n");
}
