import assert from "node:assert/strict";
import { test } from "node:test";
import { panelPage } from "../../src/views/panelPage.ts";

test("the panel fetches nothing and runs its own script alone", () => {
  const html = panelPage({ script: "s.js", style: "s.css", origin: "https://here", nonce: "abc" });

  assert.match(html, /content="default-src 'none'; script-src 'nonce-abc'; style-src https:\/\/here;"/);
  assert.doesNotMatch(html, /unsafe|<script(?! nonce="abc" src="s.js")|style=|<style/);
});
