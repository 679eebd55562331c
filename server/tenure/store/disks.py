"""What a store's disk can do: whether it is on a network, and whether files can be locked."""

from __future__ import annotations

import errno
from pathlib import Path

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "fuse.sshfs"}
)
"""File systems of which another machine may write the same file (proc(5), mountinfo)."""

MOUNTS = Path("/proc/self/mountinfo")


def network_file_system(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The network file system that ``path`` lies on; None on a local disk, or where nobody tells.

    SQLite's WAL is shared memory and works within one machine only (sqlite.org/wal.html).
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    place = path.resolve()
    deepest, kind = -1, ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        point = Path(fields.split(" ")[4].replace("\\040", " "))
        # Of two mounts at one place the later covers the earlier.
        if len(point.parts) >= deepest and place.is_relative_to(point):
            deepest, kind = len(point.parts), rest.split(" ")[0]
    return kind if kind in NETWORK else None


def locks_work(folder: Path) -> bool:
    """Whether a file in ``folder`` can be locked, tried with one of its own.

    Not with the store: closing it would give up every lock that this process has on it.
    """
    try:
        import fcntl
    except ImportError:
        return True
    import tempfile  # half a megabyte that hardly any process needs

    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
    return True
