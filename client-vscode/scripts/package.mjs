// Packs VSIX files into dist: the extension, and the practice one beside it.
//
// Without a target the VSIX is for every platform: it brings the server as Python source, and the
// list of what that needs, to be installed by one click. `--target linux-x64` brings the server as
// an executable that needs no Python; it is built for the platform that this runs on.
//
// The store's build declares no proposed API, which the Marketplace refuses. `--precise` makes the
// build for people who grant `textDocumentChangeReason` in their argv.json.
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createVSIX } from "@vscode/vsce";

const SHIPPED = ["README.md", "CHANGELOG.md", "package.nls.json", "l10n", "media", "walkthrough"];
const BUNDLED = [
  "extension.js",
  "begin.js",
  "client.js",
  "panel.js",
  "panel.css",
  "web.js",
  "THIRD-PARTY-NOTICES.txt",
];

const { target, precise } = parseArgs({
  options: { target: { type: "string" }, precise: { type: "boolean", default: false } },
}).values;
if (target !== undefined && target !== platform()) {
  console.error(`This machine is ${platform()}: build ${target} on such a machine, as release.yml does.`);
  process.exit(1);
}

const name = ["tenure", precise && "precise", target].filter(Boolean).join("-");
const stage = `dist/stage-${name}`;
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
for (const file of SHIPPED) if (existsSync(file)) cpSync(file, `${stage}/${file}`, { recursive: true });
cpSync("../LICENSE", `${stage}/LICENSE`);
for (const file of BUNDLED) cpSync(`dist/${file}`, `${stage}/dist/${file}`);
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
for (const key of ["scripts", "devDependencies", "dependencies", "private"]) delete manifest[key];
if (precise) manifest.enabledApiProposals = ["textDocumentChangeReason"];
writeFileSync(`${stage}/package.json`, JSON.stringify(manifest, undefined, 2));
if (target === undefined) addSources();
else addExecutable();

const options = { dependencies: false, skipLicense: true, allowMissingRepository: true, rewriteRelativeLinks: false };
const packagePath = `dist/${name}.vsix`;
await createVSIX({ ...options, cwd: stage, packagePath, ...(target && { target }) });
if (target === undefined && !precise) {
  const practice = "test/fixtures/practice";
  await createVSIX({ ...options, cwd: practice, packagePath: "dist/tenure-practice.vsix" });
}
rmSync(stage, { recursive: true, force: true });

function addSources() {
  cpSync("../server/tenure", `${stage}/bundled/python/tenure`, {
    recursive: true,
    filter: (path) => !path.includes("__pycache__"),
  });
  cpSync("../server/requirements.txt", `${stage}/bundled/requirements.txt`);
}

function addExecutable() {
  const python = process.env.PYTHON ?? (process.platform === "win32" ? "python" : "python3");
  execFileSync(python, ["../server/standalone"], { stdio: "inherit" });
  cpSync("../.cache/standalone/tenure", `${stage}/bundled`, { recursive: true, verbatimSymlinks: true });
  const theirs = `${stage}/bundled/THIRD-PARTY-NOTICES.txt`;
  const ours = `${stage}/dist/THIRD-PARTY-NOTICES.txt`;
  appendFileSync(ours, `\n${"=".repeat(80)}\n${readFileSync(theirs, "utf8")}`);
  rmSync(theirs);
}

/** This machine as the Marketplace calls it. */
function platform() {
  const { platform: system, arch, report } = process;
  const musl = system === "linux" && !report.getReport().header.glibcVersionRuntime;
  return `${musl ? "alpine" : system}-${arch}`;
}
