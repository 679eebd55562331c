// Bundles the extension, which finds VS Code itself at run time, and the panel's script and style.
import { build } from "esbuild";

const shared = { bundle: true, minify: true, logLevel: "warning" };

await build({
  ...shared,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  platform: "node",
  target: "node18",
  format: "cjs",
  external: ["vscode"],
});
await build({
  ...shared,
  entryPoints: ["src/panel/main.tsx"],
  outfile: "dist/panel.js",
  platform: "browser",
  target: "chrome120",
  format: "iife",
  jsx: "automatic",
  jsxImportSource: "preact",
});
