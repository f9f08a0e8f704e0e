"""A cache of the compiled rules, so that a process that runs once need not read and check the rule files again.

The cache is optional. If its folder cannot be written, or the file is missing, damaged or made for other rules, the rules
are read and compiled as usual.

A file begins with a SHA-256 digest over its own name and every byte that follows. The digest is checked before anything else
is read, so damage cannot change a figure or crash the interpreter. The name is itself a digest of the rules, of this
package's code and of the Python version, so a file made for others of these is never used.

The digest does not protect against a person who can write to the folder: that person could write a digest to match, and the file
holds code. The checks of owner and permissions are there for that: the file and its folder must belong to the user who runs the
process, and nobody else may have write permission. Somebody who can write there in spite of them (the superuser, or
another process of the same user) could as well change this package.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import marshal
import os
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

from calculator import yaml_text
from calculator.rulebook.errors import Location
from calculator.rulebook.language.model import (
    Bands,
    Branch,
    Citation,
    Entity,
    Formula,
    NoticeRule,
    Rule,
    Rulebook,
    Table,
    Version,
)
from calculator.rulebook.language.typed import Resolved
from calculator.rulebook.run.compile import Engine
from calculator.rulebook.run.program import Program, Slice

KEPT = {"rules": 5, "code": 40}  # files of each kind in the folder; the oldest are removed
MOST_BYTES = 64_000_000  # about 50 times what the rules need
_DIGEST_BYTES = 32
_PACKAGE = Path(__file__).parent.parent
_CLASSES = {
    made.__name__: made
    for made in (
        Bands,
        Branch,
        Formula,
        NoticeRule,
        Location,
        Program,
        Resolved,
        Rule,
        Rulebook,
        Slice,
        Citation,
        Table,
        Entity,
        Version,
    )
}
_MARK = "\0packed"  # the first part of a tuple that _unpack has to rebuild; rule files cannot hold a NUL


def cache_file(fingerprint: str, checked_by: Sequence[Path] = ()) -> Path | None:
    """The file for the rules with this fingerprint; None if the cache is off or has no folder to be in.

    checked_by: folders and files of other code that has to find the rules in order before they are kept.
    """
    held = folder()
    if held is None:
        return None
    digest = hashlib.sha256(f"{fingerprint}\n{sys.version}\n".encode())
    others = [path for code in checked_by for path in (sorted(code.rglob("*.py")) if code.is_dir() else [code])]
    for path in [*sorted(_PACKAGE.rglob("*.py")), Path(yaml_text.__file__), *others]:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return held / f"rules-{digest.hexdigest()}"


def _user_folder() -> Path | None:
    """The folder that the system gives this user for caches; None if the user has no home."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))
    return base / "benefits-calculator" if base.is_absolute() else None


# ---------------------------------------------------------------------- files
def load(file: Path | None, records: Sequence[type] = ()) -> tuple[Engine, Any, Mapping[str, object]] | None:
    """The engine, the statement and the content of the companion files that a file holds.

    None if there is no file, or it is damaged or could have been written by others. records: the dataclasses that the statement and the
    companions are made of.
    """
    content = _read(file) if file else None
    if not content:
        return None
    classes = _CLASSES | {record.__name__: record for record in records}
    rules, companions = marshal.loads(content)
    resolved, outputs, programs, statement = _unpack(rules, classes)
    engine = Engine(resolved, outputs)
    engine.programs = programs
    return engine, statement, _Companions(companions, classes)


def _read(file: Path) -> bytes | None:
    """The content of a file after its digest, if the digest holds. Never waits, as opening a FIFO would without O_NONBLOCK."""
    try:
        with contextlib.ExitStack() as opened:
            folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            opened.callback(os.close, folder)
            handle = os.open(file.name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
            opened.callback(os.close, handle)
            status = os.fstat(handle)
            if not (_ours_alone(os.fstat(folder)) and _ours_alone(status) and stat.S_ISREG(status.st_mode)):
                return None
            if not _DIGEST_BYTES < status.st_size <= MOST_BYTES:
                return None
            with open(handle, "rb", closefd=False) as source:
                whole = source.read(status.st_size)
    except (OSError, ValueError):
        return None
    content = whole[_DIGEST_BYTES:]
    return content if whole[:_DIGEST_BYTES] == _digest(file, content) else None


def load_bytes(file: Path | None) -> bytes | None:
    """The bytes that a file holds behind its digest; None if there is no file, or it is damaged or could have been written by others."""
    return _read(file) if file else None


def store_bytes(file: Path | None, content: bytes) -> None:
    """Write bytes to a file behind their digest, whole or not at all. Does nothing if the file cannot be written."""
    if file is not None:
        _write(file, content)


def folder() -> Path | None:
    """The folder of the cache; None if the cache is off or has no folder to be in."""
    setting = os.environ.get("CALCULATOR_CACHE")
    if setting == "off" or not hasattr(os, "getuid"):
        return None
    return Path(setting) if setting else _user_folder()


def _ours_alone(status: os.stat_result) -> bool:
    """Whether this user owns the file or folder and nobody else may write to it."""
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _digest(file: Path, content: bytes) -> bytes:
    return hashlib.sha256(file.name.encode() + b"\n" + content).digest()


def store(
    file: Path | None, engine: Engine, statement: object = None, companions: Mapping[str, object] = MappingProxyType({})
) -> None:
    """Write an engine, the statement of its rules and the content of their companion files to a file, whole or not at all.

    Does nothing if the file cannot be written.
    """
    if file is not None:
        for program in engine.programs.values():
            for piece in program.pieces():
                piece.compile()
        outputs = [name for name, _ in engine.outputs]
        rules = _pack((engine.resolved, outputs, engine.programs, statement))
        apart = {name: marshal.dumps(_pack(content)) for name, content in companions.items()}
        _write(file, marshal.dumps((rules, apart)))


def _write(file: Path, content: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_digest(file, content) + content)
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise
        kind = file.name.partition("-")[0]
        others = sorted(file.parent.glob(f"{kind}-*"), key=lambda path: path.lstat().st_mtime, reverse=True)
        for old in others[KEPT[kind] :]:
            old.unlink()


# ---------------------------------------------------------------------- contents
class _Companions(Mapping[str, object]):
    """What each companion file holds, unpacked when it is asked for, since one household needs one of some hundred."""

    def __init__(self, packed: dict[str, bytes], classes: dict[str, type]) -> None:
        self.packed, self.classes = packed, classes

    def __getitem__(self, name: str) -> object:
        return _unpack(marshal.loads(self.packed[name]), self.classes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)


def _pack(value: object) -> Any:
    """A value in types that marshal can write. A marked tuple is a Decimal, a dataclass, or a collection that holds one."""
    if isinstance(value, Decimal):
        return (_MARK, "Decimal", str(value))
    if isinstance(value, dt.date):
        return (_MARK, "date", value.toordinal())
    if dataclasses.is_dataclass(value):
        packed = {field.name: _pack(getattr(value, field.name)) for field in _said(value)}
        plain = {name: part for name, part in packed.items() if not _marked(part)}
        return (_MARK, type(value).__name__, plain, {name: packed[name] for name in packed.keys() - plain.keys()})
    if isinstance(value, str):
        return str(value)
    if isinstance(value, dict):
        items = [(key, _pack(part)) for key, part in value.items()]
        return (_MARK, "dict", items) if any(_marked(part) for _, part in items) else dict(items)
    if isinstance(value, list | tuple):
        parts = type(value)(_pack(part) for part in value)
        return (_MARK, type(value).__name__, parts) if any(map(_marked, parts)) else parts
    return value


def _unpack(packed: Any, classes: dict[str, type]) -> Any:
    """The value that _pack was given."""
    if not _marked(packed):
        return packed
    kind, content = packed[1], packed[2]
    if kind == "Decimal":
        return Decimal(content)
    if kind == "date":
        return dt.date.fromordinal(content)
    if kind == "dict":
        return {key: _unpack(part, classes) for key, part in content}
    if kind in ("list", "tuple"):
        return type(content)([_unpack(part, classes) for part in content])
    return classes[kind](**content, **{name: _unpack(part, classes) for name, part in packed[3].items()})


def _marked(packed: object) -> bool:
    return type(packed) is tuple and len(packed) > 2 and packed[0] == _MARK


def _said(value: Any) -> Iterator[dataclasses.Field[Any]]:
    """The fields to write: those that are cached and differ from their default."""
    for field in dataclasses.fields(value):
        if field.init and field.metadata.get("cached", True):
            content = getattr(value, field.name)
            usual = field.default_factory() if callable(field.default_factory) else field.default
            if type(content) is not type(usual) or content != usual:
                yield field
