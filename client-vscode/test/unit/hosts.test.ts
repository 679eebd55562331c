import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptCommands, hostOf } from "../../src/observe/hosts.ts";
import { isTracked, tracking } from "../../src/observe/tracked.ts";

const CORE = [
  "editor.action.inlineSuggest.acceptNextLine",
  "editor.action.inlineSuggest.acceptNextWord",
  "editor.action.inlineSuggest.commit",
  "editor.action.inlineSuggest.hide",
];

test("an editor is known by its scheme, or else by its name", () => {
  const named = (scheme: string, appName: string) => hostOf(scheme, appName).name;

  assert.deepEqual(
    [
      named("vscode", "Visual Studio Code"),
      named("code-oss", "code-server"),
      named("vscodium", "VSCodium"),
      named("cursor", "Cursor"),
      named("windsurf", "Windsurf"),
      named("antigravity", "Antigravity"),
      named("kiro", "Kiro"),
      named("cursor-nightly", "Cursor Nightly"),
      named("trae", "Trae"),
    ],
    ["VS Code", "VS Code", "VSCodium", "Cursor", "Windsurf", "Antigravity", "Kiro", "Cursor", "Trae"],
  );
});

test("the commands that accept here are found among all that there are", () => {
  const vscode = acceptCommands(hostOf("vscode", "Visual Studio Code"), ["workbench.action.files.save", ...CORE]);

  assert.deepEqual(vscode.map(({ id, act, seen }) => [id, act, seen]), [
    ["editor.action.inlineSuggest.acceptNextLine", "acceptPart", false],
    ["editor.action.inlineSuggest.acceptNextWord", "acceptPart", true],
    ["editor.action.inlineSuggest.commit", "accept", true],
    ["editor.action.inlineSuggest.hide", "reject", true],
  ]);
});

test("a command that a release has renamed is found by its like, and said to be a guess", () => {
  const found = (name: string, id: string) =>
    acceptCommands(hostOf(name.toLowerCase(), name), [id]).map(({ act, known, seen }) => [act, known, seen]);

  assert.deepEqual(found("Cursor", "editor.action.acceptCursorTabSuggestion"), [["accept", true, false]]);
  assert.deepEqual(found("Windsurf", "devin.prioritized.supercompleteAccept"), [["accept", false, false]]);
  assert.deepEqual(found("Windsurf", "devin.prioritized.supercompleteEscape"), [["reject", false, false]]);
  assert.deepEqual(found("Kiro", "kiro.acceptCompletion"), [["accept", false, false]]);
});

test("the completion menu's command and a terminal's are no accepts of an AI", () => {
  const other = [
    "acceptSelectedSuggestion",
    "acceptAlternativeSelectedSuggestion",
    "acceptSelectedSuggestionOnEnter",
    "focusAndAcceptSuggestion",
    "workbench.action.terminal.acceptSelectedSuggestion",
    "_internal.acceptCompletion",
  ];

  assert.deepEqual(acceptCommands(hostOf("vscode", "Visual Studio Code"), other), []);
});

test("what people write is tracked; the editor's own documents, old sides and chats are not", () => {
  const schemes = (wanted: boolean) => tracking().filter(({ tracked }) => tracked === wanted).map(({ scheme }) => scheme);

  assert.deepEqual(schemes(true), ["file", "untitled", "vscode-remote", "vscode-notebook-cell"]);
  assert.deepEqual(
    [...schemes(false), "something-new"].filter((scheme) => isTracked(scheme)),
    [],
  );
});
