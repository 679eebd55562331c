"""``tenure explain``: whose text a place in a file is, since when, by which rule, how sure.

Reads what is kept of documents with a live span, and the file as it is on disk.
"""

from __future__ import annotations

import argparse
import re
from contextlib import closing
from pathlib import Path

from tenure.core.errors import TenureError

_PLACE = re.compile(r"(.+?):(\d+)(?::(\d+))?")


class PlaceError(TenureError):
    """A place that is not in any file, or is not written as one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "place", metavar="FILE:LINE[:COLUMN]", help="lines and columns count from 1"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the sentence; 1 where nothing is kept of the file."""
    from tenure.cli import store_of
    from tenure.core.attribution.origins import Labels
    from tenure.core.attribution.snapshots import Accepted, taken_up
    from tenure.core.explanation import explained
    from tenure.core.text.points import Point
    from tenure.files import FileTextError, text_of
    from tenure.store import lineages
    from tenure.store.database import open_store

    path, line, column = _place(arguments.place)
    try:
        text = text_of(path)
    except FileTextError as error:
        raise PlaceError(f"{path} is no text to explain: {error}; name a text file") from None
    if text is None:
        raise PlaceError(f"there is no file {path}; name one, as in src/app.py:12:5")
    with closing(open_store(store_of(arguments), create=False)) as connection:
        snapshot = lineages.read(connection, path.as_uri())
        if snapshot is None:
            print(
                f"Nothing is kept of {path}: no suggestion in it was accepted of late. "
                "While an editor has it open, hover over the text instead."
            )
            return 1
        ids = {label.suggestion for label in snapshot.labels.values()} - {None}
        records = {
            id_: record
            for id_ in ids
            if id_ is not None and (record := lineages.with_texts(connection, id_)) is not None
        }
    texts = [
        Accepted(id_, record.accepted_text)
        for id_, record in records.items()
        if record.accepted_text is not None
    ]
    labels = Labels()
    lineage = taken_up(snapshot, text, labels, texts)
    lines = lineage.document.lines
    if not 1 <= line <= len(lines):
        raise PlaceError(f"{path} has no line {line}; its last is {len(lines)}")
    if not 1 <= column <= max(1, len(lines[line - 1])):
        last = max(1, len(lines[line - 1]))
        raise PlaceError(f"line {line} of {path} has no column {column}; its last is {last}")
    label = lineage.label_after(Point(line - 1, column - 1))
    if label is None:
        print("There is no text at the end of the file.")
        return 1
    print(explained(labels.meaning(label), None, records).sentence(None))
    return 0


def _place(text: str) -> tuple[Path, int, int]:
    found = _PLACE.fullmatch(text)
    if found is None:
        raise PlaceError(f"{text!r} is no place; write it as FILE:LINE or FILE:LINE:COLUMN")
    return Path(found[1]).resolve(), int(found[2]), int(found[3] or 1)
