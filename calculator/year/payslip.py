"""A real payslip and Universal Credit statement beside what the rules give, with the likely cause of a difference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal

from calculator.contract import result as out
from calculator.contract.errors import CaseError, Problem
from calculator.contract.job import Payslip, SinglePay
from calculator.i18n.language import day_said
from calculator.i18n.language import gettext as _
from calculator.month.award_causes import award_causes
from calculator.month.inputs import ZERO
from calculator.month.statement import in_language
from calculator.month.year_statement import Checked
from calculator.year.awards import AwardPeriod, counted_pay
from calculator.year.dates import DAY
from calculator.year.employments import Course, Employment
from calculator.year.ledger import Ledger
from calculator.year.payroll import Pay, Payroll
from calculator.year.tax_codes import PREFIXES, prefix, whole_allowance

# Payrolls round to the penny or the pound in their own ways: as much as this is no difference.
_TAX, _PENNIES, _AWARD = Decimal(1), Decimal("0.02"), Decimal("0.05")
_NEAR = 20 * DAY
# The codes that an employer could have used. Each has the name of its text; those of another nation are for a wrong address.
_CODES: tuple[tuple[str, dict[str, str | None]], ...] = (
    ("cumulative", {"starter_statement": "A"}),
    ("emergency", {"starter_statement": "B"}),
    ("basic", {"tax_code": "BR", "starter_statement": None}),
    ("no_code", {"tax_code": "0T M1", "starter_statement": None}),
    ("no_code", {"tax_code": "0T", "starter_statement": None}),
)
_LOANS = ((), ("plan_1",), ("plan_2",), ("plan_4",), ("plan_5",), ("postgraduate",))


class Check:
    """One payslip of the job that an option is about."""

    def __init__(self, ledger: Ledger, number: int, slip: Payslip) -> None:
        self.ledger, self.slip = ledger, slip
        self.words = ledger.rules.plan.checks.in_language()
        self.titles = in_language(ledger.rules.plan.checks.titles)
        course = ledger.courses.of_option(number)
        chosen = course.chosen()
        if chosen is None or chosen.job.pay is None:
            where = f"/options/{number}/job"
            raise CaseError(
                [Problem(where, _("a payslip is checked against a job whose pay before deductions is given"))]
            )
        if chosen.starts and slip.date < chosen.starts:
            said = _("must not be before the job starts, %(date)s") % {"date": day_said(chosen.starts)}
            raise CaseError([Problem("/date", said)])
        self.last = slip.date + 60 * DAY
        near = [pay for pay in ledger.payroll.pays(chosen, self.last) if abs(pay.date - slip.date) <= _NEAR]
        self.planned = min(near, key=lambda pay: abs(pay.date - slip.date), default=None)
        # A slip that came on another day takes the place of the payday that it is nearest to.
        self.day = self.planned.date if self.planned else slip.date
        single = SinglePay(date=self.day, gross=slip.gross)
        self.job = chosen.job.model_copy(
            update={"pays": (*(pay for pay in chosen.job.pays if pay.date != single.date), single)}
        )
        self.course: Course = ledger.courses.changed(course, chosen, job=self.job)
        self.employment = next(each for each in self.course.employments if each.pointer == chosen.pointer)
        self.expected = self._pay(self.employment)

    def _pay(self, employment: Employment, payroll: Payroll | None = None) -> Pay:
        pays = (payroll or self.ledger.payroll).pays(employment, self.last)
        return next(pay for pay in pays if pay.date == self.day)

    def findings(self) -> Iterator[out.Finding]:
        """Every figure given, in the payslip's order and then the statement's."""
        slip, expected = self.slip, self.expected
        if self.planned and self.planned.date != slip.date:
            said = self.words["other_date"].format(
                expected=f"{self.planned.gross:,.2f}", date=day_said(self.planned.date)
            )
            yield out.Finding("date", self.titles["date"], None, None, False, said)
        if self.planned:
            yield self._held("gross", slip.gross, self.planned.gross, _PENNIES, self._gross_cause)
        if slip.tax is not None:
            yield self._held("tax", slip.tax, expected.tax, _TAX, self._tax_cause)
        if slip.national_insurance is not None:
            cause = "insurance_unknown" if slip.national_insurance else "no_insurance"
            yield self._held(
                "national_insurance",
                slip.national_insurance,
                expected.national_insurance,
                _PENNIES,
                lambda: self.words[cause],
            )
        if slip.pension is not None:
            reason = "pension_unknown" if slip.pension else "no_pension"
            yield self._held("pension", slip.pension, expected.pension, _PENNIES, lambda: self.words[reason])
        if slip.take_home is not None:
            yield self._held("take_home", slip.take_home, self._take_home(), _PENNIES, self._take_home_cause)
        yield from self._statement()

    def _held(
        self, name: Checked, found: Decimal, expected: Decimal, near: Decimal, cause: Callable[[], str]
    ) -> out.Finding:
        """A figure beside the one expected; `cause` gives the text for a difference."""
        agrees = abs(found - expected) <= near
        return out.Finding(
            name, self.titles[name], found, expected, agrees, self.words["agrees"] if agrees else cause()
        )

    def _gross_cause(self) -> str:
        """Why the pay before deductions is not what the hours of the job come to."""
        assert self.planned
        pay, missing = self.employment.on(self.day).job.pay, self.planned.gross - self.slip.gross
        ends = self.employment.ends
        if missing > 0 and ends is not None and self.day >= ends - _NEAR:
            return self.words["last_pay_short"]
        if missing > 0 and self.planned.part:
            return self.words["part_pay_short"]
        if pay is None or pay.per != "hour":
            return self.words["gross_unknown"]
        hours = abs(missing) / pay.amount
        said = {"hours": f"{hours:.2f}".rstrip("0").rstrip("."), "pay": f"{pay.amount:,.2f}"}
        if missing < 0:
            return self.words["hours_more"].format(**said)
        # Whole days or weeks that are missing are often holiday that was not paid (Working Time Regs 1998 reg 16).
        for name, usual in self._usual_hours():
            count = round(hours / usual)
            if count and abs(count * usual * pay.amount - missing) <= _PENNIES:
                return self.words[name].format(**said, count=count)
        return self.words["hours_short"].format(**said)

    def _usual_hours(self) -> Iterator[tuple[Literal["weeks_short", "days_short"], Decimal]]:
        """The hours of a usual week, and those of a usual day if the case gives the days of a week."""
        job = self.employment.on(self.day).job
        if job.hours_per_week:
            yield "weeks_short", job.hours_per_week
            if job.days_per_week:
                yield "days_short", job.hours_per_week / job.days_per_week

    def _tax_cause(self) -> str:
        """The text of every code that gives the tax on the payslip."""
        assert self.slip.tax is not None
        rules = self.ledger.rules
        free = re.search(r"[0-9]+[LMN]", self.job.tax_code or self.ledger.rules.person(self.employment).tax_code or "")
        usual = free.group() if free else whole_allowance(rules, self.day)
        others = [
            ("other_nation", {"tax_code": f"{other}{usual}{alone}", "starter_statement": None})
            for other in PREFIXES.values()
            for alone in ("", " M1")
            if other != prefix(rules)
        ]
        fitting: dict[str, None] = {}
        for name, code in (*_CODES, *others):
            held = self.employment.with_job(self.job.model_copy(update=code))
            if abs(self._pay(held).tax - self.slip.tax) <= _TAX and not (name == "other_nation" and fitting):
                fitting[name] = None
        return " ".join(self.words[name] for name in fitting) or self.words["tax_unknown"]

    def _take_home_cause(self) -> str:
        assert self.slip.take_home is not None
        before_loan = self._take_home() + self.expected.student_loan
        for plans in _LOANS:
            payroll = Payroll(self.ledger.rules.with_student_loans(self.employment.adult, plans))
            if abs(before_loan - self._pay(self.employment, payroll).student_loan - self.slip.take_home) <= _PENNIES:
                return self.words["other_loan"]
        return self.words["take_home_unknown"]

    def _taken(self) -> tuple[Decimal, Decimal, Decimal]:
        """Tax, National Insurance and pension as the payslip has them; as expected where it does not say."""
        slip, expected = self.slip, self.expected
        pairs = (
            (slip.tax, expected.tax),
            (slip.national_insurance, expected.national_insurance),
            (slip.pension, expected.pension),
        )
        tax, insurance, pension = (real if real is not None else usual for real, usual in pairs)
        return tax, insurance, pension

    def _take_home(self) -> Decimal:
        return self.slip.gross - sum(self._taken(), ZERO) - self.expected.student_loan

    # ------------------------------------------------------------------ the statement
    def _statement(self) -> Iterator[out.Finding]:
        slip = self.slip
        if slip.counted is None and slip.award is None:
            return
        period = next(
            (
                each
                for each in self.ledger.awards.periods(self.course, self.last)
                if each.starts <= slip.date <= each.ends
            ),
            None,
        )
        if period is None:
            raise CaseError(
                [Problem("/counted", _("there is no Universal Credit in this option on the payslip's day"))]
            )
        tax, insurance, pension = self._taken()
        own = slip.gross - tax - insurance - pension
        others = [
            pay for pay in period.pays if pay.date != self.day or pay.employment.pointer != self.employment.pointer
        ]
        more = sum((pay.counted for pay in others), ZERO)
        second = any(pay.employment.pointer == self.employment.pointer for pay in others)
        if slip.counted is not None:
            causes = (
                ("two_paydays" if second and self.employment.paid_by_the_month else "agrees", own + more),
                ("one_payday", own),
                ("pension_left_in", own + pension + more),
                ("before_deductions", slip.gross + more),
            )
            counted = slip.counted
            cause = next((name for name, amount in causes if abs(amount - counted) <= _PENNIES), "counted_unknown")
            agrees = abs(own + more - slip.counted) <= _PENNIES
            yield out.Finding("counted", self.titles["counted"], slip.counted, own + more, agrees, self.words[cause])
        if slip.award is not None:
            yield self._award(period, slip.award, own, others)

    def _award(self, period: AwardPeriod, found: Decimal, own: Decimal, others: list[Pay]) -> out.Finding:
        """The award beside that for the pay that Universal Credit says it counted, or that the payslip gives."""
        received = counted_pay(others, [ZERO] * len(period.besides))
        received[self.employment.adult] += own
        if self.slip.counted is not None:
            received = [ZERO] * len(received)
            received[self.employment.adult] = self.slip.counted
        expected, _ = self.ledger.awards.with_pay(period, received)
        causes = self._award_causes(period, expected, received)
        cause = next((name for name, amount in causes if abs(max(ZERO, amount) - found) <= _AWARD), "award_unknown")
        return out.Finding("award", self.titles["award"], found, expected, cause == "agrees", self.words[cause])

    def _award_causes(
        self, period: AwardPeriod, expected: Decimal, received: list[Decimal]
    ) -> Iterator[tuple[str, Decimal]]:
        """What the award would be for each likely cause of a difference, the likeliest first."""
        rules = self.ledger.rules
        tables = rules.content("work_allowances", period.starts), rules.content("health_amounts", period.starts)
        nothing = [ZERO] * len(received)
        return award_causes(
            period.run.values,
            expected,
            sum(received, ZERO),
            tables,
            lambda: self.ledger.awards.with_pay(period, nothing)[0],
        )
