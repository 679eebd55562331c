// What is tracked and what is not, by where a document lies. Pure: no editor in here.

import * as l10n from "@vscode/l10n";

/** Why documents of a scheme are tracked, or are not. */
export interface Tracking {
  readonly scheme: string;
  readonly tracked: boolean;
  readonly what: string;
}

/** Every kind of document that the editor opens as text; any other is not tracked. */
export const tracking = (): readonly Tracking[] => [
  { scheme: "file", tracked: true, what: l10n.t("files, also of WSL, SSH, containers and several folders") },
  { scheme: "untitled", tracked: true, what: l10n.t("new files that were not saved yet") },
  { scheme: "vscode-remote", tracked: true, what: l10n.t("files of a remote machine") },
  { scheme: "vscode-notebook-cell", tracked: true, what: l10n.t("cells of notebooks, each a document") },
  { scheme: "git", tracked: false, what: l10n.t("the old side of a diff; its new side is the file") },
  { scheme: "vscode-vfs", tracked: false, what: l10n.t("virtual workspaces: files that lie on no machine") },
  { scheme: "vscode-userdata", tracked: false, what: l10n.t("the editor's own settings") },
  { scheme: "vscode-settings", tracked: false, what: l10n.t("the settings editor") },
  { scheme: "output", tracked: false, what: l10n.t("logs and output") },
  { scheme: "search-editor", tracked: false, what: l10n.t("search results") },
  { scheme: "comment", tracked: false, what: l10n.t("boxes to write comments in") },
  { scheme: "chat-editing-text-model", tracked: false, what: l10n.t("what a chat proposes, until it is applied") },
  { scheme: "vscode-chat-code-block", tracked: false, what: l10n.t("code in a chat, until it is applied") },
];

/** The schemes of documents that are tracked. */
export const TRACKED_SCHEMES: readonly string[] = tracking()
  .filter(({ tracked }) => tracked)
  .map(({ scheme }) => scheme);

/** Whether documents of `scheme` are tracked. */
export function isTracked(scheme: string): boolean {
  return TRACKED_SCHEMES.includes(scheme);
}
