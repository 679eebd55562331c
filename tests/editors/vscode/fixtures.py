"""Extensions that tests put into VS Code: each a folder in ``extensions``."""

from __future__ import annotations

import zipfile
from pathlib import Path

EXTENSIONS = Path(__file__).resolve().parent / "extensions"


def packed(name: str, into: Path) -> Path:
    """The fixture extension ``name`` as a VSIX in the folder ``into``."""
    vsix = into / f"{name}.vsix"
    folder = EXTENSIONS / name
    with zipfile.ZipFile(vsix, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"extension/{path.relative_to(folder).as_posix()}")
    return vsix
