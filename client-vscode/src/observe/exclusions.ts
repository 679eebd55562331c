// Where our key bindings give way, and what then goes unseen.
//
// An extension's binding beats every one of the editor's own. So that a key does what it would do
// without us, each context in which another rule would have had the key stands here, and each of our
// clauses excludes it: the key is then the other's, and Tenure does not see it.

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

const EDITOR = "the editor";

/** Set by us where another extension has a key that we cannot share; see `others.ts`. */
export function givesWay(key: Key): string {
  return `tenure.givesWay.${key}`;
}

/** Every context that our clauses exclude beyond what the editor's own clause asks for. */
export const EXCLUSIONS: readonly Exclusion[] = [
  on(["tab"], "tabShouldJumpToInlineEdit", "goes to the suggested edit, which a second Tab accepts"),
  on(["escape"], "LinkedEditingInputVisible", "ends linked editing"),
  on(["escape"], "renameInputVisible", "closes the box of a rename"),
  on(["escape"], "suggestWidgetVisible", "closes the completion menu"),
  on(["escape"], "referenceSearchVisible", "closes the references"),
  on(["escape"], "callHierarchyVisible", "closes the call hierarchy"),
  on(["escape"], "typeHierarchyVisible", "closes the type hierarchy"),
  on(["escape"], "codeActionMenuVisible", "closes the menu of quick fixes"),
  on(["escape"], "notificationCenterVisible", "closes the list of notifications"),
  on(["escape"], "inlineChatVisible", "closes the inline chat"),
  on(["escape"], "chatInAgentSessionProjection", "leaves the view of an agent's session"),
  on(["escape"], "comparingMovedCode", "leaves the comparison of moved code"),
  on(["escape"], "isNotebookMultiSelect", "ends the selection of several cells"),
  on(["escape"], "editorPartModal", "closes the editor in front of the others"),
  on(["escape"], "scmRepository", "clears the box of a commit message"),
  on(["escape"], "inSettingsEditor", "goes up a level in the settings"),
  on(["escape"], "inKeybindings", "clears the search of key bindings"),
  on(["escape"], "inChatInput", "belongs to the chat's input"),
  on(["escape"], "terminalChatFocus", "closes the terminal's chat"),
  of("github.copilot-chat", ["escape"], "copilotNesCaptureMode", "ends the capture of an edit"),
  of("vscodevim.vim", ["escape"], "vim.active", "leaves Vim's insert mode"),
  of("asvetliakov.vscode-neovim", ["escape"], "neovim.init", "leaves Neovim's insert mode"),
  of("eamodio.gitlens", ["escape"], "gitlens:key:escape", "closes GitLens' annotations"),
];

function on(keys: readonly Key[], context: string, does: string): Exclusion {
  return { context, keys, owner: EDITOR, does };
}

function of(owner: string, keys: readonly Key[], context: string, does: string): Exclusion {
  return { context, keys, owner, does };
}
