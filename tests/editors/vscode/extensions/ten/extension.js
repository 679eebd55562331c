// What an activation costs at the least, to measure another extension's beside it.
const vscode = require("vscode");

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("ten.lines", () => {
      void vscode.window.showInformationMessage("Ten lines.");
    }),
  );
};
