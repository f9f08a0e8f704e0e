"""What many tests read: the rules, read once for each process, and YAML files of cases."""

from pathlib import Path
from typing import Any

import yaml

from calculator.calculator import Calculator

CALCULATOR = Calculator.load()


def yaml_of(file: Path) -> Any:
    """What a YAML file of ours holds, read by the quick parser."""
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
