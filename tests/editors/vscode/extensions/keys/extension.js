// Writes down the editor's default key bindings, in the order of their precedence, and again
// whenever they change: some parts of the editor bring theirs late.
const { writeFileSync } = require("node:fs");
const vscode = require("vscode");

exports.activate = async (context) => {
  const uri = vscode.Uri.parse("vscode://defaultsettings/keybindings.json");
  const write = (document) => {
    writeFileSync(process.env.TENURE_TEST_KEYBINDINGS, `${document.getText()}\n// END\n`);
  };
  context.subscriptions.push(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() === uri.toString()) write(document);
    }),
  );
  write(await vscode.workspace.openTextDocument(uri));
};
