// Where our key bindings give way, and what then goes unseen.
//
// An extension's binding beats every one of the editor's own. So that a key does what it would do
// without us, each context in which another rule would have had the key stands here, and each of our
// clauses excludes it: the key is then the other's, and Tenure does not see it.

import * as l10n from "@vscode/l10n";

/** The keys that we bind: Tab accepts, Escape dismisses, "word" (Ctrl+Right, on a Mac Cmd+Right) accepts a word. */
export type Key = "tab" | "escape" | "word";

/** One context in which a key of ours is somebody else's. */
export interface Exclusion {
  /** The context key that is true then. */
  readonly context: string;
  readonly keys: readonly Key[];
  /** Whose the key is: the editor's own or, by its id, an extension's. */
  readonly owner: string;
  /** What the key does there instead, as the end of "there, it …". */
  readonly does: string;
}

/** Something that goes unseen because a key is somebody else's. */
export interface Unseen {
  readonly sentence: string;
  /** Whether it can be the dismissal of a suggestion, which is then missing from those decided on. */
  readonly dismissal: boolean;
}

const EDITOR = l10n.t("the editor");

/** Set by us where another extension has a key that we cannot share; see `others.ts`. */
export function givesWay(key: Key): string {
  return `tenure.givesWay.${key}`;
}

/** Every context that our clauses exclude beyond what the editor's own clause asks for. */
export const EXCLUSIONS: readonly Exclusion[] = [
  on(["tab"], "tabShouldJumpToInlineEdit", l10n.t("goes to the suggested edit, which a second Tab accepts")),
  on(["escape"], "LinkedEditingInputVisible", l10n.t("ends linked editing")),
  on(["escape"], "renameInputVisible", l10n.t("closes the box of a rename")),
  on(["escape"], "suggestWidgetVisible", l10n.t("closes the completion menu")),
  on(["escape"], "referenceSearchVisible", l10n.t("closes the references")),
  on(["escape"], "callHierarchyVisible", l10n.t("closes the call hierarchy")),
  on(["escape"], "typeHierarchyVisible", l10n.t("closes the type hierarchy")),
  on(["escape"], "codeActionMenuVisible", l10n.t("closes the menu of quick fixes")),
  on(["escape"], "notificationCenterVisible", l10n.t("closes the list of notifications")),
  on(["escape"], "inlineChatVisible", l10n.t("closes the inline chat")),
  on(["escape"], "chatInAgentSessionProjection", l10n.t("leaves the view of an agent's session")),
  on(["escape"], "comparingMovedCode", l10n.t("leaves the comparison of moved code")),
  on(["escape"], "isNotebookMultiSelect", l10n.t("ends the selection of several cells")),
  on(["escape"], "editorPartModal", l10n.t("closes the editor in front of the others")),
  on(["escape"], "scmRepository", l10n.t("clears the box of a commit message")),
  on(["escape"], "inSettingsEditor", l10n.t("goes up a level in the settings")),
  on(["escape"], "inKeybindings", l10n.t("clears the search of key bindings")),
  on(["escape"], "inChatInput", l10n.t("belongs to the chat's input")),
  on(["escape"], "terminalChatFocus", l10n.t("closes the terminal's chat")),
  of("github.copilot-chat", ["escape"], "copilotNesCaptureMode", l10n.t("ends the capture of an edit")),
  of("vscodevim.vim", ["escape"], "vim.active", l10n.t("leaves Vim's insert mode")),
  of("asvetliakov.vscode-neovim", ["escape"], "neovim.init", l10n.t("leaves Neovim's insert mode")),
  of("eamodio.gitlens", ["escape"], "gitlens:key:escape", l10n.t("closes GitLens' annotations")),
];

function on(keys: readonly Key[], context: string, does: string): Exclusion {
  return { context, keys, owner: EDITOR, does };
}

function of(owner: string, keys: readonly Key[], context: string, does: string): Exclusion {
  return { context, keys, owner, does };
}
