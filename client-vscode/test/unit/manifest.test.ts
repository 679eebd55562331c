import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { TAKEN_AT_START } from "../../src/protocol.ts";

interface Binding {
  readonly key: string;
  readonly command: string;
  readonly when: string;
  readonly args: { readonly commands: readonly [string, { readonly command: string }] };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  enabledApiProposals?: unknown;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
  contributes: {
    keybindings: readonly Binding[];
    commands: readonly { command: string }[];
    configuration: { properties: Record<string, { scope: string }> };
  };
};

test("a key runs the editor's own command first, and ours after it", () => {
  const orders = manifest.contributes.keybindings.map(({ key, command, args }) => [
    key,
    command,
    args.commands[0],
    args.commands[1].command,
  ]);

  assert.deepEqual(orders, [
    ["tab", "runCommands", "editor.action.inlineSuggest.commit", "_tenure.reported"],
    ["tab", "runCommands", "editor.action.inlineSuggest.commit", "_tenure.reported"],
    ["ctrl+right", "runCommands", "editor.action.inlineSuggest.acceptNextWord", "_tenure.reported"],
    ["escape", "runCommands", "editor.action.inlineSuggest.hide", "_tenure.reported"],
    ["escape", "runCommands", "editor.action.inlineSuggest.hide", "_tenure.reported"],
  ]);
});

test("no key is bound while nothing is observed, nor where no suggestion is on screen", () => {
  for (const { when } of manifest.contributes.keybindings) {
    assert.match(when, /^tenure\.observing && /);
    assert.match(when, /inlineSuggestionVisible|inlineEditIsVisible/);
  }
});

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
