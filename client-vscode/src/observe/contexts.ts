// What follows from the editor's contexts: which others are set where one is, and which cannot be.

import { clause, type Known, literals } from "./clauses.ts";

/**
 * Set only while the focus is outside every text editor. The editor's own contexts do not reach
 * there: each belongs to the part of the window that has the focus.
 */
const ELSEWHERE = [
  "bannerFocused",
  "breadcrumbsActive",
  "chatFindInputFocused",
  "chatFindWidgetFocused",
  "codeActionMenuFilterFocused",
  "commentsFilterFocus",
  "filesExplorerFocus",
  "inQuickInput",
  "inQuickOpen",
  "markdownEditorFocus",
  "notebookOutputFocused",
  "notificationFocus",
  "outputFilterFocus",
  "problemsFilterFocus",
  "replaceInputBoxFocus",
  "simpleSuggestWidgetHasFocusedSuggestion",
  "statusBarFocused",
  "terminalFocus",
  "terminalFocusInAny",
  "treeFindOpen",
];

const NOT_ELSEWHERE: Known = Object.fromEntries(ELSEWHERE.map((context) => [context, false]));

const FOLLOWS: Readonly<Record<string, Known>> = {
  editorTextFocus: { editorFocus: true, inputFocus: true, textInputFocus: true },
  // The editor shows either ghost text or an edit.
  inlineSuggestionVisible: { inlineEditIsVisible: false, ...NOT_ELSEWHERE },
  inlineEditIsVisible: { inlineSuggestionVisible: false, ...NOT_ELSEWHERE },
};

/** Everything that is known of contexts where `when`, a clause without ||, holds. */
export function knownWhere(when: string): Known {
  const asked = literals(when);
  const following = Object.keys(asked).filter((context) => asked[context]);
  return Object.assign({}, ...following.map((context) => FOLLOWS[context]), asked) as Known;
}

/** Whether `other` can hold where `when` does; undefined where that depends on what is not known. */
export function holdsWhere(other: string, when: string): boolean | undefined {
  return clause(other)(knownWhere(when));
}
