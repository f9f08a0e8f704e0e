"""What holds of the code as a whole: one name for one thing, and files and functions that can be read at once."""

import ast
from collections import defaultdict
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "calculator"
TREES = {file.relative_to(PACKAGE): ast.parse(file.read_text()) for file in sorted(PACKAGE.rglob("*.py"))}


def test_no_class_name_is_used_twice() -> None:
    found = defaultdict(list)
    for file, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(str(file))
    assert {name: files for name, files in found.items() if len(files) > 1} == {}


def test_every_room_says_what_it_holds() -> None:
    silent = [str(file) for file, tree in TREES.items() if ast.get_docstring(tree) is None]
    assert silent == []


def test_functions_are_short() -> None:
    """At most about sixty lines: a longer one does more than one thing."""
    long = [
        f"{file}: {node.name}"
        for file, tree in TREES.items()
        if file.parts[0] in ("year", "month", "rulebook", "councils", "contract", "calculator.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 62
    ]
    assert long == []


def test_a_file_of_the_contract_can_be_read_at_once() -> None:
    rooms = {file: len((PACKAGE / file).read_text().splitlines()) for file in TREES if file.parts[0] == "contract"}
    assert {file: lines for file, lines in rooms.items() if lines > 400} == {}
