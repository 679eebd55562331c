"""A store on a network disk, and on one that knows no locks, loses nothing and says what to do."""

from __future__ import annotations

import errno
import platform
import queue
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tenure.store import database
from tenure.store.database import open_store
from tenure.store.disks import network_file_system
from tenure.store.records import write
from tenure.store.writer import Writer

from tests.store.examples import shown

ROOT = Path(__file__).parents[2]

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:40 / /home rw,relatime shared:2 - nfs4 server:/home rw
41 40 0:41 / /home/me/local\\040disk rw,relatime shared:3 - xfs /dev/sdb1 rw
42 22 0:42 / /mnt/share rw - ext4 /dev/sdc1 rw
43 22 0:43 / /mnt/share rw - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/var/tenure.db", None),
        ("/home/me/tenure.db", "nfs4"),
        ("/homely/tenure.db", None),
        ("/home/me/local disk/tenure.db", None),
        ("/mnt/share/x/tenure.db", "cifs"),
    ],
)
def test_a_network_disk_is_known_by_its_mount(tmp_path, path, found):
    """The deepest mount decides, and of two at one place the later."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS)

    assert network_file_system(Path(path), mounts) == found


def test_a_store_on_a_network_disk_shares_no_memory(tmp_path, monkeypatch):
    """It keeps a journal instead of a WAL, and several that write at once lose nothing."""
    monkeypatch.setattr(database, "network_file_system", lambda _: "nfs4")
    path = tmp_path / "tenure.db"

    def go(name: str) -> None:
        with closing(open_store(path)) as store:
            for number in range(30):
                write(store, [shown(f"{name}{number:02}")], None)

    threads = [threading.Thread(target=go, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with closing(open_store(path)) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert store.execute("SELECT count(*) FROM suggestion").fetchone() == (90,)
    assert [file.name for file in tmp_path.iterdir()] == ["tenure.db"]


NO_LOCKS = f"""
import ctypes, struct, sys
# A filter of system calls: fcntl(2) with F_SETLK or F_OFD_SETLK answers ENOLCK.
def step(code, jt, jf, k):
    return struct.pack("HBBI", code, jt, jf, k)
program = b"".join([
    step(0x20, 0, 0, 0), step(0x15, 0, 4, 72),
    step(0x20, 0, 0, 24), step(0x15, 1, 0, 6), step(0x15, 0, 1, 37),
    step(0x06, 0, 0, 0x00050000 | {errno.ENOLCK}),
    step(0x06, 0, 0, 0x7FFF0000),
])
filters = ctypes.create_string_buffer(program)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
libc = ctypes.CDLL(None, use_errno=True)
one = Program(len(program) // 8, ctypes.addressof(filters))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(one)):
    sys.exit(77)
import time
from pathlib import Path
from tenure.store.writer import Writer
from tests.store.examples import shown
writer = Writer(Path(sys.argv[1]), locked_after=0.05)
writer.append([shown("a")])
while writer.failure is None:
    time.sleep(0.01)
print(writer.failure)
"""


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="system calls are filtered by their numbers there",
)
def test_a_disk_without_locks_is_told_from_one_that_somebody_locked(tmp_path):
    """The sentence names the disk, and nothing is written that another could damage."""
    path = tmp_path / "tenure.db"
    done = subprocess.run(
        [sys.executable, "-c", NO_LOCKS, path], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    if done.returncode == 77:
        pytest.skip("system calls may not be filtered here")

    assert done.stdout == (
        f"files cannot be locked on the disk of the store {path}, as on some network disks; "
        "set TENURE_HOME to a folder on a local disk\n"
    ), done.stderr
    said: queue.Queue[str | None] = queue.Queue()
    writer = Writer(path, on_failure=said.put)
    writer.append([shown("b")])
    assert writer.flush(30)
    assert writer.close(30)
    assert said.empty()
