"""A cache of the compiled rules, so that a process that runs once need not read and check the rule files again.

The cache is optional. If its folder cannot be written, or the file is missing, damaged or made for other rules, the rules
are read and compiled as usual.

A file begins with a SHA-256 digest over its own name and every byte that follows. The digest is checked before anything else
is read, so damage cannot change a figure or crash the interpreter. The name is itself a digest of the rules, of this
package's code and of the Python version, so a file made for others of these is never used.

The digest does not protect against a person who can write to the folder: that person could write a digest to match, and the file
holds code. The checks of owner and permissions are there for that: the file and its folder must belong to the user who runs the
process, and nobody else may have write permission. Somebody who can write there in spite of them (the superuser, or
another process of the same user) could as well change this package. Besides, reading makes only this package's own classes and plain
values.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import io
import marshal
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any

from calculator import yaml_text
from calculator.rulebook.run.compile import Engine

KEPT = {"rules": 5, "code": 40}  # files of each kind in the folder; the oldest are removed
MOST_BYTES = 64_000_000  # about 50 times what the rules need
_DIGEST_BYTES = 32
_PACKAGE = Path(__file__).parent.parent
_PROTOCOL = 5
_OWN = f"{__name__.partition('.')[0]}."
# What a file may be made of besides the classes of this package.
_ALLOWED = {("builtins", "str"), ("datetime", "date"), ("decimal", "Decimal"), ("marshal", "loads")}


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
def load(file: Path | None) -> tuple[Engine, Any, Mapping[str, object]] | None:
    """The engine, the statement and the content of the companion files that a file holds.

    None if there is no file, or it is damaged or could have been written by others.
    """
    content = _read(file) if file else None
    if not content:
        return None
    try:
        resolved, outputs, programs, statement, companions = _unpack(content)
    except pickle.UnpicklingError:
        return None
    engine = Engine(resolved, outputs)
    engine.programs = programs
    return engine, statement, _Companions(companions)


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
        apart = {name: _pack(content) for name, content in companions.items()}
        _write(file, _pack((engine.resolved, outputs, engine.programs, statement, apart)))


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

    def __init__(self, packed: dict[str, bytes]) -> None:
        self.packed = packed

    def __getitem__(self, name: str) -> object:
        return _unpack(self.packed[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)


class _Packer(pickle.Pickler):
    """Writes dataclasses by what their constructors take, code as marshal has it, and every kind of text as plain text."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, CodeType):
            return marshal.loads, (marshal.dumps(value),)
        if isinstance(value, str):
            return str, (str(value),)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return _made, (type(value), *_given(value))
        return NotImplemented


class _Unpacker(pickle.Unpickler):
    """Reads what _Packer wrote, and makes nothing but this package's own classes and a few plain values."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _ALLOWED or module.startswith(_OWN):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a cache of rules")


def _pack(value: object) -> bytes:
    out = io.BytesIO()
    _Packer(out, _PROTOCOL).dump(value)
    return out.getvalue()


def _unpack(content: bytes) -> Any:
    """The value that _pack was given."""
    return _Unpacker(io.BytesIO(content)).load()


def _made(kind: Callable[..., object], given: tuple[object, ...], named: dict[str, object]) -> object:
    return kind(*given, **named)


def _given(value: Any) -> tuple[tuple[object, ...], dict[str, object]]:
    """What the constructor of a dataclass takes to make this object: by position, and by name. What is not cached keeps its default."""
    given: list[object] = []
    named: dict[str, object] = {}
    for field in dataclasses.fields(value):
        if field.init:
            usual = field.default_factory() if callable(field.default_factory) else field.default
            content = getattr(value, field.name) if field.metadata.get("cached", True) else usual
            if field.kw_only:
                named[field.name] = content
            else:
                given.append(content)
    return tuple(given), named
