"""The rule files as bytes, and the fingerprint that says which rules a result was worked out with."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from calculator.rulebook.errors import Location, fault
from calculator.yaml_text import MOST_BYTES

AMENDMENT = "amendment:"  # begins the name of an amendment file, before its number and its own name
KINDS = (".yaml", ".csv", ".csv.gz")  # a packed table is unpacked by whoever reads it
DATA = "data"  # files under a folder of this name hold facts for inputs, not rules


def is_rules(name: str) -> bool:
    """Whether a file, by its path in the rules folder, holds rules."""
    return name.endswith(".yaml") and f"/{DATA}/" not in f"/{name}"


def read_files(folder: Path) -> dict[str, bytes]:
    """Every rule file and table under a folder, by its path there; too large a file is refused unread."""
    names = sorted(_names(folder), key=lambda name: name.split("/"))
    for name in names:
        if name.endswith(".yml"):
            raise fault(Location(name, 1), "", "a rule file's name ends in .yaml: rename it")
    found = {name: _read_file(folder / name, name) for name in names if name.endswith(KINDS)}
    if not found:
        raise fault(Location(str(folder), 1), "", "no rule files (*.yaml) here: give the folder that holds the rules")
    return found


def _names(folder: Path) -> Iterator[str]:
    """The path below a folder of every file in it, with / between the parts."""
    top = str(folder)
    for parent, _, files in os.walk(top):
        below = "" if parent == top else parent[len(top) :].strip(os.sep).replace(os.sep, "/") + "/"
        yield from (below + file for file in files)


def _read_file(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise fault(Location(name, 1), "", f"the file is larger than {MOST_BYTES:,} bytes: split it by subject")
        return path.read_bytes()
    except OSError as error:
        raise fault(Location(name, 1), "", f"the file cannot be read: {error.strerror}") from None


def fingerprint_of(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return "sha256:" + digest.hexdigest()


def amendment_name(name: str) -> str | None:
    """The own name of an amendment among the files; None for a file of the folder."""
    return name.split(":", 2)[2] if name.startswith(AMENDMENT) else None


def read_sources(folder: Path, amendments: Sequence[Path]) -> dict[str, bytes]:
    """Every file of a folder of rules, and the amendments over it, as bytes. Raises RuleError for one that cannot be read."""
    return {**read_files(folder), **read_amendments(amendments)}


def read_amendments(paths: Sequence[Path]) -> dict[str, bytes]:
    return {f"{AMENDMENT}{number}:{path.name}": _read_file(path, str(path)) for number, path in enumerate(paths, 1)}
