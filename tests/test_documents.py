"""Everything that can be set, and every key of the rules that Python reads, is described in the documents."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from calculator.rulebook.language.functions import FUNCTIONS
from calculator.rulebook.read.keys import NOTICE_KEYS, RULE_KEYS
from calculator.rulebook.read.notices import CONFIDENCES, KINDS, SEVERITIES
from calculator.yaml_text import read_plain

TOP = Path(__file__).parent.parent
TEXTS = {str(file.relative_to(TOP)): file.read_text() for file in sorted((TOP / "docs").rglob("*.md"))}
STATEMENT = read_plain((TOP / "rules" / "result.yaml").read_bytes(), "result.yaml")["statement"]
# Lists whose items all have the same keys, and which the documents describe key by key.
LISTS = {"lines", "limits", "open_questions", "actions"}
# Groups whose keys are the fields, lines, prefixes and texts of this rulebook, so that the group alone is described.
GROUPS_OF_NAMES = {
    "carried",
    "subjects",
    "titles",
    "universal_credit",
    "housing_benefit",
    "amounts",
    "by_day",
    "weekly_limits",
    "weekly_hours",
    "payments",
    "words",
    "assumptions",
    "checks",
}


def described(name: str, text: str) -> bool:
    """Whether a text has a name in code, alone or with what follows it (`--workers N`)."""
    return re.search(rf"`{re.escape(name)}[`: ]", text) is not None


def keys_of(part: Mapping[str, Any]) -> Iterator[str]:
    for key, value in part.items():
        yield key
        if isinstance(value, dict) and key not in GROUPS_OF_NAMES:
            yield from keys_of(value)
        elif key in LISTS:
            yield from {name for item in value for name in item}


def test_every_key_of_the_statement_is_described() -> None:
    text = TEXTS["docs/result-statement.md"] + TEXTS["docs/open-questions.md"]
    keys = set(keys_of(STATEMENT))
    assert {"lines", "pay_limit", "tries", "anchor", "checks"} <= keys
    assert sorted(key for key in keys if not described(key, text)) == []


def test_every_environment_variable_is_described() -> None:
    code = [*(TOP / "calculator").rglob("*.py"), *(TOP / "deploy").iterdir()]
    names = {name for file in code for name in re.findall(r"CALCULATOR_[A-Z]+(?:_[A-Z]+)*", file.read_text())}
    assert "CALCULATOR_KEY" in names
    assert sorted(name for name in names if not described(name, TEXTS["docs/operations.md"])) == []


def test_every_option_of_serve_is_described() -> None:
    program = [sys.executable, "-m", "calculator", "serve", "--help"]
    told = subprocess.run(program, cwd=TOP, check=True, capture_output=True, text=True).stdout
    options = set(re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", told)) - {"--help"}
    assert "--workers" in options
    assert sorted(option for option in options if not described(option, TEXTS["docs/operations.md"])) == []


@pytest.mark.parametrize("names", [NOTICE_KEYS, KINDS, SEVERITIES, CONFIDENCES])
def test_every_key_and_kind_of_notice_is_described(names: Mapping[str, Any] | frozenset[str]) -> None:
    guide = TEXTS["docs/how-to-write-a-rule.md"]
    notices = guide[guide.index("## Notices") : guide.index("## Steps")]
    assert sorted(name for name in names if not described(name, notices)) == []


def test_every_key_of_a_rule_and_every_function_is_described() -> None:
    guide = TEXTS["docs/how-to-write-a-rule.md"]
    assert sorted(name for name in RULE_KEYS if not described(name, guide)) == []
    assert sorted(name for name in FUNCTIONS if f"`{name}(" not in guide) == []


def test_every_document_is_in_the_list_of_documents() -> None:
    missing = [file.name for file in (TOP / "docs").glob("*.md") if f"({file.name})" not in TEXTS["docs/README.md"]]
    assert [name for name in missing if name != "README.md"] == []


def test_the_table_of_coverage_is_the_same_in_every_run(tmp_path: Path) -> None:
    """With a new year that has few figures yet, the table has many gaps to put in order."""
    year = tmp_path / "year.yaml"
    year.write_text("statement: {covers_to: 2028-04-02}\n")
    program = [sys.executable, "-m", "calculator", "rules", "list", "--coverage", "--amend", str(year)]
    told = {
        subprocess.run(
            program, cwd=TOP, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert "The figure of 2027-28" in told.pop()


def test_every_command_of_make_is_in_the_document_of_commands() -> None:
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    commands = (TOP / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"| `make {target}` |" not in commands] == []
