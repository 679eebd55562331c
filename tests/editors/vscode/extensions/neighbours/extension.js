// Has keys as others do: Escape while its mode is on, as Vim has; Ctrl+Right always, as nobody should.
// And does to Tenure what a person does in views that no test finds its way through.
const vscode = require("vscode");

const turn = (on) => vscode.workspace.getConfiguration("tenure").update("enabled", on, true);

const remove = (id) => vscode.commands.executeCommand("workbench.extensions.uninstallExtension", id);

exports.activate = (context) => {
  const append = (text) => {
    const editor = vscode.window.activeTextEditor;
    return editor.edit((edit) => edit.insert(editor.selection.active, text));
  };
  const command = (id, action) => vscode.commands.registerCommand(id, action);
  context.subscriptions.push(
    command("neighbours.word", () => append("?")),
    command("neighbours.escape", () => append("!")),
    command("neighbours.mode", () => vscode.commands.executeCommand("setContext", "vim.active", true)),
    command("neighbours.turnOff", () => turn(false)),
    command("neighbours.turnOn", () => turn(true)),
    command("neighbours.remove", () => remove("tenure.tenure")),
    command("neighbours.off", () => vscode.commands.executeCommand("setContext", "vim.active", false)),
  );
};
