"""What many tests read: the rules, read once for each process, and YAML files of cases."""

import datetime as dt
import functools
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

from calculator.calculator import Calculator
from calculator.resources import folder
from calculator.rulebook import Rule

CALCULATOR = Calculator.load()
# No rates: the last day of a school year and the end of a scheme are known well before.
KNOWN_EARLY = ("date", "bool")
LAST_OF_2026 = dt.date(2027, 4, 4)


def yaml_of(file: Path) -> Any:
    """What a YAML file of ours holds, read by the quick parser."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@functools.cache
def known_to(last: dt.date) -> Calculator:
    """A calculator that knows no later year's amounts.

    last: the last day of a tax year as the rules cover it, in the first days of April; its new amounts begin on the first of April or later.
    A test of a year that begins in November 2026 goes on past April 2027. With this its figures stay right when the rates of 2027-28 are added.
    """
    begins = last.replace(day=1)
    later = [rule for rule in CALCULATOR.book.rules.rules.values() if _has_amounts_from(rule, begins)]
    if last == CALCULATOR.last and not later:
        return CALCULATOR
    with tempfile.TemporaryDirectory() as directory:
        rules = Path(shutil.copytree(folder("rules"), Path(directory) / "rules"))
        for name in {rule.place.file for rule in later}:
            # Every scalar stays the text that it is, as for the reader of the rules.
            content = yaml.load((rules / name).read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
            for rule in content["rules"].values():
                _forget(rule, begins)
            (rules / name).write_text(yaml.safe_dump(content, allow_unicode=True, width=10**6), encoding="utf-8")
        statement = rules / "result.yaml"
        text = re.sub("covers_to: .*", f"covers_to: {last}", statement.read_text(encoding="utf-8"))
        statement.write_text(text, encoding="utf-8")
        return Calculator.load(rules)


def calculator_on(day: dt.date) -> Calculator:
    """The calculator for a case of a day: one that knows no amounts after April 2027 if the case is older."""
    return known_to(LAST_OF_2026) if day <= LAST_OF_2026 else CALCULATOR


def _has_amounts_from(rule: Rule, day: dt.date) -> bool:
    return rule.kind == "values" and rule.value_type not in KNOWN_EARLY and rule.versions[-1].start >= day.toordinal()


def _forget(rule: dict[str, Any], begins: dt.date) -> None:
    """Take the amounts from a day on out of a rule, as its file has it."""
    if "values" in rule and rule["unit"] not in KNOWN_EARLY:
        rule["values"] = {day: value for day, value in rule["values"].items() if day < str(begins)}
