// Bundles the extension, and writes the licences of what is bundled; VS Code itself is there at run
// time.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: { extension: "src/extension.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node18",
  format: "cjs",
  external: ["vscode"],
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", notices(Object.keys(metafile.inputs)));

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
  if (texts.length === 0) throw new Error(`${name} brings no licence text; add it here`);
  return [`${name} ${version}  ${license}`, ...texts, ""].join("\n\n");
}
