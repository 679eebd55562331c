// Generated from server/tenure/lsp/messages.py by `python3 tests --generate`; do not edit.

export const SUGGESTION = "tenure/suggestion";
export const CHANGE_ORIGIN = "tenure/changeOrigin";
export const STATUS = "tenure/status";

/** Commands that the server answers. */
export const SERVER_COMMANDS = [
  "tenure.stats",
  "tenure.explain",
  "tenure.report",
  "tenure.pause",
  "tenure.resume",
  "tenure.purge",
  "tenure.doctor",
] as const;

export type SuggestionState = "opportunity" | "shown" | "accepted" | "partlyAccepted" | "applied" | "rejected" | "ignored";

export type SuggestionKind = "inline" | "nextEdit" | "menu" | "chat" | "agent";

export type ReportedEvidence = "exact" | "reported";

export type ChangeOriginName = "typed" | "paste" | "cut" | "inline" | "nextEdit" | "menu" | "snippet" | "format" | "rename" | "codeAction" | "chat" | "agent" | "reload" | "undo" | "redo";

export type PartialAccept = "word" | "line";

/** A place in a document: zero-based line, column in the conversation's position encoding. */
export interface Position {
  line: number;
  character: number;
}

/** The text from ``start`` up to, not including, ``end``. */
export interface Range {
  start: Position;
  end: Position;
}

/** A document and, where the client knows it, the version that the message speaks of. */
export interface DocumentIdentifier {
  uri: string;
  version?: number;
}

/** One edit of a next-edit suggestion. */
export interface SuggestedEdit {
  range: Range;
  newText: string;
}

/** Params of ``tenure/suggestion``: what the client knows of one suggestion's life. */
export interface SuggestionParams {
  textDocument: DocumentIdentifier;
  state: SuggestionState;
  kind?: SuggestionKind;
  evidence?: ReportedEvidence;
  adapter?: string;
  id?: string;
  text?: string;
  range?: Range;
  edits?: SuggestedEdit[];
  acceptedLength?: number;
  provider?: string;
  model?: string;
  latency?: number;
  time?: number;
}

/** Params of ``tenure/changeOrigin``: who made the change that led to ``version``. */
export interface ChangeOriginParams {
  textDocument: DocumentIdentifier;
  origin: ChangeOriginName;
  evidence?: ReportedEvidence;
  adapter?: string;
  partial?: PartialAccept;
  provider?: string;
}

/** Params of ``tenure/status``: what a status bar shows; ``figures`` is the report's JSON. */
export interface StatusParams {
  text: string;
  tooltip: string;
  figures: Record<string, unknown>;
}
