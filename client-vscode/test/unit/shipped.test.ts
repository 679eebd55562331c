import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { runInThisContext } from "node:vm";
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

test("the extension is small, and next to nothing of it is read to activate it", () => {
  const bundles = ["extension.js", "begin.js", "client.js"].map((file) => readFileSync(`dist/${file}`));
  const atOnce = bundles[0]?.length ?? Infinity;
  const whole = bundles.reduce((sum, bundle) => sum + bundle.length, 0);
  const packed = bundles.reduce((sum, bundle) => sum + gzipSync(bundle).length, 0);
  console.log(`read to activate: ${atOnce} bytes; all: ${whole}, packed ${packed}`);

  assert.ok(atOnce < 4_000);
  assert.ok(whole < 600_000);
  assert.ok(packed < 150_000);
});

test("every command of the palette does something", () => {
  const context = { extension: { packageJSON: manifest }, extensionPath: "", globalStorageUri: { fsPath: "" }, subscriptions: [] };
  const { begin } = bundle("dist/begin.js", offEditor()) as { begin: (context: unknown) => object };

  assert.deepEqual(
    Object.keys(begin(context)).sort(),
    manifest.contributes.commands.map(({ command }) => command).sort(),
  );
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
  const { activate } = bundle("dist/web.js", vscode) as { activate: (context: unknown) => void };
  activate({ extension: { packageJSON: manifest }, subscriptions: [] });
  for (const run of registered.values()) run();

  assert.equal(item.text, "Tenure: not in a browser");
  assert.deepEqual([...registered.keys()], manifest.contributes.commands.map(({ command }) => command));
  assert.equal(said.length, registered.size);
  assert.match(said[0] ?? "", /^Tenure cannot run in a browser alone/);
});

/** What a bundle exports that is run with `vscode` as its editor. */
function bundle(path: string, vscode: unknown): unknown {
  const module = { exports: {} };
  const required = (name: string) => (name === "vscode" ? vscode : createRequire(import.meta.url)(name)) as unknown;
  const wrapped = `(function (require, module, exports) {${readFileSync(path, "utf8")}\n})`;
  (runInThisContext(wrapped) as (...given: unknown[]) => void)(required, module, module.exports);
  return module.exports;
}

/** An editor that takes whatever it is told, and whose settings have Tenure off. */
function offEditor(): unknown {
  const settings = { get: () => false };
  const given: Readonly<Record<string, unknown>> = { language: "en", bundle: undefined, all: [], getConfiguration: () => settings };
  const anything = (): unknown =>
    new Proxy(Object, {
      get: (_, name) => (String(name) in given ? given[String(name)] : anything()),
      apply: anything,
      construct: () => anything() as object,
      set: () => true,
    });
  return anything();
}
