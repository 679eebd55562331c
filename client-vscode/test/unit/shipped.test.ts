import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";

const manifestText = readFileSync("package.json", "utf8");
const manifest = JSON.parse(manifestText) as {
  contributes: {
    commands: readonly { command: string; title: string }[];
    walkthroughs: readonly { steps: readonly { media: { markdown: string }; description: string }[] }[];
  };
};
const strings = JSON.parse(readFileSync("package.nls.json", "utf8")) as Record<string, string>;

before(() => execFileSync("node", ["scripts/build.mjs"], { stdio: "inherit" }));

test("the extension is small enough to be read at once", () => {
  const [atOnce, later] = ["extension.js", "client.js"].map((file) => readFileSync(`dist/${file}`));
  const sizes = [atOnce, later].map((bundle = Buffer.alloc(0)) => [bundle.length, gzipSync(bundle).length] as const);
  const [whole, packed] = [0, 1].map((place) => sizes.reduce((sum, size) => sum + (size[place] ?? 0), 0));
  console.log(`extension.js: ${sizes[0]?.[0] ?? 0} bytes, with client.js ${whole ?? 0}, packed ${packed ?? 0}`);

  assert.ok((sizes[0]?.[0] ?? Infinity) < 100_000, "what activation reads");
  assert.ok((whole ?? Infinity) < 600_000);
  assert.ok((packed ?? Infinity) < 150_000);
});

test("every string of the manifest can be translated, and none is left over", () => {
  const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? "");

  assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
  for (const { title } of manifest.contributes.commands) assert.match(title, /^%/);
});

test("the bundle for translators has every string of the source", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenure-l10n-"));
  execFileSync("node", ["node_modules/@vscode/l10n-dev/dist/cli.js", "export", "--outDir", folder, "src"]);
  const [wanted, kept] = [folder, "l10n"].map((where) => readFileSync(join(where, "bundle.l10n.json"), "utf8"));

  assert.equal(kept, wanted, "strings changed: run `npm run l10n`");
});

test("the walkthrough's pages are there, and its buttons run commands that there are", () => {
  const ours = new Set(manifest.contributes.commands.map(({ command }) => command));
  for (const { steps } of manifest.contributes.walkthroughs) {
    assert.equal(steps.length, 4);
    for (const { media, description } of steps) {
      assert.ok(existsSync(media.markdown), media.markdown);
      const words = strings[description.replaceAll("%", "")] ?? "";
      for (const [, command] of words.matchAll(/\(command:(tenure\.\w+)/g)) assert.ok(ours.has(command ?? ""), command);
    }
  }
});

test("the licence of everything bundled is in the notices", () => {
  const notices = readFileSync("dist/THIRD-PARTY-NOTICES.txt", "utf8");
  const named = [...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ {2}\S+$/gm)].map(([, name]) => name);

  for (const name of ["vscode-languageclient", "vscode-jsonrpc", "@vscode/l10n", "semver"]) {
    assert.ok(named.includes(name), name);
  }
});

test("in a browser alone it says that it cannot run, at each of its commands", () => {
  const said: string[] = [];
  const registered = new Map<string, () => void>();
  const item = { show: () => undefined, text: "" };
  const vscode = {
    env: { language: "en" },
    l10n: {},
    StatusBarAlignment: {},
    window: {
      createStatusBarItem: () => item,
      showInformationMessage: (text: string) => said.push(text),
    },
    commands: { registerCommand: (id: string, run: () => void) => registered.set(id, run) },
  };
  const module: { exports: { activate?: (context: unknown) => void } } = { exports: {} };
  const globals = { module, exports: module.exports, require: () => vscode, console };
  runInNewContext(readFileSync("dist/web.js", "utf8"), globals);
  module.exports.activate?.({ extension: { packageJSON: manifest }, subscriptions: [] });
  for (const run of registered.values()) run();

  assert.equal(item.text, "Tenure: not in a browser");
  assert.deepEqual([...registered.keys()], manifest.contributes.commands.map(({ command }) => command));
  assert.equal(said.length, registered.size);
  assert.match(said[0] ?? "", /^Tenure cannot run in a browser alone/);
});
