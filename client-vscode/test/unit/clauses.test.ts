import assert from "node:assert/strict";
import { test } from "node:test";
import { clause, literals } from "../../src/observe/clauses.ts";

test("a clause holds, does not, or is open, as far as its keys are known", () => {
  const known = { yes: true, no: false };
  const values = [
    "",
    "yes",
    "!yes",
    "open",
    "no && open",
    "yes && open",
    "yes || open",
    "no || open",
    "!(no || yes && !open)",
    "!(yes && no)",
    "true && yes",
  ].map((text) => clause(text)(known));

  assert.deepEqual(values, [
    true,
    true,
    false,
    undefined,
    false,
    undefined,
    true,
    undefined,
    undefined,
    true,
    true,
  ]);
});

test("what a key is compared with makes it another key", () => {
  const texts = [
    "vim.mode == 'Insert'",
    "vim.mode=='Insert'",
    "editorLangId =~ /^markdown$|^rmd$/",
    "resourceExtname in some.list",
    "resourceExtname not in some.list",
    "searchState != '0'",
    "gitlens:key:escape",
    "count >= 2",
  ];

  for (const text of texts) assert.equal(clause(text)({}), undefined, text);
  assert.equal(clause("!(vim.mode  ==  'Insert')")({ "vim.mode == 'Insert'": true }), false);
});

test("what is no clause is refused", () => {
  for (const text of ["&& a", "a &&", "a b", "(a", "a)", "!"]) {
    assert.throws(() => clause(text), SyntaxError, text);
  }
});

test("a clause without || is what it asks of each key", () => {
  assert.deepEqual(literals("a && !b.c && d"), { a: true, "b.c": false, d: true });
});
