"""Households that are worked out by hand in these tests, and caseloads that several tests share."""

import copy
from pathlib import Path
from typing import Any

from loaded import CALCULATOR

from calculator.calculator import Calculator
from calculator.contract.case import Case
from calculator.contract.reading import read_case
from calculator.resources import folder

REFORMS = folder("examples") / "reforms"
# Paid by the month, without a workplace pension, so that each step can be written down.
JOB = {"pay": {"amount": 12.71, "per": "hour"}, "pension": None}


def case_of(hours: float = 16, **changed: Any) -> Case:
    """A single person of 34 who lives with others, has Universal Credit and nothing else, and could work so many hours at £12.71."""
    made = {
        "date": "2026-11-30",
        "nation": "england",
        "adults": [{"age": 34}],
        "options": [{"name": "A job", "job": {**copy.deepcopy(JOB), "hours_per_week": hours}}],
    }
    return read_case({**made, **changed})


def amended(name: str) -> Calculator:
    """The rules with one of the example reforms."""
    return Calculator.load(amendments=[Path(REFORMS / name)])


TAPER_50 = amended("taper-50.yaml")
__all__ = ["CALCULATOR", "JOB", "REFORMS", "TAPER_50", "amended", "case_of"]
