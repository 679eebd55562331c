// The editor's API for all that is bundled; see build.mjs.
const vscode = require("vscode");

export { vscode };
