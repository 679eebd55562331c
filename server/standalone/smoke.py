"""``python server/standalone/smoke.py VSIX``: the server in a platform's VSIX answers, and ends.

It is unpacked as an editor does, where nothing else of Tenure is, and asked by standard input and
output. The last line printed is its version; the exit code is not 0 where it does not run here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

INSIDE = "extension/bundled/"
SECONDS = 120
"""A system that meets an executable for the first time may look through it before it starts."""


def main(vsix: str) -> int:
    """Unpack the server, run it, and print what it says of itself."""
    # Its worker outlives it by a minute, and on Windows a program that runs cannot be deleted.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        unpack(Path(vsix), Path(folder))
        server = Path(folder, INSIDE, "tenure.exe" if sys.platform == "win32" else "tenure")
        variables = {name: value for name, value in os.environ.items() if "PYTHON" not in name}
        variables["TENURE_HOME"] = str(Path(folder, "home"))
        version = _output(server, "--version", variables)
        answer = initialized(_output(server, "serve", variables, conversation()))
        print(f"answers initialize with {len(answer['capabilities'])} capabilities")
        print(version.decode().strip())
    return 0


def unpack(vsix: Path, folder: Path) -> None:
    """Write what the VSIX has of the server into ``folder``, executable where it says so."""
    with zipfile.ZipFile(vsix) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith(INSIDE) and not entry.is_dir():
                written = Path(archive.extract(entry, folder))
                written.chmod(entry.external_attr >> 16 & 0o777 | 0o600)


def conversation() -> bytes:
    """What an editor says that starts and ends at once, as it is sent."""
    initialize = {"processId": None, "rootUri": None, "capabilities": {}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": initialize},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)


def initialized(output: bytes) -> dict[str, Any]:
    """The answer to ``initialize`` in what the server wrote."""
    while output:
        head, _, rest = output.partition(b"\r\n\r\n")
        length = int(head.rpartition(b":")[2])
        message = json.loads(rest[:length])
        if message.get("id") == 1 and "result" in message:
            return dict(message["result"])
        output = rest[length:]
    raise SystemExit("the server did not answer initialize")


def _output(server: Path, argument: str, variables: dict[str, str], text: bytes = b"") -> bytes:
    done = subprocess.run(
        [server, argument],
        input=text,
        env=variables,
        stdout=subprocess.PIPE,
        timeout=SECONDS,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
