"""The changes of an option in words: the place of each by its name, and what is there from then on."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from decimal import Decimal

from calculator.contract import result as out
from calculator.contract.case import Case, HouseholdChange
from calculator.contract.households import Households, begins
from calculator.contract.json_patch import END, steps_of
from calculator.i18n.language import day_said, gettext
from calculator.i18n.numbers import pounds
from calculator.month.statement import StatedBook, in_language
from calculator.month.year_statement import PER_WORDS
from calculator.rulebook import Rule

_ENTITIES = {"adult": "adults.", "child": "children.", "job": "adults.jobs.", "non_dependant": "home.non_dependants."}
_CAPITALS = ("lcw", "lcwra")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class ChangesInWords:
    """The changes of the options of cases, as a rulebook names what they change."""

    def __init__(self, book: StatedBook) -> None:
        self.book, self.statement = book, book.statement.changes

    @functools.cached_property
    def _rules(self) -> dict[str, Rule]:
        """The inputs of the rules by the places of a Case that they come from."""
        inputs = self.book.rules.inputs
        named = [rule for rule in inputs if rule.supplied_from and (rule.each is None or rule.each in _ENTITIES)]
        return {_ENTITIES.get(rule.each or "", "") + str(rule.supplied_from): rule for rule in named}

    def notices(self, case: Case, number: int) -> list[out.Notice]:
        """What an option supposes: the changes that its typical month has in it, those that come later, and what comes of a couple."""
        option, said = case.options[number], self.statement
        if not option.changes:
            return []
        day = case.start_of(option)
        told = [(begins(case, option, change), self._when(case, number, change)) for change in option.changes]
        now = " ".join(words for from_, words in told if from_ <= day)
        later = " ".join(words for from_, words in sorted(told, key=lambda each: each[0]) if from_ > day)
        period, found = in_language(said.words)["period"], []
        for name, title, text, changes in (
            ("changes", said.title, said.text, now),
            ("changes_later", said.later_title, said.later_text, later),
        ):
            if changes:
                whole = f"{gettext(text).format(changes=changes)} {period}"
                source = out.Source(said.source.law, said.source.url)
                found.append(out.Notice(name, "warning", None, gettext(title), whole, "settled", source))
        if any(household.other_adults for household in Households(case, number)):
            source = out.Source(said.couple_source.law, said.couple_source.url)
            title, text = gettext(said.couple_title), gettext(said.couple_text)
            found.append(out.Notice("couple_changes", "warning", None, title, text, "ask", source))
        return found

    def _when(self, case: Case, number: int, change: HouseholdChange) -> str:
        day = begins(case, case.options[number], change)
        return in_language(self.statement.words)["when"].format(day=day_said(day), what=self.what(change))

    # ------------------------------------------------------------------ one change
    def what(self, change: HouseholdChange) -> str:
        """A change without its day, such as "Rent: £500 a month"."""
        words, steps = in_language(self.statement.words), steps_of(change.path)
        place = ".".join(step for step in steps if step != END and not step.isdigit())
        gone = change.op == "remove"
        value = words["nothing"] if gone else self._value(place, change.value)
        numbers = [int(step) + 1 for step in steps if step.isdigit()]
        if len(steps) == 2 and steps[0] in ("adults", "children"):
            verb = "leaves" if gone else "joins" if change.op == "add" else "other"
            if steps[0] == "adults":
                return {
                    "leaves": words["partner_leaves"], "joins": words["partner_joins"], "other": words["partner_other"],
                }[verb].format(value=value)  # fmt: skip
            return {
                "leaves": words["child_leaves"], "joins": words["child_joins"], "other": words["child_other"],
            }[verb].format(value=value, number=numbers[0] if numbers else "")  # fmt: skip
        said = words["is"].format(name=self._title(place), value=value)
        if steps[0] == "children" and numbers:
            return words["of_child"].format(number=numbers[0], what=said)
        return words["of_partner"].format(what=said) if steps[:2] == ("adults", "1") else said

    def _title(self, place: str) -> str:
        """What a place of a Case is called: as the statement or the rules name it, or with the place above it."""
        if place in self.statement.titles:
            return gettext(self.statement.titles[place])
        if place in self._rules:
            return gettext(self._rules[place].title)
        above, _, last = place.rpartition(".")
        known = above in self.statement.titles or above in self._rules
        return self._title(above) if known and last in ("amount", "per") else gettext(last.replace("_", " "))

    def _value(self, place: str, value: object) -> str:
        """A value of a Case in words. Parts that are not given are left out."""
        words = in_language(self.statement.words)
        if value is None or value in ([], {}):
            return words["nothing"]
        if isinstance(value, bool):
            return words["yes"] if value else words["no"]
        if isinstance(value, int | float | Decimal):
            return self._number(place, Decimal(str(value)))
        if isinstance(value, str):
            return self._text(place, value)
        if isinstance(value, list | tuple):
            return "; ".join(self._value(place, each) for each in value)
        return self._parts(place, value) if isinstance(value, dict) else str(value)

    def _number(self, place: str, number: Decimal) -> str:
        last, rule = place.rpartition(".")[2], self._rules.get(place)
        money = (
            last == "amount"
            or place == "savings"
            or (rule is not None and rule.value_type == "number" and rule.unit[0] == 1)
        )
        return pounds(number) if money else f"{number.normalize():f}"

    def _text(self, place: str, text: str) -> str:
        if _DAY.fullmatch(text):
            return day_said(dt.date.fromisoformat(text))
        if place in ("council", "brma") or place.endswith(".name"):
            return text
        if place == "per" or place.endswith(".per"):
            return in_language(self.book.statement.timeline.words)[PER_WORDS[text]]
        return text.upper() if text in _CAPITALS else gettext(text.replace("_", " "))

    def _parts(self, place: str, value: dict[str, object]) -> str:
        """The parts of an object: its money first, then every other part with its name."""
        said = []
        amount, per = value.get("amount"), value.get("per")
        if isinstance(amount, int | float) and isinstance(per, str):
            said.append(f"{self._number('amount', Decimal(str(amount)))} {self._text('per', per)}")
        for name, part in value.items():
            if part is None or part in ([], {}) or (said and name in ("amount", "per")):
                continue
            below = f"{place}.{name}" if place else name
            said.append(f"{self._title(below)}: {self._value(below, part)}")
        return ", ".join(said)


def on_days(case: Case, number: int) -> Iterator[tuple[dt.date, HouseholdChange]]:
    """The changes of an option with their days."""
    option = case.options[number]
    yield from ((begins(case, option, change), change) for change in option.changes)
