"""What is checked out in a work tree, beside what git itself says."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from tenure.repository import Head, checked_out, head_of, work_tree_of


def git(folder: Path, *words: str) -> str:
    """What git prints, with no configuration but its own."""
    person = [
        f"GIT_{who}_{what}=x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    ]
    variables = dict(one.split("=") for one in person) | {"GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["git", "-C", folder, *words],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit on main."""
    folder = tmp_path / "main"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "one")
    return folder


def test_a_branch_and_its_commit(repository):
    """As `git rev-parse` says them, also when references are packed."""
    git(repository, "checkout", "--quiet", "-b", "topic/one")
    commit = git(repository, "rev-parse", "HEAD")

    assert head_of(repository) == Head("topic/one", commit)
    git(repository, "pack-refs", "--all")
    assert head_of(repository) == Head("topic/one", commit)
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "two")
    assert head_of(repository) == Head("topic/one", git(repository, "rev-parse", "HEAD"))
    assert checked_out(repository) == "topic/one"


def test_a_detached_head_is_a_commit_and_no_branch(repository):
    """Nothing is made up for it."""
    git(repository, "checkout", "--quiet", "--detach")
    commit = git(repository, "rev-parse", "HEAD")

    assert head_of(repository) == Head(None, commit)
    assert checked_out(repository) == commit


def test_a_linked_work_tree_has_a_branch_of_its_own(repository, tmp_path):
    """Its HEAD lies elsewhere, its references where the repository's are."""
    linked = tmp_path / "linked"
    git(repository, "worktree", "add", "--quiet", "-b", "other", str(linked))

    assert head_of(linked) == Head("other", git(linked, "rev-parse", "HEAD"))
    assert head_of(repository).branch == "main"
    assert work_tree_of(linked / "deep/in/it") == linked


def test_a_repository_without_a_commit_has_none(tmp_path):
    """It has a branch that is not born yet."""
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")

    assert head_of(tmp_path) == Head("main", None)


@pytest.mark.parametrize("name", ["HEAD", "refs/heads/main", "packed-refs"])
@pytest.mark.parametrize("content", ["root:x:0:0", "ref: refs/heads/a b", "0" * 39, "\0", None])
def test_whatever_its_files_hold_only_what_looks_right_is_believed(repository, name, content):
    """An untrusted repository may have a link to any file there, or a folder."""
    git(repository, "pack-refs", "--all")
    file = repository / ".git" / name
    file.unlink(missing_ok=True)
    if content is None:
        file.mkdir()
    else:
        file.write_text(content)
    branch, commit = head_of(repository)

    assert branch in (None, "main")
    assert commit is None or len(commit) == 40


def test_a_folder_that_is_in_no_repository_has_no_work_tree(tmp_path):
    """Nor has one that does not exist."""
    assert work_tree_of(tmp_path / "nowhere") is None
    assert head_of(tmp_path / "nowhere") == Head(None, None)
