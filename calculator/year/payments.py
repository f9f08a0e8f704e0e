"""Every dated payment of a course: pay, Universal Credit, other benefits, and bills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from calculator.contract.benefits import PaydayOf
from calculator.contract.home import Home
from calculator.i18n.language import day_said, gettext
from calculator.month.inputs import ZERO
from calculator.month.run import pence, title_of
from calculator.month.statement import StatementLine, in_language
from calculator.month.year_statement import Amount
from calculator.year import childcare
from calculator.year.awards import BEYOND, AwardPeriod, profit_by_month
from calculator.year.banking import paid_by
from calculator.year.council_tax import extended_reductions
from calculator.year.dates import CYCLES_IN_MONTHS, DAY, WEEK, add_months, council_tax_year, monday, money, sunday_by
from calculator.year.employments import Course
from calculator.year.housing_benefit import HousingBenefit
from calculator.year.instalments import InstalmentRules, of_year
from calculator.year.ledger import Ledger

_DAYS = {"week": 7, "two_weeks": 14, "four_weeks": 28}
# The contract's month of a weekly amount is 52 weeks / 12, so a year of weekly money has 364 days.
_DAYS_OF_WEEKLY_YEAR = 364
_BILL = "council_tax.yearly_bill"
# Benefits whose next payday the case gives with the adult.
_OWN_PAYDAY = ("new_style_esa", "new_style_jsa")
# Costs that begin with the job are due on the day it begins, and on that day of each month.
_DUE_WITH_THE_JOB = ("childcare", "work_costs")
# The year before a job that starts a long time from now is shown for this long.
_SHOWN_BEFORE = dt.timedelta(days=183)


PaymentKind = Literal["payday", "universal_credit", "new_style_esa", "other_benefit", "cost"]


@dataclass(frozen=True, slots=True)
class Payment:
    """Money on a day: an amount above nothing comes in, one below nothing goes out. `job` points to the job that a payday is of."""

    date: dt.date
    line: str
    amount: Decimal
    kind: PaymentKind
    title: str
    note: str | None = None
    adult: int | None = None
    job: str | None = None


class CourseYear:
    """One course worked out to a last day. `starts` is the start of the option that is looked at.

    `first` is the first day shown; `periods` are the assessment periods, `payments` every payment in order of date. `still_due` is the period
    before them, if it is paid on the first day or later.
    """

    def __init__(self, ledger: Ledger, course: Course, starts: dt.date, last: dt.date) -> None:
        course = ledger.counted_days.dated(ledger.one_off_weeks.dated(ledger.carer_weeks.dated(course, last), last))
        self.ledger, self.course, self.starts, self.last = ledger, course, starts, last
        self.case, self.stretches = ledger.case, ledger.stretches
        self.first = max(self.case.date, starts - _SHOWN_BEFORE)
        self.words = in_language(ledger.rules.plan.words)
        self.plan = ledger.rules.plan
        self.lines = {line.id: line for line in ledger.rules.statement.lines}
        self.periods = ledger.awards.periods(course, last, self.first)
        self.still_due = ledger.awards.still_due(course, self.first, last)
        self.housing_benefit = HousingBenefit(ledger, course, self.periods, self.period_for)
        self.extended_reductions = list(extended_reductions(ledger, course))
        self.payments = sorted(self._payments(), key=lambda each: (each.date, -each.amount))

    def net(self, first: dt.date, last: dt.date) -> Decimal:
        """What comes in less what goes out from first to last."""
        return sum((each.amount for each in self.payments if first <= each.date <= last), ZERO)

    def period_on(self, day: dt.date) -> AwardPeriod | None:
        """The assessment period that a day is in."""
        return next((each for each in self.periods if each.starts <= day <= each.ends), None)

    def period_for(self, day: dt.date) -> AwardPeriod | None:
        """The assessment period that a day goes by: its own, or the last one worked out if the claim goes on after it."""
        period = self.period_on(day)
        if period is None and self.periods and day > self.periods[-1].ends:
            inputs = self.stretches.on(self.course, day).inputs
            return self.periods[-1] if inputs.values["household.claims_universal_credit"] else None
        return period

    def _payments(self) -> Iterator[Payment]:
        yield from self._pay()
        yield from self._universal_credit()
        given = self.case.paydays.council_tax if self.case.paydays else None
        for line, cycle in self.plan.payments.items():
            if line == "council_tax" and (given is None or given.every == "month"):
                yield from self._council_tax(self.lines[line], given)
            else:
                yield from self._line(line, cycle)
        yield from self._profit()
        yield from self._one_off()

    # ------------------------------------------------------------------ pay
    def _pay(self) -> Iterator[Payment]:
        words = self.words
        for employment in self.course.employments:
            name = employment.job.name
            title = words["payday"].format(job=name) if name else words["payday_unnamed"]
            for pay in self.ledger.payroll.pays(employment, self.last + BEYOND):
                if not self.first <= pay.date <= self.last or not pay.received or not employment.belongs(pay.date):
                    continue
                notes = [words["taken"].format(gross=money(pay.gross))] if pay.gross != pay.received else []
                if pay.sick:
                    notes.append(words["sick"])
                elif pay.part:
                    notes.append(words["part" if pay.fewer_days else "more_days"])
                if pay.after_p45 and pay.tax:
                    notes.append(words["after_p45"].format(tax=money(pay.tax)))
                if pay.tax < 0:
                    notes.append(words["refund"].format(tax=money(-pay.tax)))
                note = " ".join(notes) or None
                yield Payment(
                    pay.date, "pay", pay.received, "payday", title, note, employment.adult + 1, employment.pointer
                )

    def _profit(self) -> Iterator[Payment]:
        """A month's profit at the end of each month, with what is due on it in tax and National Insurance set aside."""
        if not any(employment.job.is_trade for employment in self.course.employments):
            return
        due = self.first.replace(day=1)
        while True:
            due = add_months(due, 1)
            day = due - DAY
            if day > self.last:
                return
            values = self.stretches.on(self.course, day).values
            for adult, usual in enumerate(values["self_employment.net_profit"]):
                given = profit_by_month(self.course, adult, day.replace(day=1), day)
                profit = values["self_employment.profit_month"][adult]
                amount = pence(usual if given is None else given - (profit - usual))
                if amount:
                    title = self.words["loss" if amount < 0 else "profit"]
                    kind: PaymentKind = "cost" if amount < 0 else "payday"
                    yield Payment(day, "self_employed_profit", amount, kind, title, None, adult + 1)

    def _one_off(self) -> Iterator[Payment]:
        """Money that comes once."""
        rules = self.ledger.rules
        for money_ in rules.one_off(self.course.option):
            there = money_.adult <= len(rules.household(self.course.option, money_.date).case.adults)
            if there and money_.amount and self.first <= money_.date <= self.last:
                kind = rules.statement.one_off_money.of(money_.kind)
                is_pay = kind.counts == "earnings"
                yield Payment(
                    money_.date, "pay" if is_pay else "other_income", pence(money_.amount), "payday" if is_pay else "other_benefit",
                    money_.name or gettext(kind.title), gettext(kind.text), money_.adult,
                )  # fmt: skip

    # ------------------------------------------------------------------ Universal Credit
    def _universal_credit(self) -> Iterator[Payment]:
        words, account, rules = self.words, self.case.universal_credit, self.ledger.rules
        twice = account is not None and account.paid == "twice_monthly"
        before: AwardPeriod | None = None
        for period in [*([self.still_due] if self.still_due else []), *self.periods]:
            paid = period.award - period.deductions
            note = _why(self, period, before)
            before = period
            # A period that pay leaves without an award is shown, so that nobody waits for a payment.
            if not self.first <= period.paid_on <= self.last or not (paid or period.status == "nil_earnings"):
                continue
            landlords = min(paid, self._to_landlord(period))
            if landlords:
                paid -= landlords
                note = " ".join(filter(None, (note, words["landlord"].format(amount=money(landlords)))))
            if not paid and landlords:
                continue
            first = pence(paid / 2) if twice else paid
            title = words["universal_credit"]
            yield Payment(period.paid_on, "universal_credit", first, "universal_credit", title, note)
            days = rules.days("payment_days", period.starts) + rules.days("second_half_days", period.starts)
            second = paid_by(period.ends + days, self.case.nation)
            if twice and second <= self.last:
                title = words["universal_credit_half"]
                yield Payment(second, "universal_credit", paid - first, "universal_credit", title)

    def _to_landlord(self, period: AwardPeriod) -> Decimal:
        """The help with rent in an award, if the case says that it goes straight to the landlord."""
        home = period.run.situation.case.home
        if home is None or not home.paid_to_landlord:
            return ZERO
        return min(period.award, pence(period.run.values["universal_credit.housing_element"]))

    def _home_on(self, day: dt.date) -> Home | None:
        return self.ledger.rules.household(self.course.option, day).case.home

    def _rent_paid_by_others(self, day: dt.date) -> Decimal:
        """What benefits pay to the landlord of a month's rent on a day. Housing Benefit goes there unless the case says otherwise."""
        home = self._home_on(day)
        if home is None or home.paid_to_landlord is False:
            return ZERO
        period = self.period_for(day)
        managed = self._to_landlord(period) if period else ZERO
        return managed + self.housing_benefit.on(day)

    # ------------------------------------------------------------------ other benefits and bills
    def _line(self, name: str, cycle: str) -> Iterator[Payment]:
        """The payments of one line of the result, as often as the case says or else every `cycle`."""
        line, case = self.lines[name], self.case
        cost = line.kind == "cost"
        title = title_of(line, case.nation)
        next_day, every = self._cycle(name, cycle)
        for due, before in self._due(name, next_day, every):
            if self._is_paid_to_landlord(name, due):
                continue
            weekly = every in _DAYS
            days = self._weeks_paid_for(name, before, due)
            amount = pence(self._accrued(line, *days) if weekly else self.monthly(line, due) * CYCLES_IN_MONTHS[every])
            date = due if cost else paid_by(due, case.nation)
            if not amount or not self.first <= date <= self.last:
                continue
            if cost:
                yield Payment(date, name, -amount, "cost", title)
            else:
                kind: PaymentKind = "new_style_esa" if name == "new_style_esa" else "other_benefit"
                yield Payment(date, name, amount, kind, title)

    def _is_paid_to_landlord(self, name: str, day: dt.date) -> bool:
        home = self._home_on(day) if name == "housing_benefit" else None
        return home is not None and home.paid_to_landlord is not False

    def _cycle(self, name: str, usual: str) -> tuple[dt.date | None, str]:
        """The next day on which a line is paid, if the case gives it, and how often it is paid."""
        case, home = self.case, self._home_on(self.first)
        given: PaydayOf | None = getattr(case.paydays, name) if case.paydays else None
        if given:
            return given.next, given.every
        own = [getattr(adult, name) for adult in case.adults] if name in _OWN_PAYDAY else []
        next_day = next((each.next_payday for each in own if each and each.next_payday), None)
        weekly_rent = name == "rent" and home is not None and home.rent is not None and home.rent.per in _DAYS
        return next_day, home.rent.per if weekly_rent and home and home.rent else usual

    def _council_tax(self, line: StatementLine, given: PaydayOf | None) -> Iterator[Payment]:
        """Council tax in instalments from April: each spreads what is still owed for the year, as it is known by then.

        A payday every month that the case gives stands for twelve instalments (SI 1992/613 Sch 1 para 2(3A)).
        """
        title, rules = title_of(line, self.case.nation), self.ledger.rules
        names: tuple[Amount, ...] = ("instalments", "instalment_step", "instalment_least")
        count, step, least = (rules.content(name, self.first) for name in names)
        count = 12 if given else count
        owed = ZERO
        for year in range(self.first.year - 1, self.last.year + 1):
            firsts = [add_months(council_tax_year(year), n) for n in range(12)]
            months = (
                [min(add_months(first, 1) - DAY, first + (given.next.day - 1) * DAY) for first in firsts]
                if given
                else firsts
            )
            if months[-1] < self.first.replace(day=1):
                continue
            bills = ((self._council_tax_of(line, due), self._taken_off_once(due)) for due in months if due <= self.last)
            # What was paid beyond a bill that fell late in the year comes off the next.
            for due, (amount, rest) in zip(
                months, of_year(bills, owed, InstalmentRules(int(count), step, least)), strict=False
            ):
                owed = rest
                if amount and due >= self.first:
                    yield Payment(due, line.id, -amount, "cost", title)

    def _taken_off_once(self, due: dt.date) -> Decimal:
        """What an extended reduction takes off the bill, in the month of the first instalment after it is known."""
        month = add_months(due, -1)
        return sum((each.worth for each in self.extended_reductions if month < each.first <= due), ZERO)

    def _council_tax_of(self, line: StatementLine, day: dt.date) -> Decimal:
        """A month's council tax by the circumstances of a day: a twelfth of the year's bill, not rounded, less the reduction."""
        paid = self.monthly(line, day)
        bill: Decimal = self.stretches.on(self.course, day).values[_BILL] / 12
        return paid + bill - pence(bill) if paid else ZERO

    def _due(self, name: str, given: dt.date | None, every: str) -> Iterator[tuple[dt.date, dt.date]]:
        """Each day on which a line is due, with the due day before it."""
        if every in _DAYS:
            cycle = dt.timedelta(days=_DAYS[every])
            # If the case does not say: the second Monday from now, and so on from there.
            due = given or self.first + dt.timedelta(days=7 + (-self.first.weekday()) % 7)
            while due - cycle >= self.first:
                due -= cycle
            while due <= self.last + 10 * DAY:
                yield due, due - cycle
                due += cycle
            return
        with_job = childcare.first_bill(self.case, self.course) if self.course.begins else self.starts
        anchor = given or (with_job if name in _DUE_WITH_THE_JOB else self.first.replace(day=1))
        before, due, count = anchor, anchor, -24
        while due <= self.last + 10 * DAY:
            due = add_months(anchor, count * CYCLES_IN_MONTHS[every])
            if due >= self.first:
                yield due, before
            before = due
            count += 1

    def monthly(self, line: StatementLine, day: dt.date) -> Decimal:
        """What a line comes to a month by the circumstances of a day."""
        if line.id == "housing_benefit":
            return self.housing_benefit.on(day)
        if line.id in self.plan.by_monday:
            return self.stretches.on(self.course, monday(day)).total(line.rule)
        if line.id in self.plan.with_universal_credit:
            period = self.period_for(day)
            if period is not None:
                return period.run.total(line.rule)
        if line.id in self.plan.while_paid:
            period = self.period_for(day)
            return self.stretches.while_paid(self.course, day, period.award > 0 if period else None).total(line.rule)
        amount = self.stretches.on(self.course, day).total(line.rule)
        if line.id == "childcare":
            return max(ZERO, amount - childcare.paid_by_jobcentre(self.case, self.course, day))
        return max(ZERO, amount - self._rent_paid_by_others(day)) if line.id == "rent" else amount

    def _accrued(self, line: StatementLine, first: dt.date, last: dt.date) -> Decimal:
        """What a weekly line comes to for the days from first to last."""
        total, day = ZERO, first
        while day <= last:
            to = self.stretches.until(self.course, day, last)
            if line.id in ("rent", "housing_benefit", *self.plan.with_universal_credit, *self.plan.while_paid):
                to = self.housing_benefit.until(day, to)
            if line.id in self.plan.by_monday:
                to = min(to, monday(day) + WEEK - DAY)
            free = childcare.last_free_day(self.case, self.course)
            if line.id == "childcare" and day <= free:
                to = min(to, free)
            total += self.monthly(line, day) * 12 * ((to - day).days + 1) / _DAYS_OF_WEEKLY_YEAR
            day = to + DAY
        return total

    def _weeks_paid_for(self, line: str, before: dt.date, due: dt.date) -> tuple[dt.date, dt.date]:
        """The first and last day that a payment by the week is for; `before` is the due day before it.

        Rent is for whole benefit weeks from the one in which it is due. Housing Benefit, a carer's benefit and Child Benefit are for those that
        have ended. Everything else is for the days since the payment before.
        """
        if line == "rent":
            return monday(due), monday(due) + (due - before) - DAY
        last = sunday_by(due) if line in ("housing_benefit", "carers_allowance", *self.plan.by_monday) else due
        return last - (due - before) + DAY, last


def _why(year: CourseYear, period: AwardPeriod, before: AwardPeriod | None) -> str | None:
    """Why a payment is what it is: the paydays in its period, what was counted, and how it differs from the payment before."""
    words, notes = year.words, _paydays(year, period)
    if period.status == "nil_earnings":
        notes.append(_no_award(year, period))
    elif not period.award:
        notes.append(words["nothing"])
    elif period.earned:
        notes.append(words["counted"].format(earned=money(period.earned)))
    if period.surplus:
        notes.append(words["surplus"].format(surplus=money(period.surplus)))
    if period.capped:
        notes.append(words["capped"])
    free = year.plan.free_prescriptions
    if not period.run.values[free] and year.stretches.on(year.course, period.ends).values[free]:
        given = {"starts": day_said(period.ends + DAY), "ends": day_said(period.next_ends)}
        notes.append(words["no_free_prescriptions"].format(**given))
    if before and (period.award - period.deductions) != (before.award - before.deductions):
        more = (period.award - period.deductions) - (before.award - before.deductions)
        notes.append(words["more" if more > 0 else "less"].format(difference=money(abs(more))))
    if period.assumed_rates and before and not before.assumed_rates:
        notes.append(words["rates_unknown"].format(day=day_said(year.ledger.rules.first_unknown_rates)))
    return " ".join(notes) or None


def _no_award(year: CourseYear, period: AwardPeriod) -> str:
    """That pay leaves no Universal Credit, and how long it can come back as before from the day of the payment on (UC Regs 2013 reg 21(3C))."""
    ended = (period.unpaid_since or period.starts) - DAY
    last = add_months(ended, int(year.ledger.rules.amount("universal_credit.claim_again_months", period.starts)))
    earned = money(period.earned)
    if period.paid_on > last:
        return year.words["nil_late"].format(earned=earned, ended=day_said(ended))
    return year.words["nil"].format(earned=earned, last=day_said(last))


def _paydays(year: CourseYear, period: AwardPeriod) -> list[str]:
    """What is said if several paydays fall in a period, or none does though there is a job. A payday that brings nothing is not counted."""
    dates = {"starts": day_said(period.starts), "ends": day_said(period.ends)}
    pays = [pay for pay in period.pays if pay.gross]
    if len(pays) > 1:
        return [year.words["several"].format(count=len(pays), **dates)]
    employments = year.course.employments
    worked = any(each.held(period.starts, period.ends) for each in employments)
    payroll = year.ledger.payroll
    if worked and not pays and any(payroll.pays(each, year.last + BEYOND) for each in employments):
        return [year.words["none"].format(**dates)]
    return []
