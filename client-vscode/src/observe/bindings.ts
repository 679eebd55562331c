// Our key bindings: the editor's own command first, then a report of it.
//
// `npm run keybindings` writes them into package.json; a test holds that they are there.

import type { SuggestionKind, SuggestionState } from "../protocol.ts";
import { EXCLUSIONS, givesWay, type Key } from "./exclusions.ts";
import { OBSERVING } from "./observing.ts";

/** The command that takes a report; the editor never waits for it. */
export const REPORTED = "_tenure.reported";

interface Wrapped {
  readonly key: Key;
  /** The editor's own command on this key. */
  readonly command: string;
  readonly report: readonly [SuggestionState, SuggestionKind];
  /** What the editor's own clause asks for. */
  readonly when: string;
}

/** A binding as package.json has it. */
export interface Binding {
  readonly key: string;
  readonly mac?: string;
  readonly command: "runCommands";
  readonly args: {
    readonly commands: readonly [
      string,
      { readonly command: string; readonly args: readonly [SuggestionState, SuggestionKind] },
    ];
  };
  readonly when: string;
}

/** The chords of each key. */
export const CHORDS: Readonly<Record<Key, { readonly key: string; readonly mac?: string }>> = {
  tab: { key: "tab" },
  escape: { key: "escape" },
  word: { key: "ctrl+right", mac: "cmd+right" },
};

const ACCEPT = "editor.action.inlineSuggest.commit";
const ACCEPT_WORD = "editor.action.inlineSuggest.acceptNextWord";
const DISMISS = "editor.action.inlineSuggest.hide";
const UNCOVERED = "!editorTabMovesFocus && !suggestWidgetVisible && !editorHoverFocused";

/**
 * What is bound. The sooner one stands here, the fewer bindings of other extensions it beats: the
 * editor ranks them by their place in their own list.
 */
const WRAPPED: readonly Wrapped[] = [
  {
    key: "escape",
    command: DISMISS,
    report: ["rejected", "inline"],
    when: "editorTextFocus && inlineSuggestionVisible && !inlineEditIsVisible",
  },
  {
    key: "tab",
    command: ACCEPT,
    report: ["accepted", "inline"],
    when: `inlineSuggestionVisible && !inlineEditIsVisible && ${UNCOVERED} && !editor.hasSelection && inlineSuggestionHasIndentationLessThanTabSize`,
  },
  {
    key: "tab",
    command: ACCEPT,
    report: ["accepted", "nextEdit"],
    when: `inlineEditIsVisible && ${UNCOVERED} && tabShouldAcceptInlineEdit`,
  },
  {
    key: "escape",
    command: DISMISS,
    report: ["rejected", "nextEdit"],
    when: "editorTextFocus && inlineEditIsVisible",
  },
  {
    key: "word",
    command: ACCEPT_WORD,
    report: ["partlyAccepted", "inline"],
    when: "!editorReadonly && inlineSuggestionVisible && cursorBeforeGhostText && !accessibilityModeEnabled",
  },
];

/** Our bindings, in the order of package.json, which is that of their precedence. */
export function bindings(): Binding[] {
  return WRAPPED.map(({ key, command, report, when }) => ({
    ...CHORDS[key],
    command: "runCommands",
    args: { commands: [command, { command: REPORTED, args: report }] },
    when: [
      OBSERVING,
      when,
      ...EXCLUSIONS.filter((one) => one.keys.includes(key)).map((one) => `!${one.context}`),
      `!${givesWay(key)}`,
    ].join(" && "),
  }));
}
