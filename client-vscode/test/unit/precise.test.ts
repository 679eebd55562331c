import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../src/observe/precise.ts";
import { onlyProvider } from "../../src/observe/providers.ts";

const because = (metadata: Record<string, unknown>) => read({ source: metadata["source"], metadata });

test("an accept names its kind and the extension that made it", () => {
  const nes = { source: "inlineCompletionAccept", $nes: true, $extensionId: "GitHub.copilot-chat" };

  assert.deepEqual(because({ source: "inlineCompletionAccept", $nes: false, $extensionId: "fx.ghost" }), {
    origin: "inline",
    provider: "fx.ghost",
    accept: { state: "accepted", kind: "inline" },
  });
  assert.deepEqual(because(nes), {
    origin: "nextEdit",
    provider: "github.copilot",
    accept: { state: "accepted", kind: "nextEdit" },
  });
});

test("a part is a word or a line", () => {
  const part = (type: string) => because({ source: "inlineCompletionPartialAccept", type, $nes: false });

  assert.deepEqual(part("word"), {
    origin: "inline",
    partial: "word",
    accept: { state: "partlyAccepted", kind: "inline" },
  });
  assert.equal(part("line")?.partial, "line");
});

test("what people and editors do is no accept", () => {
  const origins = [
    { source: "cursor", kind: "type" },
    { source: "cursor", kind: "paste" },
    { source: "cursor", kind: "cut" },
    { source: "snippet" },
    { source: "suggest" },
    { source: "unknown", name: "formatEditsCommand" },
    { source: "reloadFromDisk" },
    { source: "rename" },
  ].map((metadata) => because(metadata));

  assert.deepEqual(origins, [
    { origin: "typed" },
    { origin: "paste" },
    { origin: "cut" },
    { origin: "snippet" },
    { origin: "menu" },
    { origin: "format" },
    { origin: "reload" },
    { origin: "rename" },
  ]);
});

test("a reason that nobody knows says nothing", () => {
  const unknown: unknown[] = [undefined, null, {}, { metadata: {} }, { metadata: { source: "new" } }];
  const known = [{ source: "cursor", kind: "executeCommands" }, { source: "applyEdits" }, { source: "unknown" }];

  assert.deepEqual(unknown.map(read), [undefined, undefined, undefined, undefined, undefined]);
  assert.deepEqual(known.map(because), [undefined, undefined, undefined]);
});

test("a provider is named only where no other can have been it", () => {
  assert.equal(onlyProvider(["ms-python.python", "GitHub.copilot", "GitHub.copilot-chat"]), "github.copilot");
  assert.equal(onlyProvider(["GitHub.copilot", "codeium.codeium"]), undefined);
  assert.equal(onlyProvider(["ms-python.python"]), undefined);
});
