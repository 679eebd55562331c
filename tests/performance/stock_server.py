"""A stock pygls server that keeps texts in step and answers a hover with nothing."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer(
    "stock", "1", text_document_sync_kind=types.TextDocumentSyncKind.Incremental
)


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(params: types.HoverParams) -> None:
    """Answer: there is nothing to tell."""


if __name__ == "__main__":
    server.start_io()
