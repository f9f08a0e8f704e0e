"""The timeline of each option: its payments, months, what to do and when, and what-ifs, beside the year that it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from calculator.contract import result as out
from calculator.contract.case import Option
from calculator.i18n.language import day_said
from calculator.month.run import Run
from calculator.month.statement import in_language
from calculator.month.year_statement import YearAssumption
from calculator.year.actions import actions, changes
from calculator.year.awards import BEYOND, AwardPeriod
from calculator.year.dates import DAY, WEEK
from calculator.year.employments import Employment
from calculator.year.ledger import Ledger
from calculator.year.months import CHECKPOINTS, checkpoints, days, months, totals
from calculator.year.paye import Code, tax_year
from calculator.year.payments import CourseYear, Payment
from calculator.year.periods import period_holding
from calculator.year.what_ifs import happening

# A payday that is taken as usual can be this far from the real one.
_NEAR = 3 * DAY
# Events that are not payments come after the payments of their day.
_NOT_PAYMENTS = ("tell", "deadline", "change")


class Timelines:
    """Timelines of the options of one case. A year that several options need is worked out once for each start."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.case = ledger, ledger.case
        self._years: dict[tuple[int | None, dt.date], CourseYear] = {}
        named = {option.name: number for number, option in enumerate(self.case.options)}
        self._base = named.get(self.case.compare_with)

    def of_option(self, number: int, now: Run, then: Run, a_month: Decimal) -> tuple[out.Timeline, out.Year]:
        """The timeline of an option by its place in the case, and the sums of its year.

        `now` and `then` are the typical months as now and in the option. `a_month` is what its first periods bring a month on average.
        """
        chosen = self.case.options[number]
        starts, last = self.case.start_of(chosen), self._last_day(chosen)
        course = self.ledger.courses.claiming(number)
        year, base = self._year(number, starts, last), self._year(self._base, starts, last)
        timeline = self._timeline(year, base, now, then, chosen.ends)
        for what_if in chosen.what_if:
            changed, day, ends = happening(self.ledger.courses, course, what_if, starts)
            other = self._timeline(CourseYear(self.ledger, changed, starts, last), base, now, then, ends)
            other.kind, other.date = what_if.kind, day
            timeline.what_if.append(other)
        return timeline, totals(timeline, year, base, a_month)

    def _last_day(self, chosen: Option) -> dt.date:
        """The last day of the 52 weeks from an option's start."""
        return self.case.start_of(chosen) + CHECKPOINTS[-1] * WEEK - DAY

    def _year(self, number: int | None, starts: dt.date, last: dt.date) -> CourseYear:
        """The year of an option by its place in the case, or the year as now, from the start of an option."""
        key = (number, starts)
        if key not in self._years:
            courses = self.ledger.courses
            course = courses.as_now() if number is None else courses.claiming(number)
            self._years[key] = CourseYear(self.ledger, course, starts, last)
        return self._years[key]

    def _timeline(self, year: CourseYear, base: CourseYear, now: Run, then: Run, ends: dt.date | None) -> out.Timeline:
        by_month = list(months(year, base))
        points, lowest = days(self.case, year, base, now)
        since = [month for month in by_month if month.month >= f"{year.starts:%Y-%m}"]
        events = [*map(_event, year.payments), *actions(year, now, then, ends), *changes(year)]
        return out.Timeline(
            assessment_periods=[_period(each) for each in year.periods],
            events=sorted(events, key=lambda event: (event.date, event.kind in _NOT_PAYMENTS)),
            months=by_month,
            checkpoints=checkpoints(year, base, year.starts),
            lowest=lowest,
            days=points,
            first_better_off_month=next((month.month for month in since if month.difference > 0), None),
        )

    # ------------------------------------------------------------------ what was taken as given
    def assumptions(self, open_: bool) -> Iterator[out.Assumption]:
        """What the timelines take for granted because the case does not say. `open_`: a question has several answers."""
        texts = in_language(self.ledger.rules.plan.assumptions)
        scheme_ends = self.ledger.rules.last_scheme_day()
        found = [
            *self._of_household(open_, scheme_ends),
            *self._of_jobs(),
            *self._of_tax_so_far(),
            *self._of_childcare(),
        ]
        given = {"day": day_said(scheme_ends or self.case.date)}
        change = self.ledger.rules.councils.register.change_of(self.case)
        if change is not None:
            given |= change.said
            if any(self._last_day(option) > change.ends for option in self.case.options):
                found.append(("council_changes", "/council"))
        codes = self._tax_codes()
        found += [("tax_code", path) for path in codes]
        for name, path in dict.fromkeys(found):
            yield out.Assumption(name, path, texts[name].format(**given, code=codes.get(path)))

    def _of_household(self, open_: bool, scheme_ends: dt.date | None) -> Iterator[tuple[YearAssumption, str]]:
        case, account = self.case, self.case.universal_credit
        if open_:
            yield "one_answer", "/views"
        # A claim that an option makes begins on a day that is known.
        claimed_now = case.claims is None or case.claims.universal_credit is not False
        if claimed_now and not (account and account.assessment_period_day):
            yield "assessment_period_day", "/universal_credit"
        if not case.paydays:
            yield "payment_days", "/paydays"
        if not case.everyday_spending:
            yield "everyday_spending", "/everyday_spending"
        if case.bank_balance is None:
            yield "bank_balance", "/bank_balance"
        if scheme_ends and any(self._last_day(option) > scheme_ends for option in case.options):
            yield "council_tax_scheme", "/council" if case.council else "/nation"

    def _of_jobs(self) -> Iterator[tuple[YearAssumption, str]]:
        employments = list(self.ledger.courses.jobs_now)
        for number in range(len(self.case.options)):
            yield from self._of_pays_after_p45(number)
            employments += [each for each in self.ledger.courses.of_option(number).employments if each.new]
        for employment in employments:
            job, pointer = employment.job, employment.pointer
            if not job.is_trade and job.first_payday is None:
                yield "first_payday", f"{pointer}/first_payday"
                if job.payday is None and self._is_paid_near_a_turn(employment):
                    yield "payday_near_a_period", f"{pointer}/payday"
            if self._moves_into_another_period(employment):
                yield "payday_moved", f"{pointer}/payday"
            if employment.goes_on:
                yield "same_employer", f"{pointer}/name"
            elif employment.new and job.pay and job.starter_statement is None and job.tax_code is None:
                yield "starter_statement", f"{pointer}/starter_statement"

    def _tax_codes(self) -> dict[str, str]:
        """The first tax code of each job that the case does not give, by the pointer to where it would be given."""
        found: dict[str, str] = {}
        for number, option in enumerate(self.case.options):
            until = self._last_day(option) + BEYOND
            for employment in self.ledger.courses.of_option(number).employments:
                if employment.job.tax_code or self.ledger.rules.person(employment).tax_code:
                    continue
                pays = self.ledger.payroll.pays(employment, until)
                code = next((pay.code for pay in pays if pay.code and pay.date >= self.case.date), None)
                if code is not None:
                    found.setdefault(f"{employment.pointer}/tax_code", _said(code, employment))
        return found

    def _of_pays_after_p45(self, number: int) -> Iterator[tuple[YearAssumption, str]]:
        """The jobs of an option that pay something after the P45 has been given."""
        until = self._last_day(self.case.options[number]) + BEYOND
        for employment in self.ledger.courses.of_option(number).employments:
            if any(pay.after_p45 for pay in self.ledger.payroll.pays(employment, until)):
                yield "pay_after_p45", f"{employment.pointer}/pays"

    def _is_paid_near_a_turn(self, employment: Employment) -> bool:
        """Whether a usual monthly payday is so close to the start of an assessment period that another day can be in another one."""
        rules = self.ledger.rules
        if not employment.paid_by_the_month or not rules.now.inputs.values["household.claims_universal_credit"]:
            return False
        until = max(map(self._last_day, self.case.options)) + BEYOND
        return any(
            period_holding(pay.date - _NEAR, rules.period_day) != period_holding(pay.date + _NEAR, rules.period_day)
            for pay in self.ledger.payroll.pays(employment, until)
        )

    def _moves_into_another_period(self, employment: Employment) -> bool:
        """Whether money that comes before a weekend or bank holiday counts in another assessment period than the usual payday would."""
        rules = self.ledger.rules
        if not rules.now.inputs.values["household.claims_universal_credit"]:
            return False
        until = max(map(self._last_day, self.case.options))
        return any(
            payday.date >= self.case.date
            and period_holding(payday.date, rules.period_day) != period_holding(payday.due, rules.period_day)
            for payday in self.ledger.payroll.moved(employment, until)
        )

    def _of_tax_so_far(self) -> Iterator[tuple[YearAssumption, str]]:
        """The adults whose jobs now have pays that differ, where tax hangs on what the tax year has had so far."""
        year = tax_year(self.case.date)
        for number in range(len(self.case.options)):
            until = self._last_day(self.case.options[number]) + BEYOND
            courses = self.ledger.courses
            chosen = courses.of_option(number).employments
            held = {*courses.jobs_now, *(each for each in chosen if not each.new or each.goes_on)}
            for employment in sorted(held, key=lambda each: each.pointer):
                if self.ledger.rules.person(employment).tax_this_year is not None:
                    continue
                pays = [
                    pay
                    for pay in self.ledger.payroll.pays(employment, until)
                    if pay.date > self.case.date and tax_year(pay.date) == year
                ]
                if len({pay.gross for pay in pays}) > 1 and any(pay.tax for pay in pays):
                    yield "tax_so_far", f"/adults/{employment.adult}/tax_this_year"

    def _of_childcare(self) -> Iterator[tuple[YearAssumption, str]]:
        for number, option in enumerate(self.case.options):
            ends = option.ends or any(what_if.kind == "ends" for what_if in option.what_if)
            if option.childcare is not None and option.job is not None and ends:
                yield "option_childcare", f"/options/{number}/childcare"


def _said(code: Code, employment: Employment) -> str:
    """A tax code as a payslip has it. For a job now, tax by each pay alone stands for a year so far that is not known."""
    if not code.alone or not employment.new or employment.goes_on or code.text.endswith("1"):
        return code.text
    return f"{code.text} {'M1' if employment.job.pay_cycle == 'month' else 'W1'}"


def _period(period: AwardPeriod) -> out.AssessmentPeriod:
    return out.AssessmentPeriod(
        period.starts, period.ends, period.paid_on, period.earned, period.award, period.deductions,
        period.award - period.deductions, period.status, period.capped,
    )  # fmt: skip


def _event(payment: Payment) -> out.Event:
    return out.Event(
        payment.date, payment.kind, payment.line, payment.adult, payment.title, abs(payment.amount), payment.note,
        job=payment.job,
    )  # fmt: skip
