"""What becomes of files outside the editor is seen at the next look, and told once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tenure.files import Files, FileTextError, Seen, path_of, text_of

NOTHING = Seen([], [], [])


def write(path: Path, text: str, at: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (at, at))


def test_a_file_that_somebody_writes_or_deletes_is_told_once(tmp_path):
    """The first look finds nothing; each change is in one look; files of no document are not."""
    file, files = tmp_path / "a (1).py", Files()
    uris = [file.as_uri(), "untitled:Untitled-1", "http://[half"]
    write(file, "x", 1)

    assert files.look(uris) == NOTHING
    write(file, "y", 2)
    assert files.look(uris) == Seen([file.as_uri()], [], [])
    assert files.look(uris) == NOTHING
    file.unlink()
    assert files.look(uris) == Seen([], [file.as_uri()], [])
    assert files.look(uris) == NOTHING


def test_a_name_that_looks_encoded_is_the_files_name(tmp_path):
    """A file may be called 100%25.py; a document that is no file of this machine has no path."""
    for name in ("100%25.py", "a b#c?.py", "ü.py"):
        assert path_of((tmp_path / name).as_uri()) == tmp_path / name
    assert path_of("file:///c%3A/a.py") == (
        Path("c:/a.py") if os.name == "nt" else Path("/c:/a.py")
    )
    assert [path_of("untitled:Untitled-1"), path_of("http://[half")] == [None, None]


def test_what_our_own_editor_saved_is_not_told(tmp_path):
    """However long after the save the file is looked at."""
    file, files = tmp_path / "a.py", Files()
    write(file, "x", 1)
    files.look([file.as_uri()])
    write(file, "y", 2)
    files.forget(file.as_uri())

    assert files.look([file.as_uri()]) == NOTHING
    write(file, "z", 3)
    assert files.look([file.as_uri()]) == Seen([file.as_uri()], [], [])


def test_a_branch_is_told_when_it_is_first_seen_and_when_it_changes(tmp_path):
    """Branches, detached commits, and work trees whose HEAD lies elsewhere."""
    main, linked, files = tmp_path / "main", tmp_path / "linked", Files()
    uris = [(main / "src/a.py").as_uri(), (linked / "b.py").as_uri()]
    for file in (main / "src/a.py", linked / "b.py"):
        write(file, "x", 1)
    write(main / ".git/HEAD", "ref: refs/heads/topic/one\n", 1)
    write(main / ".git/worktrees/linked/HEAD", "4f5e6d\n", 1)
    write(linked / ".git", f"gitdir: {main / '.git/worktrees/linked'}\n", 1)

    found = files.look(uris)
    assert sorted(found.switched) == [(linked.as_uri(), "4f5e6d"), (main.as_uri(), "topic/one")]
    assert files.look(uris) == NOTHING
    write(main / ".git/HEAD", "ref: refs/heads/main\n", 2)
    assert files.look(uris) == Seen([], [], [(main.as_uri(), "main")])


def test_a_files_text_is_what_an_editor_shows(tmp_path):
    """Without its byte order mark, with its line ends; a file that is not there has none."""
    file = tmp_path / "a.py"
    file.write_bytes(b"\xef\xbb\xbfa\r\nb\r")

    assert text_of(file) == "a\r\nb\r"
    assert text_of(tmp_path / "none.py") is None


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"a\0b", "its file is binary"), (b"caf\xe9", "its file is not in UTF-8")],
)
def test_a_file_without_text_says_why(tmp_path, data, said):
    """The reason is what the reading is unmeasured for."""
    file = tmp_path / "a.py"
    file.write_bytes(data)

    with pytest.raises(FileTextError, match=said):
        text_of(file)


def test_a_file_that_keeps_changing_is_not_read_half(tmp_path, monkeypatch):
    """After a few attempts the reading is given up, with the reason."""
    file = tmp_path / "a.py"
    write(file, "x", 1)
    times = iter(range(2, 99))
    read = Path.read_bytes

    def changing(path: Path) -> bytes:
        data = read(path)
        write(path, "y", next(times))
        return data

    monkeypatch.setattr(Path, "read_bytes", changing)
    with pytest.raises(FileTextError, match="kept changing while it was read"):
        text_of(file)
