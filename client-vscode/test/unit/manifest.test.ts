import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  enabledApiProposals?: unknown;
  contributes: { commands: readonly { command: string }[] };
};

test("the store's build declares no proposed API, which the Marketplace refuses", () => {
  assert.equal(manifest.enabledApiProposals, undefined);
});

test("no command of ours has the id of one that the server brings", () => {
  const ours = manifest.contributes.commands.map(({ command }) => command);
  const protocol = readFileSync("src/protocol.ts", "utf8");

  assert.deepEqual(ours.filter((command) => protocol.includes(`"${command}"`)), []);
});
