"""What becomes of files outside the editor: another process wrote or deleted one, or git switched.

Looks with ``stat``, once a second, at the files of open documents and at HEAD of their
repositories: the same in every editor, and a look costs microseconds where a watch of a whole tree
costs an editor its start. Must not know documents' text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from tenure.core.errors import TenureError
from tenure.repository import checked_out, work_tree_of

ATTEMPTS = 3
"""How often a file is read that changes meanwhile."""


class FileTextError(TenureError):
    """Why a file's text cannot be had."""


class Seen(NamedTuple):
    """What a look found that was different at the last."""

    written: list[str]
    """URIs of files that somebody wrote."""
    deleted: list[str]
    """URIs of files that are gone."""
    switched: list[tuple[str, str]]
    """Folders (as URIs) with the branch, or commit, that is checked out there now."""


class Files:
    """Remembers how files were found, and says what changed since."""

    def __init__(self) -> None:
        self._marks: dict[str, tuple[int, int] | None] = {}
        self._heads: dict[Path, tuple[str, str]] = {}
        self._repositories: dict[Path, Path | None] = {}

    def look(self, documents: Iterable[str]) -> Seen:
        """Look at the files of open ``documents`` (URIs); a file's first look finds nothing."""
        seen = Seen([], [], [])
        paths = {uri: path for uri in documents if (path := path_of(uri)) is not None}
        for uri, path in paths.items():
            mark = _mark(path)
            known = self._marks.get(uri, mark)
            if known is not None and mark is None:
                seen.deleted.append(uri)
            elif mark != known:
                seen.written.append(uri)
            self._marks[uri] = mark
        for uri in self._marks.keys() - paths.keys():
            del self._marks[uri]
        for repository in {self._repository(path.parent) for path in paths.values()} - {None}:
            assert repository is not None
            self._look_at_head(repository, seen)
        return seen

    def forget(self, document: str) -> None:
        """Our own editor saved the file: what it is like now is nobody else's doing."""
        self._marks.pop(document, None)

    def _look_at_head(self, repository: Path, seen: Seen) -> None:
        head = checked_out(repository)
        if head is None:
            return
        folder = repository.as_uri()
        if self._heads.get(repository) != (folder, head):
            self._heads[repository] = (folder, head)
            seen.switched.append((folder, head))

    def _repository(self, folder: Path) -> Path | None:
        """The work tree that ``folder`` lies in."""
        if folder not in self._repositories:
            self._repositories[folder] = work_tree_of(folder)
        return self._repositories[folder]


def text_of(path: Path) -> str | None:
    """The text of a file as an editor would show it; None where there is no file.

    FileTextError says why it cannot be read: it is no text, or it kept changing.
    """
    for _ in range(ATTEMPTS):
        before = _mark(path)
        if before is None:
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            raise FileTextError(f"its file cannot be read ({error.strerror})") from None
        if _mark(path) == before:
            break
    else:
        raise FileTextError("its file kept changing while it was read")
    if b"\0" in data:
        raise FileTextError("its file is binary")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileTextError("its file is not in UTF-8") from None


def path_of(uri: str) -> Path | None:
    """The file of a document; None where it is none of this machine's."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    if os.name == "nt":  # urllib.request does it too, and brings 2 MB with it
        path = f"//{parts.netloc}{path}" if parts.netloc else path.removeprefix("/")
    return Path(path)


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - half the cost of Path.stat, every second
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size)
