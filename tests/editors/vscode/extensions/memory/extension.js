// A folder memory:/shop with one file, basket.py, as repositories on the web have them.
const vscode = require("vscode");

const FILE = vscode.Uri.parse("memory:/shop/basket.py");

exports.activate = (context) => {
  let text = new Uint8Array();
  const changes = new vscode.EventEmitter();
  const refused = () => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const files = {
    onDidChangeFile: changes.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat(uri) {
      const known = { ctime: 0, mtime: 0, size: text.length };
      if (uri.path === FILE.path) return { ...known, type: vscode.FileType.File };
      if (FILE.path.startsWith(uri.path)) return { ...known, type: vscode.FileType.Directory };
      throw vscode.FileSystemError.FileNotFound(uri);
    },
    readDirectory: ({ path }) => (path === "/shop" ? [["basket.py", vscode.FileType.File]] : [["shop", vscode.FileType.Directory]]),
    readFile: () => text,
    writeFile(_, written) {
      text = written;
    },
    createDirectory: refused,
    delete: refused,
    rename: refused,
  };
  context.subscriptions.push(
    changes,
    vscode.workspace.registerFileSystemProvider("memory", files),
    vscode.commands.registerCommand("memory.open", () => vscode.window.showTextDocument(FILE)),
  );
};
