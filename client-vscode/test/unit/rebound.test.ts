import assert from "node:assert/strict";
import { test } from "node:test";
import { unseenByRebinding } from "../../src/observe/rebound.ts";

test("a key or command of ours that a person has rebound is named, and nothing else", () => {
  const text = `// mine
  [
    { "key": "Alt+Enter", "command": "editor.action.inlineSuggest.commit" },
    { "key": "tab", "command": "-runCommands" },
    { "key": "escape", "command": "my.escape", "when": "editorTextFocus" },
    { "key": "tab", "command": "my.tab", "when": "suggestWidgetVisible" },
    { "key": "tab", "command": "-tabout" },
    { "key": "ctrl+k", "command": "my.other" }, // the last
  ]`;

  assert.deepEqual(unseenByRebinding({ text, hasProfiles: false }), [
    {
      sentence: "alt+enter runs editor.action.inlineSuggest.commit by a binding of yours: what it does is not seen",
      dismissal: false,
    },
    { sentence: "tab was taken from Tenure by a binding of yours: what it does is not seen", dismissal: false },
    {
      sentence: "escape may be yours while a suggestion is shown (my.escape): what it does is not seen",
      dismissal: true,
    },
  ]);
});

test("a file that holds no list says nothing", () => {
  for (const text of ["", "{}", "[{]", "[1, null]"]) {
    assert.deepEqual(unseenByRebinding({ text, hasProfiles: false }), []);
  }
});

test("a dismissal by a key of one's own is one, whatever the key", () => {
  const text = '[{ "key": "alt+x", "command": "editor.action.inlineSuggest.hide" }]';

  assert.deepEqual(unseenByRebinding({ text, hasProfiles: false }).map(({ dismissal }) => dismissal), [true]);
});

test("what cannot be read is said to be so, in one sentence", () => {
  const said = [
    unseenByRebinding({ text: undefined, hasProfiles: true }),
    unseenByRebinding({ text: "[]", hasProfiles: true }),
  ].map((unseen) => unseen.map(({ sentence }) => sentence));

  assert.deepEqual(said, [
    ["Your own key bindings cannot be read from here: what they do with Tab, Escape or Ctrl+Right is not seen"],
    [
      "Of your profiles only the default one's key bindings can be read: what others do with Tab, Escape or Ctrl+Right is not seen",
    ],
  ]);
});
