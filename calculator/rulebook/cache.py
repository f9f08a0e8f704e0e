"""The compiled rules kept on disk, so that a short-lived process need not read and check them again.

Optional in every way: without a folder that can be written, with a damaged file or with other rules, everything is worked out
afresh. The file is JSON (nothing is unpickled), named by the fingerprint of the rules and of this package's own files, written
whole or not at all, and used only where it and its folder belong to this user alone. Compiled code in it is for this very interpreter
(its version is in the name) and is used only where its digest agrees.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import marshal
import os
import stat
import sys
import tempfile
import types
from decimal import Decimal
from pathlib import Path
from typing import Any

from calculator.rulebook.compile import Engine, Program, Slice
from calculator.rulebook.errors import Place
from calculator.rulebook.model import (
    ENDED,
    Bands,
    Branch,
    Formula,
    Notice,
    Rule,
    Rulebook,
    Source,
    Table,
    Thing,
    Version,
)
from calculator.rulebook.resolve import Resolved, Typed

KEPT = 5  # files; older ones are removed


def cache_file(fingerprint: str) -> Path | None:
    """Where the compiled form of these rules is kept; None where nothing may be kept."""
    if os.environ.get("CALCULATOR_CACHE") == "off":
        return None
    base = os.environ.get("CALCULATOR_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "benefits-calculator"
    )
    digest = hashlib.sha256(fingerprint.encode() + sys.version.encode())
    package = Path(__file__).parent
    for path in sorted(package.glob("*.py")):
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return Path(base) / f"rules-{digest.hexdigest()[:32]}.json"


def read(file: Path | None) -> dict[str, Any] | None:
    """What a file holds, where it is there, ours and whole."""
    if file is None:
        return None
    try:
        for path in (file, file.parent):
            status = path.stat()
            if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or status.st_uid != os.getuid():
                return None
        kept = json.loads(file.read_bytes())
        return kept if isinstance(kept, dict) else None
    except (OSError, ValueError, AttributeError, RecursionError):
        return None


def write(file: Path | None, kept: dict[str, Any]) -> None:
    """Write a file whole or not at all; silent where it cannot be."""
    if file is None:
        return
    with contextlib.suppress(OSError, ValueError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(kept, out, separators=(",", ":"))
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise
        others = sorted(file.parent.glob("rules-*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in others[KEPT:]:
            old.unlink()


# ---------------------------------------------------------------------- to JSON
def pack(engine: Engine) -> dict[str, Any]:
    """The whole of an engine as JSON: rules, meaning, and the code made so far."""
    book, resolved = engine.book, engine.resolved
    return {
        "things": [[t.name, t.title, t.slots, t.of, t.order, t.period_by, t.per_year] for t in book.things.values()],
        "rules": [_pack_rule(rule) for rule in book.rules.values()],
        "notices": [_pack_notice(notice) for notice in book.notices.values()],
        "statement": book.statement,
        "fingerprint": book.fingerprint,
        "amendments": list(book.amendments),
        "outputs": [name for name, _ in engine.outputs],
        "refers": {name: sorted(used, key=str) for name, used in resolved.refers.items()},
        "daily": sorted(resolved.daily),
        # Each kept as text inside the JSON: it is read only where something beyond the kept programs is wanted.
        "typed": {
            f"{name} {version}": json.dumps(tree, separators=(",", ":"))
            for (name, version), tree in resolved.typed.items()
        },
        "programs": [[list(key), _pack_program(program)] for key, program in engine.programs.items()],
    }


def _pack_rule(rule: Rule) -> list[Any]:
    source = [rule.source.law, rule.source.url] if rule.source else None
    return [
        rule.name, rule.title, rule.kind, rule.unit_text, rule.place.file, rule.place.line, list(rule.unit), rule.value_type, rule.form,
        rule.each, rule.clock, source, rule.explain, rule.note, rule.step, list(rule.choices), list(rule.by), rule.let,
        [[version.start, _pack_content(version.content)] for version in rule.versions],
        _pack_scalar(rule.default), _pack_scalar(rule.lowest), _pack_scalar(rule.highest), rule.supplied_from, rule.hidden,
    ]  # fmt: skip


def _pack_scalar(value: Any) -> Any:
    return ["d", str(value)] if isinstance(value, Decimal) else value


def _pack_content(content: Any) -> Any:
    if isinstance(content, Formula):
        return {"formula": [[branch.when_text, branch.give_text] for branch in content.branches]}
    if isinstance(content, Bands):
        return {"bands": [[str(low), str(rate)] for low, rate in content.rows]}
    if isinstance(content, Table):
        return {"table": content.file, "cells": [[*key, str(value)] for key, value in content.cells.items()]}
    if isinstance(content, dict):
        return {"keyed": {key: str(value) for key, value in content.items()}}
    return _pack_scalar(content)


def _pack_notice(notice: Notice) -> list[Any]:
    source = [notice.source.law, notice.source.url] if notice.source else None
    return [
        notice.name, notice.kind, notice.place.file, notice.place.line, notice.title, notice.text, notice.severity, notice.confidence, source,
        notice.each, notice.only_option, notice.path, list(notice.missing), notice.when, notice.unless_now, notice.fills, notice.value_per_year,
        notice.worth_up_to, notice.falls_with_income, list(notice.depends),
    ]  # fmt: skip


def _pack_code(code: types.CodeType) -> list[str]:
    content = marshal.dumps(code)
    return [base64.b64encode(content).decode(), hashlib.sha256(content).hexdigest()]


def _pack_program(program: Program) -> dict[str, Any]:
    return {
        "order": program.order,
        "inputs": program.inputs,
        "slots": program.slots,
        "source": program.source,
        "code": _pack_code(program.code),
        "constants": {
            name: [str(part) for part in value] if isinstance(value, tuple) else str(value)
            for name, value in program.constants.items()
        },
        "slices": [
            [
                list(key[0]),
                list(key[1]),
                piece.inputs,
                piece.constants,
                piece.outputs,
                piece.source,
                _pack_code(piece.code),
                {name: [float(part) for part in value] for name, value in piece.arrays.items()},
            ]
            for key, piece in program.slices.items()
        ],
    }


# ---------------------------------------------------------------------- from JSON
def unpack(kept: dict[str, Any]) -> Engine:
    """An engine as it was packed. Raises where the JSON is not of this shape."""
    things = {row[0]: Thing(*row) for row in kept["things"]}
    rules = {row[0]: _unpack_rule(row) for row in kept["rules"]}
    notices = {row[0]: _unpack_notice(row) for row in kept["notices"]}
    book = Rulebook(things, rules, notices, kept["statement"], kept["fingerprint"], tuple(kept["amendments"]))
    refers = {name: {(used[0], used[1]) for used in row} for name, row in kept["refers"].items()}
    resolved = Resolved(book, _KeptTrees(kept["typed"]), refers, set(kept["daily"]))
    engine = Engine(resolved, kept["outputs"])
    for key, row in kept["programs"]:
        engine.programs[tuple(key)] = _unpack_program(row)
    return engine


class _KeptTrees(dict[tuple[str, int], Typed]):
    """Typed trees by rule and version, each read from its text when it is first asked for."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__()
        self.texts = texts

    def __missing__(self, key: tuple[str, int]) -> Typed:
        tree: Typed = tuples(json.loads(self.texts[f"{key[0]} {key[1]}"]))
        self[key] = tree
        return tree

    def items(self) -> Any:
        for text in self.texts:
            name, _, version = text.rpartition(" ")
            self[(name, int(version))]
        return super().items()


def tuples(value: Any) -> Any:
    """Lists as the tuples they were."""
    return tuple(tuples(part) for part in value) if isinstance(value, list) else value


def _unpack_rule(row: list[Any]) -> Rule:
    (
        name, title, kind, unit_text, file, line, unit, value_type, form, each, clock, source, explain, note, step, choices, by, let, versions,
        default, lowest, highest, supplied_from, hidden,
    ) = row  # fmt: skip
    return Rule(
        name, title, kind, unit_text, Place(file, line), tuple(unit), value_type, form, each, clock, Source(*source) if source else None, explain,
        note, step, tuple(choices), tuple(by), let, [Version(start, _unpack_content(content)) for start, content in versions], [],
        _unpack_scalar(default), _unpack_scalar(lowest), _unpack_scalar(highest), supplied_from, hidden,
    )  # fmt: skip


def _unpack_scalar(value: Any) -> Any:
    return Decimal(value[1]) if isinstance(value, list) else value


def _unpack_content(content: Any) -> Any:
    if not isinstance(content, dict):
        return content if content == ENDED else _unpack_scalar(content)
    if "formula" in content:
        return Formula(tuple(Branch(when, give) for when, give in content["formula"]))
    if "bands" in content:
        return Bands(tuple((Decimal(low), Decimal(rate)) for low, rate in content["bands"]))
    if "table" in content:
        return Table(content["table"], {tuple(row[:-1]): Decimal(row[-1]) for row in content["cells"]})
    return {key: Decimal(value) for key, value in content["keyed"].items()}


def _unpack_notice(row: list[Any]) -> Notice:
    (
        name, kind, file, line, title, text, severity, confidence, source, each, only_option, path, missing, when, unless_now, fills, value_per_year,
        worth_up_to, falls_with_income, depends,
    ) = row  # fmt: skip
    return Notice(
        name, kind, Place(file, line), title, text, severity, confidence, Source(*source) if source else None, each, only_option, path,
        tuple(missing), when, unless_now, fills, value_per_year, worth_up_to, falls_with_income, tuple(depends),
    )  # fmt: skip


def _unpack_program(row: dict[str, Any]) -> Program:
    constants = {
        name: tuple(Decimal(part) for part in value) if isinstance(value, list) else Decimal(value)
        for name, value in row["constants"].items()
    }
    order = [(name, clock) for name, clock in row["order"]]
    program = Program(order, row["inputs"], [tuples(slot) for slot in row["slots"]], row["source"], constants)
    program._code = _unpack_code(row["code"])
    for varying, outputs, inputs, fixed, found, source, code, arrays in row["slices"]:
        piece = Slice(
            inputs, [(name, clock) for name, clock in fixed], [(name, clock) for name, clock in found], source, arrays
        )
        piece._code = _unpack_code(code)
        program.slices[(tuple(varying), tuple(outputs))] = piece
    return program


def _unpack_code(kept: list[str]) -> types.CodeType | None:
    """Compiled code, only where it is whole to the byte: damaged code could bring the interpreter down."""
    content = base64.b64decode(kept[0])
    if hashlib.sha256(content).hexdigest() != kept[1]:
        return None
    code = marshal.loads(content)
    return code if isinstance(code, types.CodeType) else None
