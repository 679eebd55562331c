// Bundles the extension and the panel's script and style, and writes the licences of what is bundled;
// VS Code itself is there at run time.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

// Packages that carry no licence text, each with a file that has the same text of the same owner.
const ELSEWHERE = { "@vscode/l10n": "node_modules/vscode-jsonrpc/License.txt" };

const shared = {
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "cjs",
  external: ["vscode"],
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
};
const node = { ...shared, platform: "node", target: "node18" };
// The editor's API is one object with hundreds of names: imported by every file for itself, all of
// them would be copied for each while the extension is activated.
const once = {
  name: "import the editor's API once",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, "utf8").replace(/^import \* as vscode from "vscode";\r?$/m, "");
      return { contents, loader: "ts" };
    });
  },
};
// Most of what the extension is made of is one library, which is read where a server is started.
const LIBRARY = "vscode-languageclient/node";
const built = await Promise.all([
  build({ ...node, entryPoints: { client: LIBRARY } }),
  build({
    ...node,
    // Two bundles: activation reads the small one alone.
    entryPoints: ["src/extension.ts", "src/begin.ts"],
    alias: { [LIBRARY]: "./client.js" },
    external: ["vscode", "./begin.js", "./client.js"],
    plugins: [once],
    inject: ["scripts/editor.mjs"],
    supported: { "dynamic-import": false },
  }),
  build({ ...shared, entryPoints: { panel: "src/panel/main.tsx" }, platform: "browser", target: "chrome120", format: "iife" }),
  build({ ...shared, entryPoints: { web: "src/web.ts" }, platform: "browser", target: "es2022" }),
]);
const files = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", notices(files));

/** The licence of every package that a bundled file comes from. */
function notices(files) {
  const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
  const folders = new Set(files.map((file) => inside.exec(file)?.[1]).filter(Boolean));
  return [...folders].sort().map(notice).join(`\n${"=".repeat(80)}\n`);
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[sc]e|copying|notice|thirdparty)/i.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
  if (name in ELSEWHERE) texts.push(readFileSync(ELSEWHERE[name], "utf8").trim());
  if (texts.length === 0) throw new Error(`${name} brings no licence text; add it here`);
  return [`${name} ${version}  ${license}`, ...texts, ""].join("\n\n");
}
