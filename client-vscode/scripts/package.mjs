// Packs VSIX files into dist: the extension, and the practice one beside it.
//
// The store's build declares no proposed API, which the Marketplace refuses. `--precise` makes the
// build for people who grant `textDocumentChangeReason` in their argv.json.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createVSIX } from "@vscode/vsce";

const precise = process.argv.includes("--precise");
const stage = "dist/stage";
rmSync(stage, { recursive: true, force: true });
mkdirSync(`${stage}/dist`, { recursive: true });
for (const file of ["README.md", "CHANGELOG.md"]) cpSync(file, `${stage}/${file}`);
cpSync("../LICENSE", `${stage}/LICENSE`);
for (const file of ["extension.js", "panel.js", "panel.css"]) cpSync(`dist/${file}`, `${stage}/dist/${file}`);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
for (const key of ["scripts", "devDependencies", "dependencies", "private"]) delete manifest[key];
if (precise) manifest.enabledApiProposals = ["textDocumentChangeReason"];
writeFileSync(`${stage}/package.json`, JSON.stringify(manifest, undefined, 2));

const options = { dependencies: false, skipLicense: true, allowMissingRepository: true };
const name = precise ? "tenure-precise" : "tenure";
await createVSIX({ ...options, cwd: stage, packagePath: `dist/${name}.vsix` });
if (!precise) {
  const practice = "test/fixtures/practice";
  await createVSIX({ ...options, cwd: practice, packagePath: "dist/tenure-practice.vsix" });
}
rmSync(stage, { recursive: true, force: true });
