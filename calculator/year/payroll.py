"""What each payday of an employment comes to: gross pay for the days worked, sick pay, and what PAYE takes off."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from calculator.contract.job import Job, Sick, SinglePay
from calculator.month.inputs import ZERO, Inputs, build_inputs, yearly
from calculator.month.run import pence
from calculator.month.situation import Place, Situation
from calculator.rulebook import Dates, Values
from calculator.year import paye
from calculator.year.dated_rules import DatedRules
from calculator.year.dates import DAY, add_months
from calculator.year.employments import Absence, Employment
from calculator.year.paydays import (
    MOST_MOVED,
    Payday,
    full_days,
    has_a_day_of_its_own,
    moved_to,
    paid_since,
    paydays,
    weekdays,
)
from calculator.year.tax_codes import LastCode, code_after_p45, first_code, next_code, tables

# The rules that pay and its deductions are read from. They are worked out alone, because a year asks for them at each payday.
_PAY = ("pay.usual_year", "sick_pay.statutory_week")
_BENEFITS = ("tax.taxable_benefits",)
_DEDUCTIONS = (
    "national_insurance.main_part", "national_insurance.upper_part", "national_insurance.contribution",
    "pension.contribution", "pension.before_tax", "pension.enrolled", "student_loan.contribution",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gross:
    """A payday's pay before deductions. `part`: less than a full period's work; `sick`: some of its days were off sick.

    `taxed` is false for pay of which only what reaches the bank is known. `after_p45`: it comes after the employer has given the P45.
    `besides`: it is no usual pay. `fewer_days`: it is for fewer days than a full pay. `days`: how many days of the calendar a usual pay is for.
    """

    date: dt.date
    amount: Decimal
    part: bool
    taxed: bool
    sick: bool
    after_p45: bool = False
    besides: bool = False
    fewer_days: bool = False
    days: int = 0


@dataclass(frozen=True, slots=True)
class Pay:
    """A payday with its deductions. `counted` is what Universal Credit counts; `received` is what reaches the bank.

    `taxable` is the pay that PAYE counts: without a pension that is taken off before tax. It is nothing where the pay before deductions is
    not known. `after_p45`: it comes after the employer has given the P45, and is taxed by itself. `besides`: it is no usual pay.
    `code` is the tax code, if tax is worked out. `fewer_days`: it is for fewer days than a full pay. `days`: how many days a usual pay is for.
    """

    date: dt.date
    employment: Employment
    gross: Decimal
    tax: Decimal
    national_insurance: Decimal
    pension: Decimal
    student_loan: Decimal
    taxable: Decimal
    part: bool
    sick: bool
    after_p45: bool = False
    besides: bool = False
    code: paye.Code | None = None
    fewer_days: bool = False
    days: int = 0

    @property
    def counted(self) -> Decimal:
        return self.gross - self.tax - self.national_insurance - self.pension

    @property
    def received(self) -> Decimal:
        return self.counted - self.student_loan


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the rules take off one pay besides income tax; `before_tax` is the part of the pension that is taken off before tax.

    `enrolled` tells whether the person is in the workplace pension after this pay.
    """

    national_insurance: Decimal
    pension: Decimal
    before_tax: Decimal
    student_loan: Decimal
    enrolled: bool


class Payroll:
    """The paydays of the employments of one case. Each employment's are worked out once."""

    def __init__(self, rules: DatedRules) -> None:
        self.rules, self.case = rules, rules.case
        self._pays: dict[tuple[Employment, dt.date], list[Pay]] = {}
        self._codes: dict[Employment, paye.Code] = {}
        self._last: dict[Employment, tuple[paye.TaxRecord, bool]] = {}
        self._alone: dict[tuple[Employment, int, dt.date], Values] = {}
        self._withheld: dict[tuple[str, int | None, Decimal, dt.date, bool, bool], Withheld] = {}
        self._inputs: dict[tuple[str, int | None, dt.date, bool], tuple[Dates, Inputs]] = {}

    def pays(self, employment: Employment, until: dt.date) -> list[Pay]:
        """Every payday of an employment to a day, in order, with tax by the tax code as the year goes on.

        It includes paydays before the case's date, as far back as the tax year or the first assessment period needs them.
        """
        key = (employment, until)
        found = self._pays.get(key)
        if found is None:
            gross = sorted(self._of_one_employer(employment, until), key=_order)
            found = self._pays[key] = list(self._with_deductions(employment, gross, until))
        return found

    # ------------------------------------------------------------------ gross pay
    def _of_one_employer(self, employment: Employment, until: dt.date) -> list[Gross]:
        """The pays of an employment. Those that a job brings after it goes on with other terms are paid together with the pays of these."""
        own = [
            each
            for each in self._gross(employment, until)
            if employment.goes_on_from is None or each.date < employment.goes_on_from
        ]
        former = employment.former
        if former is None or employment.starts is None:
            return own
        for late in self._gross(former, until):
            if late.date >= employment.starts:
                same = next((each for each in own if each.date == late.date and each.taxed == late.taxed), None)
                if same is None:
                    own.append(late)
                else:
                    sick = same.sick or late.sick
                    both = replace(same, amount=same.amount + late.amount, part=False, sick=sick, fewer_days=False)
                    own[own.index(same)] = both
        return own

    def _gross(self, employment: Employment, until: dt.date) -> Iterator[Gross]:
        """Each payday's gross pay: a single payday of the case takes the usual one's place, or is paid besides."""
        job = employment.job
        singles: dict[dt.date, list[SinglePay]] = {}
        for single in job.pays if not job.is_trade else ():
            singles.setdefault(single.date, []).append(single)
        due = self._due(employment, until)
        for payday in due:
            known = next((day for day in (payday.date, payday.due) if singles.get(day)), None)
            if known:
                yield _single(singles[known].pop(0), _has_sick_days(employment, payday))
            else:
                amount, full, fewer = self._earned(employment, payday)
                taxed = job.pay is not None or job.take_home is None
                sick = _has_sick_days(employment, payday)
                for_days = (payday.to - payday.from_).days + 1
                yield Gross(payday.date, amount, not full, taxed, sick, fewer_days=fewer, days=for_days)
        besides = [each for same in singles.values() for each in same]
        last_of_p45 = None if employment.goes_on_from else _last_of_p45(employment, due, besides)
        for single in besides:
            if single.date <= until and (employment.starts is None or single.date >= employment.starts):
                late = last_of_p45 is not None and single.date > last_of_p45
                yield replace(_single(single, sick=False), after_p45=late, besides=True)

    def _due(self, employment: Employment, until: dt.date) -> list[Payday]:
        """The usual paydays of an employment to a day. A job with no usual pay, or with profit, has none."""
        job, nation = employment.job, self.case.nation
        if job.is_trade or (job.pay is None and job.take_home is None and job.sick is None):
            return []
        since = paid_since(self.case.date)
        due = list(paydays(job, employment.starts, employment.ends, until + MOST_MOVED, nation, since))
        if employment.moved:
            due = moved_to(employment.moved, due, job, nation)
        return [payday for payday in due if payday.date <= until]

    def moved(self, employment: Employment, until: dt.date) -> list[Payday]:
        """The usual paydays to a day that are no banking days, so that the money comes sooner."""
        if not has_a_day_of_its_own(employment.job):
            return []
        return [payday for payday in self._due(employment, until) if payday.date != payday.due]

    def _earned(self, employment: Employment, payday: Payday) -> tuple[Decimal, bool, bool]:
        """Pay for the days of a payday, whether it is a full one, and whether it is for fewer days. Parts go by weekdays; days off sick have sick pay."""
        days = weekdays(payday.from_, payday.to)
        changes = {*employment.changes(), *_months_within(payday)}
        turns = sorted({payday.from_, *(day for day in changes if payday.from_ < day <= payday.to)})
        job, unpaid = employment.job, employment.job.unpaid_periods
        if len(turns) == 1 and not unpaid and not employment.is_away(payday.from_):
            usual = self.usual(employment, payday.to)
            full = days == payday.full
            return pence(usual if full else usual * days / payday.full), full, days < payday.full
        total, whole, worked = ZERO, days == payday.full, 0
        for start, end in zip(turns, [*(turn - DAY for turn in turns[1:]), payday.to], strict=True):
            if employment.is_away(start):
                away = [start + n * DAY for n in range((end - start).days + 1)]
                total += sum((self._sick_pay(employment, day) for day in away if weekdays(day, day)), ZERO)
                whole = False
                continue
            off = sum(weekdays(max(start, each.from_), min(end, each.to)) for each in unpaid)
            whole = whole and not off
            worked += weekdays(start, end) - off
            total += self.usual(employment, end) * (weekdays(start, end) - off) / full_days(job, payday, start)
        return pence(total), whole, worked < payday.full

    def usual(self, employment: Employment, day: dt.date) -> Decimal:
        """A full period's pay by the job as it is on a day, not rounded."""
        year: Decimal = self._alone_on(employment, day)["pay.usual_year"][0]
        return year / employment.paydays_per_year

    def _alone_on(self, employment: Employment, day: dt.date) -> Values:
        """What the rules give for the pay of one job only, as it is on a day."""
        since = self.rules.all_since(day)
        key = (employment, employment.step(employment.last_held(day)), since)
        found = self._alone.get(key)
        if found is None:
            found = self._alone[key] = self._only_one(employment, employment.last_held(day), since, _PAY)
        return found

    def _only_one(self, employment: Employment, held: dt.date, day: dt.date, names: tuple[str, ...]) -> Values:
        """What some rules give for one job and no other, as it is on the day `held`, by the rules of another day."""
        dates = self.rules.dates(day)
        situation = self._situation(employment, employment.on(held), dt.date.fromordinal(dates["day"]))
        made = build_inputs(self.rules.stated, self.rules.councils, situation, dates)
        return self.rules.only(names, dates, made)

    def _situation(self, employment: Employment, place: Place, day: dt.date) -> Situation:
        """The household on a day with one job and no other. Before its holder joins, and after they leave, it is that of their own days."""
        day_there = max(day, employment.joins or day)
        household = self.rules.household(employment.option, min(day_there, employment.leaves or day_there))
        case, changed = household.case, household if household.is_changed else None
        jobs = tuple((place,) if adult == employment.adult else () for adult in range(len(case.adults)))
        return Situation(case, day, jobs, None, case.claims, None, None, changed=changed)

    def _sick_pay(self, employment: Employment, day: dt.date) -> Decimal:
        """Sick pay for one weekday off: its share of the week's, while the weeks of it last (SSCBA 1992 s 157(3))."""
        absence, sick = employment.absence, employment.job.sick
        assert absence
        used, counted_from = self._sick_pay_so_far(absence, sick)
        most, waits, reform = (
            self.rules.amount(f"sick_pay.{name}", day) for name in ("most_weeks", "waiting_days", "reform_date")
        )
        waiting = day.toordinal() < reform and not used and weekdays(absence.first, day) <= waits
        lasts = used + Decimal((day - counted_from).days) / 7 < most
        week = self._alone_on(employment, day)["sick_pay.statutory_week"][0] if lasts and not waiting else ZERO
        steps = sorted(sick.contract_pay, key=lambda step: step.until) if sick else []
        contract = next((yearly(step.amount, step.per) / 52 for step in steps if step.until >= day), ZERO)
        found: Decimal = (week + contract) / self.rules.content("sick_pay_days", day)
        return found

    def _sick_pay_so_far(self, absence: Absence, sick: Sick | None) -> tuple[Decimal, dt.date]:
        """The weeks of Statutory Sick Pay used by a day, and that day."""
        if sick is None or sick.ssp_weeks_used is None:
            return ZERO, absence.first
        return sick.ssp_weeks_used, max(absence.first, self.case.date)

    def sick_pay_ends(self, employment: Employment) -> dt.date | None:
        """The last day of the weeks of Statutory Sick Pay; None if none is due for the days off sick."""
        absence = employment.absence
        if absence is None or not self._alone_on(employment, absence.first)["sick_pay.statutory_week"][0]:
            return None
        used, counted_from = self._sick_pay_so_far(absence, employment.job.sick)
        most: Decimal = self.rules.amount("sick_pay.most_weeks", absence.first)
        return counted_from + (math.ceil((most - used) * 7) - 1) * DAY

    # ------------------------------------------------------------------ deductions
    def _with_deductions(self, employment: Employment, gross: list[Gross], until: dt.date) -> Iterator[Pay]:
        """Each payday with what PAYE takes off, while the tax record, the P45 and the membership of the pension go on from one to the next."""
        if not gross:
            return
        earlier, code, record, member = self._at_first(employment, gross[0].date, until)
        for each in gross:
            if paye.tax_year(each.date) > record.year:
                record = paye.TaxRecord(paye.tax_year(each.date))
                benefits = self._benefits_beside(employment, each.date)
                code = next_code(
                    self.rules, employment, code, each.date, lambda day: self._pay_beside(employment, day), benefits
                )
            while earlier and earlier[0].date < each.date:
                before = earlier.pop(0)
                if paye.tax_year(before.date) == record.year:
                    record = record.after(before.taxable, before.tax)
            if not each.taxed:
                yield Pay(
                    each.date, employment, each.amount, ZERO, ZERO, ZERO, ZERO, ZERO, each.part, each.sick,
                    besides=each.besides, fewer_days=each.fewer_days, days=each.days,
                )  # fmt: skip
                continue
            withheld = self._withhold(employment, each.date, each.amount, member)
            member = withheld.enrolled
            taxable = each.amount - withheld.before_tax
            # The year-to-date figures that the case gives include the pay up to the case's date.
            counted = (employment.new or code.alone or each.date > self.case.date) and not each.after_p45
            used = code_after_p45(self.rules) if each.after_p45 else code if counted else replace(code, alone=True)
            tax = paye.on_payday(
                used, tables(self.rules, code, each.date), record, each.date, employment.job.pay_cycle, taxable
            )
            record = record.after(taxable, tax) if counted else record
            yield Pay(
                each.date, employment, each.amount, tax, withheld.national_insurance, withheld.pension,
                withheld.student_loan, taxable, each.part, each.sick, each.after_p45, each.besides, used, each.fewer_days, each.days,
            )  # fmt: skip
        self._codes[employment], self._last[employment] = code, (record, member)

    def _at_first(
        self, employment: Employment, first: dt.date, until: dt.date
    ) -> tuple[list[Pay], paye.Code, paye.TaxRecord, bool]:
        """What holds on the first payday: pays of earlier jobs still to come, the code, the year so far, and membership of the pension.

        A job that goes on with other terms keeps all of it (PAYE Regs 2003 reg 36 applies only if employment ends; Pensions Act 2008 s 2).
        """
        former = employment.former
        if former is not None:
            self.pays(former, until)
            if former in self._codes:
                record, member = self._last[former]
                given = employment.job.tax_code
                return [], paye.read_code(given) if given else self._codes[former], record, member
        earlier, p45 = self._p45s(employment, until)
        code, record = first_code(self.rules, employment, first, lambda day: self._pay_beside(employment, day), p45)
        return earlier, code, record, self._is_member(former or employment, first)

    def _pay_beside(self, employment: Employment, day: dt.date) -> Decimal:
        """A year's pay, on a day, of the adult's other jobs that have the tax-free amount first."""
        held = (each for each in employment.beside if each.held(day, day) and not each.job.is_trade)
        return sum((self.usual(each, max(day, self.case.date)) * each.paydays_per_year for each in held), ZERO)

    def _benefits_beside(self, employment: Employment, day: dt.date) -> Decimal:
        """A year's taxed benefits of the adult that go on beside a job on a day. After another job they may have ended for good: none then."""
        if any(each is not employment.former for each in employment.before):
            return ZERO
        values = self._only_one(employment, employment.last_held(day), day, _BENEFITS)
        found: Decimal = values["tax.taxable_benefits"][employment.adult]
        return found

    def _p45s(self, employment: Employment, until: dt.date) -> tuple[list[Pay], LastCode | None]:
        """What the P45s of the jobs before this one bring: the pays that they add to the year so far, in order, and what the last one says.

        A starter statement tells that there is none. The figures of the year so far that a case gives hold everything up to its date.
        """
        jobs = employment.before
        if not jobs or employment.beside or employment.job.starter_statement is not None:
            return [], None
        pays = [
            pay
            for each in jobs
            for pay in self.pays(each, until)
            if (each.new or pay.date > self.case.date) and not pay.after_p45
        ]
        last = max(jobs, key=lambda each: each.ends or dt.date.min)
        code = self._codes.get(last)
        known, new = all(each.job.pay is not None for each in jobs), all(each.new for each in jobs)
        p45 = LastCode(code, last.ends or dt.date.min, known, new) if code else None
        return sorted(pays, key=lambda pay: pay.date), p45

    def _is_member(self, employment: Employment, first: dt.date) -> bool:
        """Whether the usual pay of a job held now has put its holder into the workplace pension by its first payday that is worked out."""
        if employment.starts is not None or employment.job.pay is None:
            return False
        usual = pence(self.usual(employment, first))
        return self._withhold(employment, first, usual, member=False).enrolled

    def _withhold(self, employment: Employment, date: dt.date, gross: Decimal, member: bool) -> Withheld:
        """National Insurance, pension and student loan from one pay of so much, by the rules of its day.

        `member` tells whether an earlier pay has put the person into the workplace pension.
        """
        job = employment.on(employment.last_held(date)).job
        begun = job.pension is None or job.pension.from_ is None or job.pension.from_ <= date
        key = (employment.pointer, employment.option, gross, self.rules.all_since(date), begun, member)
        found = self._withheld.get(key)
        if found is None:
            dates, made = self._for_deductions(employment, job, date, begun)
            per_year = employment.paydays_per_year
            made.values["job.pay_fixed"], made.values["job.is_member"] = [gross * per_year], [member]
            values = self.rules.only(_DEDUCTIONS, dates, made)
            month = Decimal(12) / per_year
            parts = ("national_insurance.main_part", "national_insurance.upper_part")
            insured = values["national_insurance.contribution"][0] > 0
            found = self._withheld[key] = Withheld(
                sum((paye.insurance(values[part][0]) for part in parts), ZERO) if insured else ZERO,
                pence(values["pension.contribution"][0] * month),
                pence(values["pension.before_tax"][0] / per_year),
                pence(values["student_loan.contribution"][0] * month),
                values["pension.enrolled"][0],
            )
        return found

    def _for_deductions(self, employment: Employment, job: Job, date: dt.date, begun: bool) -> tuple[Dates, Inputs]:
        """The rules' inputs for the deductions of a pay that is still to be given, and the days that pick the rules."""
        key = (employment.pointer, employment.option, self.rules.all_since(date), begun)
        found = self._inputs.get(key)
        if found is None:
            plain = job.model_copy(update={"sick": None} if begun else {"sick": None, "pension": None})
            dates = self.rules.dates(date)
            situation = self._situation(employment, Place(plain, employment.pointer), date)
            made = build_inputs(self.rules.stated, self.rules.councils, situation, dates)
            made.values["job.pay_given"] = [self.rules.book.rules["job.pay_given"].choices.index("fixed")]
            found = self._inputs[key] = (dates, made)
        dates, made = found
        return dates, replace(made, values=dict(made.values))


def _months_within(payday: Payday) -> Iterator[dt.date]:
    """The first day of each later month that a payday's work reaches into: a monthly pay is shared out within each month."""
    day = payday.from_
    while (day.year, day.month) != (payday.to.year, payday.to.month):
        day = add_months(day.replace(day=1), 1)
        yield day


def _last_of_p45(employment: Employment, due: list[Payday], singles: list[SinglePay]) -> dt.date | None:
    """The last payday that the P45 of a job that ends has on it: the last usual one, or the first pay after the last day of the job."""
    if employment.ends is None:
        return None
    last = max([employment.ends, *(payday.date for payday in due)])
    if last > employment.ends:
        return last
    return min((each.date for each in singles if each.date > employment.ends), default=last)


def _order(gross: Gross) -> tuple[dt.date, Decimal]:
    return gross.date, gross.amount


def _single(single: SinglePay, sick: bool) -> Gross:
    """A single payday that the case gives."""
    taxed = single.gross is not None
    amount = single.gross if single.gross is not None else single.take_home or ZERO
    return Gross(single.date, amount, False, taxed, sick)


def _has_sick_days(employment: Employment, payday: Payday) -> bool:
    absence = employment.absence
    return absence is not None and payday.to >= absence.first and (absence.last is None or payday.from_ <= absence.last)
