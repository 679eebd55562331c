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

  assert.deepEqual(unseenByRebinding(text), [
    "alt+enter runs editor.action.inlineSuggest.commit by a binding of yours: what it does is not seen",
    "tab was taken from Tenure by a binding of yours: what it does is not seen",
    "escape may be yours while a suggestion is shown (my.escape): what it does is not seen",
  ]);
});

test("a file that holds no list says nothing", () => {
  for (const text of ["", "{}", "[{]", "[1, null]"]) {
    assert.doesNotThrow(() => unseenByRebinding(text));
  }
});
