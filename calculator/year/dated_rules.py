"""The rules as they stand on each day of one case's year, and what the case settles for the whole year."""

from __future__ import annotations

import copy
import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from calculator.contract.case import Case
from calculator.contract.households import Household, Households, unchanged
from calculator.contract.money import OneOffMoney
from calculator.contract.people import Adult
from calculator.councils.councils import Councils
from calculator.month.change_words import ChangesInWords
from calculator.month.inputs import (
    GivenParts,
    Inputs,
    build_inputs,
    esa_days_counted,
    plan_of,
    whose_scheme,
    with_answers,
)
from calculator.month.open_questions import Answers
from calculator.month.renewal import Renewals
from calculator.month.run import Run
from calculator.month.situation import Place, Situation
from calculator.month.statement import StatedBook
from calculator.month.year_statement import Amount
from calculator.rulebook import Dates, Values, boundaries
from calculator.year.dates import DAY, add_months, birthday, new_rates
from calculator.year.employments import Employment
from calculator.year.periods import period_holding


class DatedRules:
    """The rules of each day for one case.

    `now` is the typical month as it is now; `first` and `last` are the first and last days that the rules cover. `turns` are the days from
    `first` on from which an amount, a formula or a council tax reduction scheme changes. `plan` is what the year needs of the rules.
    `answers` are those to the case's open questions, where they are not the usual ones.
    """

    def __init__(self, stated: StatedBook, councils: Councils, case: Case, now: Run) -> None:
        self.stated, self.engine, self.book, self.councils = stated, stated.engine, stated.rules, councils
        self.statement, self.plan = stated.statement, stated.statement.timeline
        self.renewals = Renewals(stated)
        self.changes = ChangesInWords(stated)
        self.case, self.now = case, now
        self.answers: Answers = ()
        self.first, self.last = self.statement.covers_from, self.statement.covers_to
        named = whose_scheme(councils.register, case)
        self.schemes = councils.schemes(named) if named else ()
        turns = {dt.date.fromordinal(day) for day in boundaries(self.book, self.first.toordinal())}
        turns |= {scheme.starts for scheme in self.schemes}
        self.turns = sorted(day for day in turns if day >= self.first)
        account = case.universal_credit
        self.period_day = account.assessment_period_day if account and account.assessment_period_day else case.date.day
        self._households: dict[int | None, Households] = {}
        self._with_capital: dict[tuple[int | None, int, Decimal], Household] = {}
        self._latest: dict[
            tuple[object, ...], Values
        ] = {}  # the last run of each set of rules for as many people and jobs
        self._parts = GivenParts(plan_of(self.engine))
        later = now.values["state_pension.months_later"]
        self._turns_of_people = self._find_turns_of(unchanged(case), later)
        changing = {day for n in (None, *range(len(case.options))) for day in self._turns_of_changes(n)}
        of_all = self._turns_of_people | changing
        self._all_turns = sorted({*self.turns, *(day for day in of_all if day > self.first)})

    @property
    def first_unknown_rates(self) -> dt.date:
        """The first day of new benefit rates after the last day that the rules cover."""
        return next(day for year in (self.last.year, self.last.year + 1) if (day := new_rates(year)) > self.last)

    def with_student_loans(self, adult: int, plans: tuple[str, ...]) -> DatedRules:
        """The same rules for the same case, but for the student loans that one adult pays back."""
        other = copy.copy(self)
        people = tuple(
            person.model_copy(update={"student_loans": plans}) if number == adult else person
            for number, person in enumerate(self.case.adults)
        )
        other.case = self.case.model_copy(update={"adults": people})
        other._households, other._with_capital = {}, {}
        return other

    def under(self, now: Run, answers: Answers) -> DatedRules:
        """The same rules for the same case with other answers to its open questions. `now` is the typical month now with these answers."""
        other = copy.copy(self)
        other.now, other.answers = now, answers
        return other

    def households(self, option: int | None) -> Households:
        """The household over time in an option, by its place in the case, or as now."""
        found = self._households.get(option)
        if found is None:
            found = self._households[option] = Households(self.case, option)
        return found

    def household(self, option: int | None, day: dt.date) -> Household:
        """The household on a day in an option, or as now, with the money that has come by then in its savings."""
        capital = sum((each.amount for each in self.one_off(option, "capital") if each.date <= day), Decimal(0))
        household = self.households(option).on(day)
        if not capital:
            return household
        key = (option, household.made, capital)
        found = self._with_capital.get(key)
        if found is None:
            found = self._with_capital[key] = household.with_capital(capital)
        return found

    def one_off(self, option: int | None, counts: str | None = None) -> list[OneOffMoney]:
        """The money that comes once in an option, or as now: all of it, or what Universal Credit counts as one thing."""
        money = [*self.case.money, *(self.case.options[option].money if option is not None else ())]
        said = self.statement.one_off_money
        return [each for each in money if counts is None or said.of(each.kind).counts == counts]

    def one_off_pay_for_work(self, option: int | None) -> list[OneOffMoney]:
        """The money that comes once in an option, or as now, and that the weekly limits of other benefits count as pay."""
        said = self.statement.one_off_money
        return [each for each in self.one_off(option) if said.of(each.kind).pay_for_work]

    def one_off_earnings(self, option: int | None, first: dt.date, last: dt.date, adults: int) -> list[Decimal]:
        """What comes once from first to last and counts as pay, for each of so many adults."""
        found = [Decimal(0)] * adults
        for each in self.one_off(option, "earnings"):
            if first <= each.date <= last and each.adult <= adults:
                found[each.adult - 1] += each.amount
        return found

    def person(self, employment: Employment) -> Adult:
        """The holder of a job, as they are when they join the household or, if they are in it from the first, as now."""
        day = employment.joins or min(self.case.date, employment.leaves or self.case.date)
        household = self.household(employment.option, day)
        return household.case.adults[employment.adult]

    def since(self, day: dt.date) -> dt.date:
        """The day from which the rules have been as they are on a day."""
        return self.turns[bisect_right(self.turns, day) - 1]

    def all_since(self, day: dt.date) -> dt.date:
        """The day from which the rules have been as they are on a day, and the people as old."""
        return self._all_turns[bisect_right(self._all_turns, day) - 1]

    def dates(self, day: dt.date) -> Dates:
        """Which day picks the rules on each clock, for a day of the year."""
        day = max(day, self.first)
        period = max(self.first, period_holding(day, self.period_day))
        return {"day": day.toordinal(), "payday": day.toordinal(), "assessment_period": period.toordinal()}

    def amount(self, rule: str, day: dt.date) -> Any:
        """The value that a rule of one value has on a day."""
        return self.engine.amount(rule, None, None, self.dates(day))

    def content(self, name: Amount, day: dt.date) -> Any:
        """One of the timeline's amounts as it stands in the rules on a day: a number, a table or bands."""
        rule = self.book.rules[self.plan.amounts[name]]
        return rule.versions[self.engine.version(rule, None, self.dates(day))].content

    def days(self, name: Amount, day: dt.date) -> dt.timedelta:
        """One of the timeline's amounts that counts days, as it stands on a day."""
        return dt.timedelta(days=int(self.content(name, day)))

    def inputs(self, situation: Situation, dates: Dates, esa_lost: frozenset[int]) -> Inputs:
        """A situation as the rules' inputs, with the days of New Style ESA counted on to its day.

        `esa_lost` are the adults whose New Style ESA has ended for good.
        """
        made = build_inputs(self.stated, self.councils, situation, dates, self._parts)
        asked = {unknown.key: unknown for unknown in made.unknown}
        answered = [(asked[each.key], value) for each, value in self.answers if each.key in asked]
        made.values = values = with_answers(made, answered)
        people = range(len(situation.case.adults))
        values["adult.esa_link_lost"] = [adult in esa_lost for adult in people]
        passed = [max(0, dates["day"] - situation.adult(adult).esa_told.toordinal()) for adult in people]
        counted = zip(values["adult.esa_days_counted"], values["?adult.esa_days_counted"], passed, strict=True)
        values["adult.esa_days_counted"] = [days + since if known else days for days, known, since in counted]
        if situation.other_adults:
            values["household.transitional_ended"] = True
        for name, rule in self.statement.carried.items():
            values[name], values["?" + name] = self.now.total(rule), True
        return made

    def run(self, situation: Situation, dates: Dates, made: Inputs, only: Sequence[str] = ()) -> Run:
        """Work out the rules for a situation: `only` those named and what they depend on, or all."""
        return Run(self.stated, situation, made, self.only(only, dates, made))

    def only(self, names: Sequence[str], dates: Dates, made: Inputs) -> Values:
        """The values of some rules and of what they depend on, or of all rules if none is named.

        Most days and periods differ little from those worked out just before, so the run starts from the last one of the same rules.
        """
        only = tuple(names)
        key = (only, *made.structure.counts.values())
        values = self.engine.run(dates, made.values, made.structure, only=only, base=self._latest.get(key))
        self._latest[key] = values
        return values

    def last_scheme_day(self) -> dt.date | None:
        """The last day of the last council tax reduction scheme held for this household; None if it has no reduction."""
        if not self.schemes or not self.now.total("council_tax.reduction"):
            return None
        return self.schemes[-1].ends

    def turning_days(
        self, employments: tuple[Employment, ...], begins: dt.date | None, option: int | None
    ) -> list[dt.date]:
        """The days after the case's date on which anything differs from the day before, in order.

        `begins` is the day on which the option begins, if there is one.
        """
        days = {*self.turns, *self._turns_of_people, *self._turns_of_changes(option)}
        days |= {change for employment in employments for change in employment.changes()}
        days |= {begins} if begins else set()
        for employment in employments:
            if employment.job.trading_from:
                days |= self._days_after(employment.job.trading_from, "universal_credit.start_up_months")
        return sorted(day for day in days if day > self.case.date)

    def _turns_of_changes(self, option: int | None) -> set[dt.date]:
        """The days on which an option changes the household, and those of what the changes bring."""
        households = self.households(option)
        days = {*households.turns, *(each.date for each in self.one_off(option, "capital"))}
        for day, household in zip(households.turns, list(households)[1:], strict=True):
            nobody: tuple[tuple[Place, ...], ...] = tuple(() for _ in household.adults)
            case = household.case
            situation = Situation(case, day, nobody, None, case.claims, None, None, changed=household)
            dates = self.dates(day)
            made = build_inputs(self.stated, self.councils, situation, dates, self._parts)
            later = self.only(["state_pension.months_later"], dates, made)["state_pension.months_later"]
            named = whose_scheme(self.councils.register, case)
            days |= {scheme.starts for scheme in (self.councils.schemes(named) if named else ())}
            days |= self._find_turns_of(household, later)
        return days

    def _find_turns_of(self, household: Household, later: Sequence[Decimal]) -> set[dt.date]:
        """Birthdays, and the days on which something that a case gives a date for begins or ends.

        `later` tells by how many months the State Pension age of each adult is put off.
        """
        case, account = household.case, household.case.universal_credit
        days: set[dt.date] = set()
        for born in (
            *(adult.date_of_birth for adult in case.adults),
            *(child.date_of_birth for child in case.children),
        ):
            days |= {birthday(born, case.date.year + n) for n in range(-1, 4)} if born else set()
        days |= {debt.ends + DAY for debt in case.deductions if debt.ends}
        for adult, person, months in zip(case.adults, household.adults, later, strict=True):
            if adult.date_of_birth:
                pension_age = int(self.amount("state_pension.from_months", case.date) + months)
                days.add(add_months(adult.date_of_birth, pension_age))
            days |= {adult.start_up_period_ends + DAY} if adult.start_up_period_ends else set()
            counted = esa_days_counted(adult, person.esa_told)
            if counted is not None and adult.new_style_esa and adult.new_style_esa.group != "support":
                days.add(person.esa_told + int(self.amount("esa.most_days", case.date) - counted) * DAY)
            if adult.new_style_jsa and adult.new_style_jsa.from_:
                days.add(adult.new_style_jsa.from_ + int(self.amount("jsa.most_days", case.date)) * DAY)
            days |= {item.from_ for item in adult.other_income if item.from_}
            days |= {item.to + DAY for item in adult.other_income if item.to}
            if adult.medical_evidence_from:
                days |= self._days_after(adult.medical_evidence_from, "universal_credit.wait_months")
        if account and account.benefit_cap_grace_ends:
            days.add(account.benefit_cap_grace_ends + DAY)
        if account and account.award_ended:
            days |= self._days_after(
                account.award_ended, "universal_credit.transitional_gap", "universal_credit.claim_again_months"
            )
        return days

    def _days_after(self, start: dt.date, *rules: str) -> set[dt.date]:
        """The days on which as many months have passed since a day as each of these rules says."""
        return {add_months(start, int(self.amount(rule, self.last))) for rule in rules}
