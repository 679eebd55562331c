import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { type Binding, bindings } from "../../src/observe/bindings.ts";
import { literals } from "../../src/observe/clauses.ts";
import { holdsWhere, knownWhere } from "../../src/observe/contexts.ts";
import { EXCLUSIONS } from "../../src/observe/exclusions.ts";

// What each release of VS Code does on our keys, as it says itself (`python3 tests --record`): by
// system and key its rules, the strongest last.
interface Rule {
  readonly command: string;
  readonly when: string;
}
const SYSTEMS = ["linux", "mac", "windows"] as const;
type Release = { readonly version: string } & Readonly<
  Record<(typeof SYSTEMS)[number], Readonly<Record<string, readonly Rule[]>>>
>;

const FOLDER = "test/fixtures/keybindings";
const RELEASES = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, "utf8")) as Release,
);

interface Place {
  readonly where: string;
  readonly ours: Binding;
  readonly wrapped: string;
  readonly rules: readonly Rule[];
}

/** Each of our bindings beside the rules that the editor itself has on its key. */
function places(ours: readonly Binding[] = bindings()): Place[] {
  return RELEASES.flatMap((release) =>
    SYSTEMS.flatMap((system) =>
      ours.map((one) => {
        const key = (system === "mac" ? one.mac : undefined) ?? one.key;
        const [wrapped] = one.args.commands;
        const where = `${key} in VS Code ${release.version} on ${system}`;
        return { where, ours: one, wrapped, rules: release[system][key] ?? [] };
      }),
    ),
  );
}

/** The rule that the editor itself would follow where ours holds, or might. */
function editorsOwn({ ours, wrapped, rules }: Place): Rule | undefined {
  return rules.findLast((rule) => {
    const holds = holdsWhere(rule.when, ours.when);
    // Where one more rule may run the same command, nothing hangs on whether it does.
    return holds ?? rule.command !== wrapped;
  });
}

test("the editor's rules are known for six releases on every system", () => {
  assert.equal(RELEASES.length, 6);
  for (const { where, rules } of places()) assert.notDeepEqual(rules, [], where);
});

test("wherever one of our bindings holds, the editor itself would run the command that it wraps", () => {
  for (const place of places()) {
    const own = editorsOwn(place);
    assert.equal(own?.command, place.wrapped, `${place.where}: ${own?.when}`);
  }
});

test("wherever the editor would run a command that we wrap, ours holds, but for what is excluded", () => {
  const excluded = new Set(EXCLUSIONS.map((one) => one.context));
  const given = (context: string) => excluded.has(context) || context.startsWith("tenure.");
  for (const { where, wrapped, rules } of places()) {
    const candidates = bindings().filter((one) => one.args.commands[0] === wrapped);
    for (const rule of rules.filter((one) => one.command === wrapped)) {
      for (const part of rule.when.split(" || ").filter(isPossible)) {
        const known = knownWhere(part);
        const asksNoMore = candidates.some(({ when }) =>
          Object.entries(literals(when)).every(
            ([context, value]) => known[context] === value || given(context),
          ),
        );
        assert.ok(asksNoMore, `${where}: ${part}`);
      }
    }
  }
});

/** Whether a part of a rule can ever hold, and concerns an editor that we look at. */
function isPossible(part: string): boolean {
  const asked = literals(part);
  // The editor shows either ghost text or an edit; and a preview holds no document of anybody's.
  const both = asked["inlineSuggestionVisible"] && asked["inlineEditIsVisible"];
  return !both && !asked["inInlineEditsPreviewEditor"];
}

test("every exclusion on the editor's behalf is needed by a release", () => {
  const needless = EXCLUSIONS.filter((one) => one.owner === "the editor").filter((one) => {
    const without = bindings().map((ours) => ({
      ...ours,
      when: ours.when.replace(` && !${one.context}`, ""),
    }));
    return places(without).every((place) => editorsOwn(place)?.command === place.wrapped);
  });

  assert.deepEqual(needless.map((one) => one.context), []);
});

test("package.json holds the bindings: `npm run keybindings` writes them", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { keybindings: unknown };
  };

  assert.deepEqual(manifest.contributes.keybindings, bindings());
});

test("a key runs the editor's own command first, and ours after it", () => {
  const orders = bindings().map(({ key, args }) => [
    key,
    args.commands[0],
    args.commands[1].args.join(" "),
  ]);

  assert.deepEqual(orders, [
    ["escape", "editor.action.inlineSuggest.hide", "rejected inline"],
    ["tab", "editor.action.inlineSuggest.commit", "accepted inline"],
    ["tab", "editor.action.inlineSuggest.commit", "accepted nextEdit"],
    ["escape", "editor.action.inlineSuggest.hide", "rejected nextEdit"],
    ["ctrl+right", "editor.action.inlineSuggest.acceptNextWord", "partlyAccepted inline"],
  ]);
});

test("no key is bound while nothing is observed, nor where no suggestion is on screen", () => {
  for (const { when } of bindings()) {
    const asked = literals(when);
    assert.equal(asked["tenure.observing"], true);
    assert.ok(asked["inlineSuggestionVisible"] === true || asked["inlineEditIsVisible"] === true);
  }
});
