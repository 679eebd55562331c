import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { TAKEN_AT_START } from "../../src/protocol.ts";

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  enabledApiProposals?: unknown;
  capabilities: { virtualWorkspaces: unknown; untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
  contributes: {
    commands: readonly { command: string }[];
    configuration: { properties: Record<string, { scope: string }> };
  };
};

test("the store's build declares no proposed API, which the Marketplace refuses", () => {
  assert.equal(manifest.enabledApiProposals, undefined);
});

test("no command of ours has the id of one that the server brings", () => {
  const ours = manifest.contributes.commands.map(({ command }) => command);
  const protocol = readFileSync("src/protocol.ts", "utf8");

  assert.deepEqual(ours.filter((command) => protocol.includes(`"${command}"`)), []);
});

test("no workspace sets what could send data elsewhere, nor an untrusted one what is watched", () => {
  const { properties } = manifest.contributes.configuration;
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;

  assert.deepEqual(
    TAKEN_AT_START.filter((name) => properties[name]?.scope !== "machine" || !restricted.includes(name)),
    [],
  );
  assert.ok(restricted.includes("tenure.exclude"));
});

test("in a workspace that lies on no machine the editor says what Tenure does not follow", () => {
  const strings = JSON.parse(readFileSync("package.nls.json", "utf8")) as Record<string, string>;

  assert.deepEqual(manifest.capabilities.virtualWorkspaces, { supported: "limited", description: "%virtual%" });
  assert.match(strings["virtual"] ?? "", /is not followed; new files are/);
});
