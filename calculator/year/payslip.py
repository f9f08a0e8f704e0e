"""A real payslip and Universal Credit statement beside what the rules give, with the likely cause of a difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from calculator.contract import result as out
from calculator.contract.errors import CaseError, Problem
from calculator.contract.job import Job, Payslip, SinglePay
from calculator.i18n.language import day_said
from calculator.i18n.language import gettext as _
from calculator.month.inputs import ZERO
from calculator.month.statement import Checked, in_language
from calculator.year.awards import AwardPeriod
from calculator.year.dates import DAY
from calculator.year.employments import Course, Employment
from calculator.year.ledger import Ledger
from calculator.year.payroll import Pay

# Payrolls round to the penny or the pound in their own ways: as much as this is no difference.
_TAX, _PENNIES, _AWARD = Decimal(1), Decimal("0.02"), Decimal("0.05")
_NEAR = 20 * DAY
_CODES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("cumulative", {"starter_statement": "A"}),
    ("emergency", {"starter_statement": "B"}),
    ("basic", {"starter_statement": "C"}),
    ("no_code", {"tax_code": "0T M1", "starter_statement": None}),
)


class Check:
    """One payslip of the job that an option is about."""

    def __init__(self, ledger: Ledger, number: int, slip: Payslip) -> None:
        self.ledger, self.slip = ledger, slip
        self.words = ledger.rules.plan.checks.in_language()
        self.titles = in_language(ledger.rules.plan.checks.titles)
        course = ledger.courses.of_option(number)
        employment = course.chosen()
        if employment is None or employment.job.pay is None:
            raise CaseError(
                [
                    Problem(
                        f"/options/{number}/job",
                        _("a payslip is checked against a job whose pay before deductions is given"),
                    )
                ]
            )
        if employment.starts and slip.date < employment.starts:
            raise CaseError(
                [
                    Problem(
                        "/date",
                        _("must not be before the job starts, %(date)s") % {"date": day_said(employment.starts)},
                    )
                ]
            )
        self.last = slip.date + 60 * DAY
        pays = ledger.payroll.pays(employment, self.last)
        self.planned = next((pay for pay in pays if abs(pay.date - slip.date) <= _NEAR), None)
        self.job = self._with_slip(employment)
        self.employment = replace(employment, place=replace(employment.place, job=self.job))
        self.course: Course = ledger.courses.changed(course, employment, job=self.job)
        self.expected = self._pay(self.employment)

    def _with_slip(self, employment: Employment) -> Job:
        """The job with the payslip's day and pay: a payday that came on another day moves the rest."""
        job = employment.job
        paydays = {pay.date for pay in self.ledger.payroll.pays(employment, self.last)}
        changed: dict[str, Any] = {} if self.slip.date in paydays else {"first_payday": self.slip.date}
        single = SinglePay(date=self.slip.date, gross=self.slip.gross)
        return job.model_copy(update={**changed, "pays": (*(p for p in job.pays if p.date != single.date), single)})

    def _pay(self, employment: Employment) -> Pay:
        return next(pay for pay in self.ledger.payroll.pays(employment, self.last) if pay.date == self.slip.date)

    def findings(self) -> Iterator[out.Finding]:
        """Every figure given, in the payslip's order and then the statement's."""
        slip, expected = self.slip, self.expected
        if self.planned and self.planned.date != slip.date:
            said = self.words["other_date"].format(
                expected=f"{self.planned.gross:,.2f}", date=day_said(self.planned.date)
            )
            yield out.Finding("date", self.titles["date"], None, None, False, said)
        if slip.tax is not None:
            yield self._held("tax", slip.tax, expected.tax, _TAX, self._tax_cause)
        if slip.national_insurance is not None:
            yield self._held(
                "national_insurance",
                slip.national_insurance,
                expected.national_insurance,
                _PENNIES,
                lambda: "insurance_unknown",
            )
        if slip.pension is not None:
            cause = "no_pension" if not slip.pension else "pension_unknown"
            yield self._held("pension", slip.pension, expected.pension, _PENNIES, lambda: cause)
        if slip.take_home is not None:
            yield self._held("take_home", slip.take_home, self._take_home(), _PENNIES, lambda: "take_home_unknown")
        yield from self._statement()

    def _held(self, name: Checked, found: Decimal, expected: Decimal, near: Decimal, cause: Any) -> out.Finding:
        agrees = abs(found - expected) <= near
        text = self.words["agrees"] if agrees else self.words[cause()]
        return out.Finding(name, self.titles[name], found, expected, agrees, text)

    def _tax_cause(self) -> str:
        assert self.slip.tax is not None
        for name, code in _CODES:
            other = self.employment.with_job(self.job.model_copy(update=code))
            if abs(self._pay(other).tax - self.slip.tax) <= _TAX:
                return name
        return "tax_unknown"

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
            pay for pay in period.pays if pay.date != slip.date or pay.employment.pointer != self.employment.pointer
        ]
        more = sum((pay.counted for pay in others), ZERO)
        if slip.counted is not None:
            causes = (
                ("two_paydays" if others else "agrees", own + more),
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
        received = [ZERO] * len(self.ledger.case.adults)
        for pay in others:
            received[pay.employment.adult] += pay.counted
        received[self.employment.adult] += own
        if self.slip.counted is not None:
            received = [ZERO] * len(received)
            received[self.employment.adult] = self.slip.counted
        expected, _ = self.ledger.awards.with_pay(period, received)
        values = period.run.values
        allowance: Decimal = values["universal_credit.work_allowance"]
        rate: Decimal = values["universal_credit.taper_rate"]
        total = sum(received, ZERO)
        health: Decimal = values["universal_credit.lcwra_element"]
        causes = (
            ("agrees", expected),
            ("no_work_allowance", expected - rate * min(allowance, total)),
            ("pay_not_counted", self.ledger.awards.with_pay(period, [ZERO] * len(received))[0]),
            ("no_health", expected - health),
        )
        cause = next((name for name, amount in causes if abs(max(ZERO, amount) - found) <= _AWARD), "award_unknown")
        return out.Finding("award", self.titles["award"], found, expected, cause == "agrees", self.words[cause])
