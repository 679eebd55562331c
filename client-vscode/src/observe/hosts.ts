// Which editor this is, and which of its commands accept a suggestion. Pure: no editor in here.

/** What a command of the editor does with a suggestion. */
export type Act = "accept" | "acceptPart" | "reject";

/** An editor that is VS Code or made of it. */
export interface Host {
  readonly name: string;
  /** `vscode.env.uriScheme` of its releases. */
  readonly schemes: readonly string[];
  /** Its own source of suggestions, which is no extension and has a key of its own. */
  readonly engine?: string;
  /** Commands of its own that accept, beside those of the editor core. */
  readonly commands: Readonly<Record<string, Act>>;
}

/** The editor core's own commands. */
const CORE: Readonly<Record<string, Act>> = {
  "editor.action.inlineSuggest.commit": "accept",
  "editor.action.inlineSuggest.acceptNextWord": "acceptPart",
  "editor.action.inlineSuggest.acceptNextLine": "acceptPart",
  "editor.action.inlineSuggest.hide": "reject",
  "editor.action.accessibleViewAcceptInlineCompletion": "accept",
};

/** Commands that one of our key bindings wraps: what they do is seen when a key runs them. */
const WRAPPED = new Set([
  "editor.action.inlineSuggest.commit",
  "editor.action.inlineSuggest.acceptNextWord",
  "editor.action.inlineSuggest.hide",
]);

/** The editors that Tenure knows by name; any other is taken for VS Code. */
export const HOSTS: readonly Host[] = [
  { name: "VS Code", schemes: ["vscode", "vscode-insiders", "code-oss", "code-server"], commands: {} },
  { name: "VSCodium", schemes: ["vscodium", "codium"], commands: {} },
  {
    name: "Cursor",
    schemes: ["cursor"],
    engine: "Cursor Tab",
    commands: { "editor.action.acceptCursorTabSuggestion": "accept" },
  },
  {
    name: "Windsurf",
    schemes: ["windsurf", "windsurf-next"],
    engine: "Windsurf Tab",
    commands: {
      "windsurf.prioritized.supercompleteAccept": "accept",
      "windsurf.prioritized.supercompleteEscape": "reject",
    },
  },
  {
    name: "Antigravity",
    schemes: ["antigravity"],
    engine: "Antigravity Tab",
    commands: {
      "antigravity.acceptCompletion": "accept",
      "antigravity.prioritized.supercompleteAccept": "accept",
      "antigravity.prioritized.supercompleteEscape": "reject",
    },
  },
  { name: "Kiro", schemes: ["kiro"], commands: {} },
];

/** Names that editors give to such commands; a release may rename them without a word. */
const LIKELY: readonly (readonly [RegExp, Act])[] = [
  [/supercomplete\w*accept|accept\w*(completion|suggestion)$|accept\w*tab\w*suggestion/i, "accept"],
  [/supercomplete\w*(escape|reject)|reject\w*(completion|suggestion)$/i, "reject"],
];

/** The editor core's menu of completions, and terminals' and chats' own, are not suggestions. */
const UNLIKELY = /^(focusAnd)?accept(Selected|AlternativeSelected)?Suggestion|terminal|^_/i;

/** A command of this editor that accepts or rejects a suggestion. */
export interface FoundCommand {
  readonly id: string;
  readonly act: Act;
  /** Whether a table says what it does; else its name does. */
  readonly known: boolean;
  /** Whether Tenure sees it when a key runs it. */
  readonly seen: boolean;
}

/** The editor with this `vscode.env.uriScheme`, or else with this `vscode.env.appName`. */
export function hostOf(scheme: string, appName: string): Host {
  const name = appName.toLowerCase();
  const found =
    HOSTS.find((host) => host.schemes.includes(scheme)) ??
    HOSTS.find((host) => name.includes(host.name.toLowerCase()));
  return found ?? { name: appName, schemes: [scheme], commands: {} };
}

/** The commands among `all` of this editor that accept or reject; known ones first, by name. */
export function acceptCommands(host: Host, all: readonly string[]): FoundCommand[] {
  const known = { ...CORE, ...host.commands };
  const found: FoundCommand[] = [];
  for (const id of new Set(all)) {
    const act = known[id] ?? likely(id);
    if (act !== undefined) found.push({ id, act, known: id in known, seen: WRAPPED.has(id) });
  }
  return found.sort((a, b) => Number(b.known) - Number(a.known) || (a.id < b.id ? -1 : 1));
}

function likely(id: string): Act | undefined {
  return UNLIKELY.test(id) ? undefined : LIKELY.find(([pattern]) => pattern.test(id))?.[1];
}
