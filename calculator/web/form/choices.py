"""Lists of answers that several questions share, and the words that people type in lines, from choices.yaml."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from calculator.yaml_text import read_plain

_FILE = Path(__file__).with_name("choices.yaml")


class _TypedWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, str]


class _Choices(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    choices: dict[str, dict[str, str]]
    words: dict[str, str]
    typed_periods: _TypedWords
    typed_money: _TypedWords


_read = _Choices.model_validate(read_plain(_FILE.read_bytes(), _FILE.name))
CHOICES = _read.choices
TYPED_WORDS = _read.words
TYPED_PERIODS = _read.typed_periods.words
TYPED_MONEY = _read.typed_money.words
PAY_PERIODS = CHOICES["pay_periods"]
ALL_PERIODS = CHOICES["all_periods"]
WAYS_OF_PAY = CHOICES["ways_of_pay"]
KINDS_OF_INCOME = CHOICES["kinds_of_income"]
PAYDAYS = CHOICES["paydays"]
