"""Amounts that are set anew each year, and the lines of a result that still use last year's figure of one.

An amount that began anew in each of several years is due again in the next. If the rules have no figure for that year, they go on with the
one before it, and a result says for which of its lines.
"""

from __future__ import annotations

import datetime as dt

from calculator.contract import result as out
from calculator.i18n.language import gettext
from calculator.month.run import Run, title_of
from calculator.month.statement import StatedBook, StatementLine
from calculator.rulebook import ENDED, Explanation, Rule

YEARLY = 3  # an amount that began anew in so many years on end is due again in the next
_LATE = 3  # for so many years an amount that is due is waited for


def year_of_rates(day: dt.date) -> int:
    """The tax year that a figure which begins on a day is for. Rates for April begin from the 1st to the 12th."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


def tax_year(day: dt.date) -> int:
    """The year in which the tax year of a day began."""
    return day.year if (day.month, day.day) >= (4, 6) else day.year - 1


def is_yearly(rule: Rule, year: int) -> bool:
    """Whether an amount is to have a figure of its own for a tax year, by the years before in which it began anew."""
    began = years_begun(rule)
    newest = max((each for each in began if each < year), default=0)
    on_end = newest >= year - _LATE and set(range(newest - YEARLY + 1, newest + 1)) <= began
    return rule.kind == "values" and (on_end or {year - 1, year + 1} <= began)


def is_due(rule: Rule, year: int, day: int) -> bool:
    """Whether an amount that is in force on a day (a proleptic ordinal) is to have a figure for a tax year, and has none."""
    at = rule.version_at(day)
    in_force = at >= 0 and rule.versions[at].content != ENDED
    return in_force and year not in years_begun(rule) and is_yearly(rule, year)


def years_begun(rule: Rule) -> set[int]:
    """The tax years in which a rule began anew."""
    return {year_of_rates(dt.date.fromordinal(version.start)) for version in rule.versions if version.start > 1}


class Renewals:
    """The lines of a position that use last year's figure of an amount, because the rules have none for the tax year of its day."""

    def __init__(self, book: StatedBook) -> None:
        self.book = book
        self._amounts: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def _of(self, day: dt.date) -> tuple[frozenset[str], frozenset[str]]:
        """The amounts that are due in the tax year of a day and have no figure for it, and those that have one."""
        year = tax_year(day)
        if year not in self._amounts:
            numbers = [rule for rule in self.book.rules.rules.values() if rule.value_type == "number"]
            rules = [rule for rule in numbers if is_yearly(rule, year)]
            due = frozenset(rule.name for rule in rules if is_due(rule, year, day.toordinal()))
            known = frozenset(rule.name for rule in rules if year in years_begun(rule))
            self._amounts[year] = due, known
        return self._amounts[year]

    def notices(self, run: Run) -> list[out.Notice]:
        """A notice that names the lines which still use last year's amounts; none if there are no such lines.

        After the last day that the rules cover, another notice says that no rates are known. There this one is only for a year of
        which some amounts are known.
        """
        text = self.text(run)
        title = gettext("Some amounts are those of last year")
        return [out.Notice("last_years_amounts", "information", None, title, text, "depends", None)] if text else []

    def text(self, run: Run) -> str | None:
        """The text of that notice."""
        day = run.situation.date
        due, known = self._of(day)
        if not due or not run.figures_given():
            return None
        shown = [line for line, _amount, _pence in run.amounts]
        used = Explanation(run.engine, run.values, [line.rule for line in shown]).amounts()
        late = [line for line in shown if any(_is_of(name, line) for name in used & due)]
        if not late or (day > self.book.statement.covers_to and not used & known):
            return None
        year = tax_year(day)
        titles = dict.fromkeys(title_of(line, run.situation.case.nation) for line in late)
        words = gettext("The amounts of %(year)s are not known yet for: %(lines)s. We used the latest that are.")
        return words % {"year": f"{year}-{(year + 1) % 100:02}", "lines": ", ".join(titles)}


def _is_of(amount: str, line: StatementLine) -> bool:
    """Whether an amount is one of a line's own benefit, and not of one that counts as income for it or of something else that it uses."""
    own, subject = line.rule.rpartition(".")[0], amount.rpartition(".")[0]
    return subject == own or subject.startswith(f"{own}_")
