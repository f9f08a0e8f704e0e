"""Lists of answers that several questions share, from choices.yaml."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.yaml_text import read_model

_FILE = Path(__file__).with_name("choices.yaml")


class _Choices(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    choices: dict[str, dict[str, str]]


CHOICES = read_model(_FILE, _Choices).choices
PAY_PERIODS = CHOICES["pay_periods"]
ALL_PERIODS = CHOICES["all_periods"]
WAYS_OF_PAY = CHOICES["ways_of_pay"]
KINDS_OF_INCOME = CHOICES["kinds_of_income"]
PAYDAYS = CHOICES["paydays"]
