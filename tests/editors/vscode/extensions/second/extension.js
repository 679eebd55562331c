// Offers, by the last word typed, what the practice AI does not: another text for the same beginning,
// one that comes late, an edit on another line, and a deletion.
const vscode = require("vscode");

const LATE_MS = 1500;

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function continued(position, typed, text) {
  const range = new vscode.Range(position.line, 0, position.line, position.character);
  return typed === text.slice(0, typed.length) ? [new vscode.InlineCompletionItem(text, range)] : [];
}

/** An edit of the line above. */
function edited(document, position, text) {
  const above = document.lineAt(position.line - 1);
  const range = text === "" ? above.rangeIncludingLineBreak : above.range;
  const item = new vscode.InlineCompletionItem(text, range);
  item.isInlineEdit = true;
  return [item];
}

exports.activate = (context) => {
  const provider = {
    async provideInlineCompletionItems(document, position) {
      const line = document.lineAt(position.line).text;
      const typed = line.slice(0, position.character);
      if (position.character !== line.length) return [];
      switch (typed) {
        case "late":
          await later(LATE_MS);
          return continued(position, typed, "late = answer(after=1.5)");
        case "pair":
          return continued(position, typed, "pair = (first, second)");
        case "renamed":
          return edited(document, position, "price = 2");
        case "useless":
          return edited(document, position, "");
        default:
          return [];
      }
    },
  };
  const everywhere = { pattern: "**" };
  context.subscriptions.push(
    vscode.languages.registerInlineCompletionItemProvider(everywhere, provider),
  );
};
