// The editor's own reason of a change (proposal textDocumentChangeReason), read defensively.

import type { ChangeOriginName, PartialAccept, SuggestionKind } from "../protocol.ts";
import { providerName } from "./providers.ts";

/** What a reason says: who made the change, and the accept that it was, if it was one. */
export interface Reading {
  readonly origin: ChangeOriginName;
  readonly partial?: PartialAccept;
  readonly provider?: string;
  readonly accept?: { readonly state: "accepted" | "partlyAccepted"; readonly kind: SuggestionKind };
}

const CURSOR: Readonly<Record<string, ChangeOriginName>> = {
  type: "typed",
  compositionType: "typed",
  compositionEnd: "typed",
  paste: "paste",
  cut: "cut",
};

const SOURCES: Readonly<Record<string, ChangeOriginName>> = {
  snippet: "snippet",
  suggest: "menu",
  codeAction: "codeAction",
  rename: "rename",
  reloadFromDisk: "reload",
};

/** What `reason` says; undefined where it says nothing that we know. */
export function read(reason: unknown): Reading | undefined {
  const metadata = (reason as { metadata?: Record<string, unknown> } | undefined)?.metadata;
  const source = metadata?.["source"];
  if (metadata === undefined || typeof source !== "string") return undefined;
  const id = metadata["$extensionId"];
  const provider = typeof id === "string" ? { provider: providerName(id) } : {};
  const kind = metadata["$nes"] === true ? "nextEdit" : "inline";
  switch (source) {
    case "inlineCompletionAccept":
      return { origin: kind, ...provider, accept: { state: "accepted", kind } };
    case "inlineCompletionPartialAccept": {
      const partial = metadata["type"] === "line" ? "line" : "word";
      return { origin: kind, partial, ...provider, accept: { state: "partlyAccepted", kind } };
    }
    case "Chat.applyEdits":
    case "inlineChat.applyEdits":
      return { origin: "chat", ...provider, accept: { state: "accepted", kind: "chat" } };
    case "cursor": {
      const origin = CURSOR[String(metadata["kind"])];
      return origin === undefined ? undefined : { origin };
    }
    case "unknown":
      return metadata["name"] === "formatEditsCommand" ? { origin: "format" } : undefined;
    default: {
      const origin = SOURCES[source];
      return origin === undefined ? undefined : { origin };
    }
  }
}
