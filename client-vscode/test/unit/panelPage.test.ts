import assert from "node:assert/strict";
import { test } from "node:test";
import { panelPage } from "../../src/views/panelPage.ts";

const sources = { script: "s.js", style: "s.css", origin: "https://here", nonce: "abc", language: "en", strings: {} };

test("the panel fetches nothing and runs its own script alone", () => {
  const html = panelPage(sources);

  assert.match(html, /content="default-src 'none'; script-src 'nonce-abc'; style-src https:\/\/here;"/);
  assert.doesNotMatch(html, /unsafe|<script(?! nonce="abc" src="s.js")|style=|<style/);
});

test("the page brings the editor's language, and no string of it becomes markup", () => {
  const html = panelPage({ ...sources, language: "de", strings: { yes: `"><b>ja & so` } });

  assert.match(html, /<html lang="de">/);
  assert.match(html, /<body data-strings="{&quot;yes&quot;:&quot;\\&quot;>&lt;b>ja &amp; so&quot;}">/);
});
