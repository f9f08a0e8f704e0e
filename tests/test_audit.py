"""The audit of dependencies: a known fault fails, and an audit that asked nobody is never taken for a clean one."""

import importlib.machinery
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

LOADER = importlib.machinery.SourceFileLoader("audit", str(Path(__file__).parent.parent / "tools" / "audit"))


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_loader("audit", LOADER)
    assert spec
    made = importlib.util.module_from_spec(spec)
    LOADER.exec_module(made)
    return made


CLEAN: dict[str, Any] = {"name": "flask", "version": "3.1", "vulns": []}
FAULTY: dict[str, Any] = {"name": "jinja2", "version": "3.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1"]}]}
UNKNOWN: dict[str, Any] = {"name": "own", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "faults", "told"),
    [
        ([CLEAN], 0, "1 packages audited, 0 faults"),
        ([CLEAN, FAULTY], 1, "jinja2 3.0: PYSEC-1, mended in 3.1"),
        ([CLEAN, UNKNOWN], 0, "1 could not be asked about"),
        ([UNKNOWN], 0, "was NOT audited"),
        ([], 0, "was NOT audited"),
    ],
)
def test_what_is_known_is_told_and_what_was_not_asked_too(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], found: list[dict[str, Any]], faults: int, told: str
) -> None:
    assert audit.report("requirements.txt", found) == faults
    assert told in capsys.readouterr().out
