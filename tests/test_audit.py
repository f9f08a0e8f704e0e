"""The audit of dependencies: faults, licences and the bill of materials. An audit that asked nobody is never taken for a clean one."""

import importlib.machinery
import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import get_spdx_licensing

TOP = Path(__file__).parent.parent
LOADER = importlib.machinery.SourceFileLoader("audit", str(TOP / "tools" / "audit"))


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
    ("found", "code", "told"),
    [
        ([CLEAN], 0, "1 packages audited, 0 faults"),
        ([CLEAN, FAULTY], 1, "jinja2 3.0: PYSEC-1, mended in 3.1"),
        ([CLEAN, UNKNOWN], 0, "1 could not be asked about"),
        ([UNKNOWN], 2, "was NOT audited"),
        ([], 2, "was NOT audited"),
    ],
)
def test_what_is_known_is_told_and_what_was_not_asked_too(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], found: list[dict[str, Any]], code: int, told: str
) -> None:
    assert audit.report("requirements.txt", found) == code
    assert told in capsys.readouterr().out


def test_the_bill_of_materials_is_cyclonedx_and_names_every_package(audit: ModuleType) -> None:
    made = audit.bill_of_materials()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(made)) is None
    pins = re.findall(r"(?m)^([a-z0-9][a-z0-9.-]*)==", (TOP / "requirements.txt").read_text())
    assert [each["name"] for each in made["components"]] == sorted(pins)
    needed = {each["ref"]: each["dependsOn"] for each in made["dependencies"]}
    assert any(ref.startswith("pkg:pypi/werkzeug@") for ref in needed[next(ref for ref in needed if "/flask@" in ref)])
    assert audit.bill_of_materials() == made, "the same packages give the same document"
    broken = {**made, "components": [{"name": "x"}]}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(broken)) is not None


# Who has these alone would ask something of the calculator's own code.
STRONG = ("GPL-", "AGPL-", "SSPL", "EUPL", "OSL-", "CC-BY-SA", "CC-BY-NC")


def is_free_of_copyleft(licence: str) -> bool:
    """Whether one of the licences to choose from asks nothing of code that only uses the package."""
    return any(
        choice and not any(part.strip("() ").startswith(STRONG) for part in choice.split(" AND "))
        for choice in licence.split(" OR ")
    )


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_has_a_licence_that_asks_nothing_of_the_calculator_s_own_code(
    audit: ModuleType, file: str
) -> None:
    index = get_spdx_licensing()
    held = audit.pinned.packages(file)
    assert len(held) > 40
    for each in held:
        assert each.licence, f"{each.name}: nothing says which licence it has"
        assert not index.validate(each.licence).errors, f"{each.name}: {each.licence} is no SPDX expression"
        assert is_free_of_copyleft(each.licence), f"{each.name}: {each.licence}"


@pytest.mark.parametrize(
    ("licence", "free"),
    [("GPL-3.0-only", False), ("MIT AND GPL-2.0-or-later", False), ("", False), ("AGPL-3.0-only OR MIT", True)],
)
def test_a_licence_that_would_bind_the_calculator_is_found(licence: str, free: bool) -> None:
    assert is_free_of_copyleft(licence) == free
