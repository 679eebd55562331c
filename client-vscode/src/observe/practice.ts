// The practice file of the walkthrough: suggestions that are known beforehand, in one document that
// is forgotten when it is closed.

import * as l10n from "@vscode/l10n";
import * as vscode from "vscode";

/** What the report calls whoever made the practice file's suggestions. */
export const PRACTICE_PROVIDER = "tenure.practice";

const SUGGESTIONS = [
  "result = compute_total(items, tax_rate)",
  'def greet(name):\n    message = "hello " + name\n    return message',
  "for item in items:\n    total += item.price",
];

/** Opens the practice file; forgets with `forget` what was recorded of it when it is closed. */
export class Practice implements vscode.Disposable {
  private document: vscode.TextDocument | undefined;
  private readonly disposables: vscode.Disposable[] = [];

  constructor(private readonly forget: (uri: string) => Promise<unknown>) {}

  /** Who makes the suggestions of the document `uri`, if it is the practice file. */
  provider(uri: string): string | undefined {
    return uri === this.document?.uri.toString() ? PRACTICE_PROVIDER : undefined;
  }

  /** Show the file, and offer suggestions in it. */
  async open(): Promise<void> {
    if (this.document === undefined) {
      // It has its text from the start: nobody put it in.
      const content = words();
      this.document = await vscode.workspace.openTextDocument({ language: "python", content });
      this.watch(this.document);
    }
    const end = this.document.lineAt(this.document.lineCount - 1).range.end;
    await vscode.window.showTextDocument(this.document, { selection: new vscode.Range(end, end) });
  }

  dispose(): void {
    this.document = undefined;
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  private watch(practice: vscode.TextDocument): void {
    this.disposables.push(
      vscode.languages.registerInlineCompletionItemProvider(
        { scheme: practice.uri.scheme },
        {
          provideInlineCompletionItems: (document, position) =>
            document === practice ? suggested(document, position) : [],
        },
      ),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document !== practice) return;
        this.dispose();
        void this.forget(practice.uri.toString());
      }),
    );
  }
}

/** What can follow what stands before the caret, with a range that covers it, as real providers do. */
function suggested(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): vscode.InlineCompletionItem[] {
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
