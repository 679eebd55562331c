import assert from "node:assert/strict";
import { test } from "node:test";
import { type Examination, render } from "../../src/doctor/report.ts";
import { acceptCommands, hostOf } from "../../src/observe/hosts.ts";
import { knownProvider } from "../../src/observe/providers.ts";

const found = (id: string, active: boolean) => {
  const provider = knownProvider(id);
  assert.ok(provider);
  return { ...provider, version: "1.2.3", active };
};

const usual: Examination = {
  host: "VS Code",
  engine: undefined,
  version: "1.140.0",
  remote: undefined,
  trusted: true,
  folders: [{ name: "shop", watched: true, virtual: false }],
  watching: true,
  precision: "notAsked",
  providers: [found("github.copilot", true), found("codeium.codeium", false)],
  commands: acceptCommands(hostOf("vscode", ""), [
    "editor.action.inlineSuggest.commit",
    "editor.action.inlineSuggest.acceptNextLine",
  ]),
  opensArguments: true,
  keys: [],
  store: "stays",
  reasons: ["setting: nothing there", "bundled: /extension/bundled/tenure is used"],
  server: "Tenure 0.1.0\n  servers   1 running",
};

const PAGE = `Tenure Doctor

This editor
  VS Code 1.140.0, on this machine; the workspace is trusted.

AI extensions, and what each can tell here
  GitHub Copilot (github.copilot 1.2.3), active
  Windsurf Plugin (Codeium) (codeium.codeium 1.2.3), not active

  accepted, in whole or part: reported, by the key; by the mouse: inferred, and in no rate
  dismissed: reported, by the key
  whose it was: known, since no other is active
  shown: nobody tells, so there is no rate over shown ones

Commands that accept or dismiss a suggestion here
  accept a part  editor.action.inlineSuggest.acceptNextLine (not seen)
  accept         editor.action.inlineSuggest.commit (seen, by its key)

To know more
  In precise mode accepts are exact, and name the extension.
  It takes another build of this extension, tenure-precise.vsix.
  It takes this line in argv.json, and a restart of the editor:

  "enable-proposed-api": ["tenure.tenure"]

The store
  It lies where the files are, in the user's data folder, and stays.

The server: where it was looked for
  setting: nothing there
  bundled: /extension/bundled/tenure is used

Tenure 0.1.0
  servers   1 running
`;

/** The lines from the one that begins with `start` up to the next empty one. */
function part(page: string, start: string): string[] {
  const lines = page.split("\n");
  const from = lines.indexOf(start);
  return lines.slice(from + 1, lines.indexOf("", from));
}

test("the doctor says what was found, what each can tell, and the one step that would raise it", () => {
  const { text, actions } = render(usual);

  assert.equal(text, PAGE);
  const lines = text.split("\n");
  assert.deepEqual(
    actions.map(({ line, title, args }) => [lines[line]?.trim(), title, ...args]),
    [
      ['"enable-proposed-api": ["tenure.tenure"]', "Copy This Line", '"enable-proposed-api": ["tenure.tenure"]'],
      ['"enable-proposed-api": ["tenure.tenure"]', "Open argv.json"],
    ],
  );
});

test("in precise mode there is nothing to raise, and accepts are exact", () => {
  const { text, actions } = render({ ...usual, precision: "precise" });

  assert.deepEqual(actions, []);
  assert.match(text, /exact, with the extension's name/);
  assert.doesNotMatch(text, /enable-proposed-api/);
});

test("with two active at once nobody can say whose a suggestion was", () => {
  const { text } = render({ ...usual, providers: [found("github.copilot", true), found("codeium.codeium", true)] });

  assert.match(text, /whose it was: not known, since 2 are active/);
});

test("where Escape is somebody else's, what that does to the rate is said", () => {
  const keys = [
    { sentence: "Tab is a.b's", dismissal: false },
    { sentence: "Escape is Vim's", dismissal: true },
  ];
  const { text } = render({ ...usual, keys });

  assert.deepEqual(part(text, "Keys that are somebody else's"), ["  Tab is a.b's", "  Escape is Vim's"]);
  assert.match(text, /dismissed: .* the share that was accepted of those decided on is too high/);
  assert.match(render({ ...usual, keys: keys.slice(0, 1) }).text, /dismissed: reported, by the key\n/);
});

test("an editor's own suggestions are said to be inferred, whatever else is there", () => {
  const { text } = render({ ...usual, host: "Cursor", engine: "Cursor Tab", providers: [] });

  assert.deepEqual(part(text, "AI extensions, and what each can tell here"), [
    "  Cursor Tab, built in: accepted by a key that is not watched, so inferred, and in no rate",
    "  No extension was found that Tenure knows. Others are counted too, without a name.",
  ]);
});

test("one provider in two extensions is one", () => {
  const both = [found("github.copilot", true), found("github.copilot-chat", true)];

  assert.match(render({ ...usual, providers: both }).text, /whose it was: known/);
});

test("a store that is deleted with its container is offered two ways out", () => {
  const { text, actions } = render({ ...usual, precision: "precise", remote: "dev-container", store: "container" });

  assert.match(text, /in the remote dev-container/);
  assert.deepEqual(part(text, "The store"), [
    "  It lies in this container and is deleted with it.",
    "  An export before keeps the figures; a mounted folder keeps all of it (devcontainer.json):",
  ]);
  assert.deepEqual(actions.map(({ title }) => title), ["Copy These Lines", "Export Now"]);
});

test("without a server it says so, and looks again at a click", () => {
  const { text, actions } = render({ ...usual, precision: "precise", reasons: ["PATH: nothing there"], server: undefined });

  assert.match(text, /PATH: nothing there\n {2}There is none, so nothing is observed\.\n$/);
  assert.deepEqual(actions.map(({ command }) => command), ["tenure.restartServer"]);
});

test("a folder that is off is named, one that lies on no machine, and the whole window", () => {
  const folders = [
    { name: "shop", watched: true, virtual: false },
    { name: "secret", watched: false, virtual: false },
    { name: "cloud", watched: true, virtual: true },
  ];

  const { text } = render({ ...usual, folders });
  assert.match(text, /Off in: secret\./);
  assert.match(text, /lies on no machine: cloud\. New files are, and this machine's\./);
  assert.match(render({ ...usual, watching: false }).text, /Tenure is off: “Tenure: Turn On” turns it on\./);
});
