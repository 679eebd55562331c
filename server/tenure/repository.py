"""The repository that a file lies in, read from git's own files (gitrepository-layout(5)).

No git is run: it would run what an untrusted repository configures. What such files hold is
believed to be a branch or a commit only where it looks like one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_BRANCH = re.compile(r"ref: *refs/heads/(\S+)")  # git-check-ref-format(1): no white space in it
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Head(NamedTuple):
    """What is checked out: a branch and its commit; None where that is not told."""

    branch: str | None
    commit: str | None


def work_tree_of(folder: Path) -> Path | None:
    """The work tree that ``folder`` lies in."""
    return next((one for one in (folder, *folder.parents) if (one / ".git").exists()), None)


def checked_out(work_tree: Path) -> str | None:
    """The branch, or where none is the commit, that HEAD names."""
    git = _git_folder(work_tree)
    if git is None:
        return None
    head = _text(git / "HEAD")
    branch = _BRANCH.fullmatch(head)
    return branch[1] if branch else head or None


def head_of(work_tree: Path) -> Head:
    """The branch and the commit that are checked out in ``work_tree``."""
    git = _git_folder(work_tree)
    if git is None:
        return Head(None, None)
    head = _text(git / "HEAD")
    branch = _BRANCH.fullmatch(head)
    if branch is None:
        return Head(None, _commit(head))
    reference = f"refs/heads/{branch[1]}"
    # A linked work tree's branches are those of its repository.
    common = git / _text(git / "commondir")
    return Head(branch[1], _commit(_text(common / reference)) or _packed(common, reference))


def _git_folder(work_tree: Path) -> Path | None:
    git = work_tree / ".git"
    if not git.is_file():
        return git
    # A linked work tree: its file names where its own HEAD lies.
    named = _text(git)
    return work_tree / named.removeprefix("gitdir:").strip() if named else None


def _packed(common: Path, reference: str) -> str | None:
    lines = (line.partition(" ") for line in _text(common / "packed-refs").splitlines())
    return next((_commit(commit) for commit, _, name in lines if name == reference), None)


def _commit(text: str) -> str | None:
    return text if _COMMIT.fullmatch(text) else None


def _text(file: Path) -> str:
    """What ``file`` holds; nothing where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""
