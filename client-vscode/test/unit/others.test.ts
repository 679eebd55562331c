import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Contributed,
  keysToLeave,
  othersOn,
  unseenBecauseOf,
  unseenByExclusion,
} from "../../src/observe/others.ts";

const on = (...contributed: Contributed[]) => othersOn([["a.b", contributed]]);
const elsewhere: Contributed = { key: "f5", command: "x" };

test("a key that another extension binds in every context is left to it", () => {
  const others = on({ command: "tabout", key: "tab", mac: "tab" });

  assert.deepEqual(others, [
    { key: "tab", extension: "a.b", command: "tabout", when: "", always: true, weaker: true },
  ]);
  assert.deepEqual([...keysToLeave(others)], ["tab"]);
});

test("an extension that binds a key where no suggestion is shown shares it with us", () => {
  const clauses = [
    "editorTextFocus && !inlineSuggestionVisible && !inlineEditIsVisible",
    "suggestWidgetVisible",
    "terminalFocus",
    "editorTabMovesFocus",
  ];

  for (const when of clauses) assert.deepEqual(on({ key: "tab", command: "x", when }), [], when);
});

test("what an exclusion of ours names is left to it there, and shared elsewhere", () => {
  const vim = { key: "Escape", command: "extension.vim_escape" };

  assert.deepEqual(on({ ...vim, when: "editorTextFocus && vim.active && !inDebugRepl" }), []);
});

test("a binding that the editor prefers to ours takes the key by itself", () => {
  const place = [elsewhere, elsewhere, elsewhere, elsewhere, elsewhere];
  const others = on(...place, { key: "tab", command: "vim_tab", when: "vim.active" });

  assert.deepEqual(
    others.map(({ always, weaker }) => ({ always, weaker })),
    [{ always: false, weaker: false }],
  );
  assert.deepEqual([...keysToLeave(others)], []);
});

test("of two at the same place in their lists the editor prefers the later command", () => {
  const at = (command: string) => keysToLeave(on({ key: "escape", command })).has("escape");

  assert.equal(at("a.dismiss"), true);
  // The second of our bindings of Escape stands behind it all the same.
  assert.equal(at("z.dismiss"), true);
});

test("keys of other systems, other chords and clauses that nobody can read are told apart", () => {
  assert.equal(on({ key: "f8", mac: "cmd+right", command: "x" })[0]?.key, "word");
  assert.deepEqual(on({ key: "ctrl+k tab", command: "x" }, { key: "shift+tab", command: "x" }), []);
  assert.deepEqual(on({ key: "tab" }), []);
  assert.equal(on({ key: "tab", command: "x", when: "((broken" })[0]?.always, false);
});

test("what goes unseen is said with its reason", () => {
  const [other] = on({ command: "tabout", key: "tab" });
  assert.ok(other);

  assert.deepEqual(unseenBecauseOf(other), {
    sentence: "Tab is a.b's while a suggestion is shown (tabout): what it does is not seen",
    dismissal: false,
  });
  assert.deepEqual(unseenByExclusion(new Set(["vscodevim.vim"])), [
    {
      sentence: "Escape is vscodevim.vim's while it leaves Vim's insert mode (vim.active): what it does is not seen",
      dismissal: true,
    },
  ]);
});
