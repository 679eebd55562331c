"""Writes the licences of everything inside a standalone server: ``notices.py LOCK FOLDER FILE``.

Run by the Python that built it, in whose environment the packages lie.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

RULE = "=" * 80

LIBRARIES = {
    "bz2": "bzip2 and libbzip2 (bzip2-1.0.6 licence), Copyright 1996-2019 Julian Seward",
    "crypto|ssl": "OpenSSL (Apache-2.0), Copyright the OpenSSL Project Authors",
    "expat": "Expat (MIT), Copyright Thai Open Source Software Center Ltd and Clark Cooper",
    "ffi": "libffi (MIT), Copyright 1996-2024 Anthony Green, Red Hat, Inc and others",
    "gcc_s|stdc": "GCC's run-time libraries (GPL-3.0 with the GCC Runtime Library Exception)",
    "lzma": "liblzma of XZ Utils (public domain, 0BSD)",
    "sqlite": "SQLite (public domain)",
    "uuid": "libuuid of util-linux (BSD-3-Clause), Copyright Theodore Ts'o",
    "vcruntime|ucrtbase|api-ms": "Microsoft's C run-time library, as redistributable with Python",
    r"libz\b|zlib": "zlib (Zlib), Copyright 1995-2024 Jean-loup Gailly and Mark Adler",
    r"zstd": "Zstandard (BSD-3-Clause), Copyright Meta Platforms, Inc. and affiliates",
}
"""Native libraries that come with the interpreter, by a pattern of their file's name."""


def main(lock: Path, folder: Path, target: Path) -> None:
    """Write the notices of what lies in ``folder``, made of what ``lock`` names, to ``target``."""
    names = [path.name.lower() for path in folder.rglob("*") if path.is_file()]
    found = [words for part, words in LIBRARIES.items() if any(re.search(part, n) for n in names)]
    parts = [
        f"Python {sysconfig.get_python_version()}\n\n{python_licence()}",
        "Libraries that Python brings\n\n" + "\n".join(found),
        *(notice(package) for package in [*packages(lock), distribution("pyinstaller")]),
    ]
    target.write_text(f"\n{RULE}\n".join(parts) + "\n", encoding="utf-8")


def packages(lock: Path) -> list[Distribution]:
    """What of ``lock`` is installed here, by name."""
    found = []
    for name in re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE):
        try:
            found.append(distribution(name))
        except PackageNotFoundError:
            continue  # locked for another platform
    return found


def notice(package: Distribution) -> str:
    """A package's name and version, and the texts of its licences."""
    metadata = package.metadata
    licence = metadata.get("License-Expression") or metadata.get("License") or ""
    texts = [
        Path(str(package.locate_file(file))).read_text(encoding="utf-8", errors="replace").strip()
        for file in package.files or ()
        if ".dist-info" in str(file)
        and re.match(r"(licen[sc]e|copying|notice|authors)", file.name.lower())
    ]
    if licence in {"", "UNKNOWN"}:
        licence = "; ".join(_classified(package))
    first = licence.partition("\n")[0]
    return "\n\n".join([f"{metadata['Name']} {package.version}  {first}".rstrip(), *texts])


def python_licence() -> str:
    """The interpreter's own licence, which lies beside its standard library."""
    for place in (sysconfig.get_path("stdlib"), sysconfig.get_path("data"), sys.base_prefix):
        for name in ("LICENSE.txt", "LICENSE"):
            file = Path(place) / name
            if file.is_file():
                return file.read_text(encoding="utf-8", errors="replace").strip()
    return "PSF License Version 2, https://docs.python.org/3/license.html"


def _classified(package: Distribution) -> list[str]:
    words = package.metadata.get_all("Classifier") or []
    return [word.rpartition(" :: ")[2] for word in words if word.startswith("License ::")]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
