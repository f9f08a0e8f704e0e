"""From a case, as JSON, to the money of each day: paydays, and Universal Credit by assessment period.

It knows cases with employed jobs, children, a social rent, limited capability and care, and refuses what it does not know. What a case leaves
out is taken as docs/timeline.md says.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from independent import dates, universal_credit
from independent.dates import DAY, WEEKS, Day, tax_year
from independent.paye import ZERO, Pension, TaxRecord, national_insurance, nearest
from independent.universal_credit import Claimant, Household, OutOfScopeError

Json = dict[str, Any]
STANDARD_CODE = {"england": "1257L", "scotland": "S1257L", "wales": "C1257L"}
BASIC_RATE_CODE = {"england": "BR", "scotland": "SBR", "wales": "CBR"}
WEEKS_A_YEAR = 52
PERSONAL_ALLOWANCE = 12_570
HOMES = ("social", "living_with_others")


# What the model knows of a case. Anything else is refused.
KNOWN = {
    "case": "contract date nation adults children home savings universal_credit options views",
    "adults": "age uc_health lcwra_rate cares_35_hours cares_for tax_this_year jobs",
    "children": "date_of_birth",
    "home": "tenure rent bedrooms",
    "universal_credit": "assessment_period_day",
    "options": "name adult job replaces starts ends also",
    "also": "adult job replaces starts ends",
    "job": "name hours_per_week pay take_home schedule paid first_payday payday pension tax_code starter_statement",
}
KNOWN["jobs"] = KNOWN["job"]


def refuse_what_is_not_known(case: Json) -> None:
    def look(kind: str, value: Any) -> None:
        if isinstance(value, list):
            for each in value:
                look(kind, each)
        elif isinstance(value, dict) and kind in KNOWN:
            if unknown := set(value) - set(KNOWN[kind].split()):
                raise OutOfScopeError(f"{kind}: {sorted(unknown)}")
            for name, part in value.items():
                look(name, part)

    look("case", case)
    if case.get("savings", 0) > 6_000 or case.get("home", {}).get("tenure", "living_with_others") not in HOMES:
        raise OutOfScopeError("capital, or a home of another kind")


# ---------------------------------------------------------------------- jobs
@dataclasses.dataclass
class Employment:
    """A job from its first day to its last. A job that is done now has no first day that matters."""

    job: Json
    adult: int
    starts: Day | None
    ends: Day | None
    pension: Pension
    record: TaxRecord

    @property
    def cycle(self) -> str:
        return str(self.job.get("paid", "month"))


@dataclasses.dataclass(frozen=True)
class Pay:
    day: Day
    adult: int
    gross: Decimal
    tax: Decimal = ZERO
    insurance: Decimal = ZERO
    pension: Decimal = ZERO

    @property
    def take_home(self) -> Decimal:
        return self.gross - self.tax - self.insurance - self.pension


def exact(number: object) -> Fraction:
    return Fraction(str(number))


def a_year(terms: Json) -> Fraction:
    """Pay for a year of 52 weeks or 12 months."""
    pay = terms.get("take_home") or terms["pay"]
    amount, per = exact(pay["amount"]), pay["per"]
    if per == "hour":
        return amount * exact(terms["hours_per_week"]) * WEEKS_A_YEAR
    return amount * {"week": 52, "two_weeks": 26, "four_weeks": 13, "month": 12, "year": 1}[per]


def terms_on(job: Json, day: Day) -> Json:
    """Hours and pay after the changes up to a day."""
    terms = {name: job[name] for name in ("pay", "take_home", "hours_per_week") if name in job}
    for step in job.get("schedule", []):
        if Day.fromisoformat(step["from"]) <= day:
            terms |= {name: step[name] for name in ("pay", "hours_per_week") if name in step}
    return terms


def gross_pay(employment: Employment, first: Day, last: Day) -> Decimal:
    """The pay for the days from the first to the last: each weekday earns its share of its pay period."""
    if employment.starts:
        first = max(first, employment.starts)
    if employment.ends:
        last = min(last, employment.ends)
    total = Fraction(0)
    for day in dates.weekdays(first, last):
        year = a_year(terms_on(employment.job, day))
        if employment.cycle == "month":
            total += year / 12 / sum(1 for _ in dates.weekdays(day.replace(day=1), dates.month_end(day)))
        else:
            total += year / WEEKS_A_YEAR / 5
    return nearest(Decimal(total.numerator) / total.denominator)


def pay_periods(employment: Employment, nation: str, since: Day, until: Day) -> Iterator[tuple[Day, Day, Day]]:
    """Each payday from one day until another, with the first and last day of the work that it pays for."""
    monthly = employment.cycle == "month"
    return (_by_the_month if monthly else _by_the_week)(employment, nation, since, until)


def _by_the_month(employment: Employment, nation: str, since: Day, until: Day) -> Iterator[tuple[Day, Day, Day]]:
    first, rule = employment.job.get("first_payday"), employment.job.get("payday", "last working day")
    starts = employment.starts
    month, paid_to = (starts or since).replace(day=1), None
    while month <= until:
        usual = dates.monthly_payday(month, rule, nation)
        day, covers_to = dates.banked(usual, nation), dates.month_paid_for(usual)
        month = dates.next_month(month)
        if starts and (day < starts or covers_to < starts or (first and day < Day.fromisoformat(first))):
            continue
        yield day, starts if starts and paid_to is None else covers_to.replace(day=1), covers_to
        paid_to = covers_to


def _by_the_week(employment: Employment, nation: str, since: Day, until: Day) -> Iterator[tuple[Day, Day, Day]]:
    weeks = WEEKS[employment.cycle]
    length = 7 * weeks * DAY
    known = employment.job.get("first_payday")
    starts = employment.starts
    if starts is None:  # a job done now: any known payday fixes the others, and pay is for the days up to it
        usual = end = Day.fromisoformat(known)
        while usual > since:
            usual, end = usual - length, end - length
        first = end - length + DAY
    else:
        usual = Day.fromisoformat(known) if known else dates.default_first_payday(starts)
        first, end = starts, min(starts + length - DAY, usual)
    while usual <= until + length:  # a first payday that is given stays as it is given
        yield (usual if str(usual) == known and starts else dates.banked(usual, nation)), first, end
        usual, first, end = usual + length, end + DAY, end + length


# ---------------------------------------------------------------------- pay
def paydays(employment: Employment, nation: str, since: Day, until: Day) -> list[Pay]:
    """The paydays of one job, with what comes off each."""
    pays = []
    for day, first, last in pay_periods(employment, nation, since, until):
        gross = gross_pay(employment, first, last)
        if day < since or not gross:
            continue
        if "take_home" in employment.job:
            pays.append(Pay(day, employment.adult, gross))
            continue
        cycle = employment.cycle
        contribution, before_tax = employment.pension.contribution(cycle, gross)
        tax = employment.record.take(day, cycle, gross - contribution if before_tax else gross)
        pays.append(Pay(day, employment.adult, gross, tax, national_insurance(cycle, gross), contribution))
    return pays


def pension_of(adult: Json, job: Json) -> Pension:
    terms = job.get("pension", "automatic")
    return Pension(adult["age"], None if terms == "none" else terms)


def read_code(text: str, week_1_until: Day) -> TaxRecord:
    code, *basis = text.upper().split()
    return TaxRecord(code, week_1_until if basis else dt.date.min)


def tax_record(case: Json, chosen: Json, starts: Day, before: list[Employment]) -> TaxRecord:
    """The code of a new job, with the pay and tax of the year so far. `before` are the adult's other jobs, the last one first."""
    nation, job = case["nation"], chosen["job"]
    next_year = tax_year(tax_year(starts) + 370 * DAY)
    going_on = [other for other in before if other.ends is None or other.ends >= starts]
    p45 = None if going_on else last_p45(case, chosen, starts, before)
    if "tax_code" in job:  # with what HMRC has told the employer of the year so far
        record = read_code(job["tax_code"], next_year)
    elif statement := job.get("starter_statement"):  # the starter checklist takes the place of a P45
        return {
            "A": TaxRecord(STANDARD_CODE[nation]),
            "B": TaxRecord(STANDARD_CODE[nation], next_year),
            "C": TaxRecord(BASIC_RATE_CODE[nation]),
        }[statement]
    elif going_on:
        if a_year(terms_on(going_on[-1].job, starts)) < PERSONAL_ALLOWANCE:
            raise OutOfScopeError("a tax-free amount that is split between jobs")
        return TaxRecord(BASIC_RATE_CODE[nation])
    elif p45:
        record = TaxRecord(p45.code, p45.looks_back_from)
    elif before and before[0].starts is None and before[0].record.year == tax_year(starts):
        return TaxRecord(
            STANDARD_CODE[nation], next_year
        )  # statement B: nothing is known of an earlier job in the tax year
    else:
        record = TaxRecord(STANDARD_CODE[nation])  # statement A
    return dataclasses.replace(record, year=p45.year, pay=p45.pay, tax=p45.tax) if p45 else record


def last_p45(case: Json, chosen: Json, starts: Day, before: list[Employment]) -> TaxRecord | None:
    """What the P45 of the last job says, if its record is known.

    A P45 of the tax year before lends its code alone, and only until 24 May (HMRC, "New employees with a P45").
    """
    so_far = case["adults"][chosen["adult"] - 1].get("tax_this_year")
    if so_far:
        if before:
            raise OutOfScopeError("the year so far of a job that goes on")
        year = tax_year(Day.fromisoformat(case["date"]))
        known = TaxRecord(
            STANDARD_CODE[case["nation"]], year=year, pay=Decimal(str(so_far["pay"])), tax=Decimal(str(so_far["tax"]))
        )
        return known if year == tax_year(starts) else None
    if not before or before[0].starts is None:
        return None
    record = before[0].record
    if record.year == tax_year(starts):
        return record
    year_before = tax_year(tax_year(starts) - DAY)
    return (
        TaxRecord(record.code)
        if record.year == year_before and starts <= Day(starts.year, 5, 24) and starts.month >= 4
        else None
    )


def work(case: Json, since: Day, until: Day) -> list[Pay]:
    """All paydays of the case's only option, adult by adult and job by job."""
    option = case["options"][0]
    date = Day.fromisoformat(case["date"])
    chosen = [{"adult": 1, **option}] + [{"adult": 1, **more} for more in option.get("also", [])]
    pays: list[Pay] = []
    for number, adult in enumerate(case["adults"], 1):
        mine = [each for each in chosen if each["adult"] == number and each.get("job")]
        starts = min(
            (Day.fromisoformat(each["starts"]) for each in mine if each.get("replaces", "all") == "all"), default=None
        )
        held: list[Employment] = []
        paid: list[Pay] = []

        def follow(employment: Employment, held: list[Employment] = held, paid: list[Pay] = paid) -> None:
            held.insert(0, employment)
            paid += paydays(employment, case["nation"], since, until)

        for job in adult.get("jobs", []):
            ends = starts - DAY if starts else None
            week_1_until = tax_year(tax_year(date) + 370 * DAY)
            code = job.get("tax_code")
            record = read_code(code, week_1_until) if code else TaxRecord(STANDARD_CODE[case["nation"]])
            record.looks_back_from = week_1_until  # the pay of the year so far is not known
            follow(Employment(job, number, None, ends, pension_of(adult, job), record))
        for each in sorted(mine, key=lambda each: str(each["starts"])):
            day, end = Day.fromisoformat(each["starts"]), each.get("ends")
            if paid and any(pay.day >= day for pay in paid) and held[0].ends is not None and held[0].ends < day:
                raise OutOfScopeError("a last pay that comes after the next job has begun")
            pension = pension_of(adult, each["job"])
            record = tax_record(case, each, day, held)
            follow(Employment(each["job"], number, day, Day.fromisoformat(end) if end else None, pension, record))
        pays += paid
    return sorted(pays, key=lambda pay: pay.day)


# ---------------------------------------------------------------------- Universal Credit
def household(case: Json) -> Household:
    people = []
    for adult in case["adults"]:
        health = None
        if adult.get("uc_health") == "lcwra":
            health = "lcwra_new" if adult.get("lcwra_rate") == "new" else "lcwra"
        people.append(Claimant(adult["age"], health, bool(adult.get("cares_35_hours"))))
    rent = case.get("home", {}).get("rent", {"amount": 0, "per": "month"})
    a_month = exact(rent["amount"]) * {"week": Fraction(52, 12), "month": 1}[rent["per"]]
    births = [Day.fromisoformat(child["date_of_birth"]) for child in case.get("children", [])]
    return Household(people, births, nearest(Decimal(a_month.numerator) / a_month.denominator))


@dataclasses.dataclass(frozen=True)
class Period:
    starts: Day
    ends: Day
    paid_on: Day
    earnings: Decimal
    award: Decimal


def periods(case: Json, pays: list[Pay], since: Day, until: Day) -> list[Period]:
    """Each assessment period, until the award has been nil for so long that a claim would start anew."""
    found: list[Period] = []
    home = household(case)
    for first, last in dates.assessment_periods(case["universal_credit"]["assessment_period_day"], since, until):
        earnings = sum((pay.take_home for pay in pays if first <= pay.day <= last), ZERO)
        due = universal_credit.award(home, first, earnings)
        found.append(Period(first, last, dates.universal_credit_payday(last, case["nation"]), earnings, due))
        if len(found) >= 6 and not any(period.award for period in found[-6:]):
            break
    return found


def timeline(case: Json, until: Day) -> tuple[list[Pay], list[Period]]:
    """Every payday and assessment period from the one that the case's date is in, up to a day."""
    refuse_what_is_not_known(case)
    date = Day.fromisoformat(case["date"])
    since = dates.assessment_periods(case["universal_credit"]["assessment_period_day"], date, date)[0][0]
    pays = work(case, since, until + 31 * DAY)
    return pays, periods(case, pays, since, until)


def payments(case: Json, until: Day) -> list[tuple[Day, str, int]]:
    """Each payment as its day, its kind and pence, in order. The award of the period before the case's date may be still to come."""
    pays, awards = timeline(case, until)
    first = awards[0].starts
    ((before, ends),) = dates.assessment_periods(
        case["universal_credit"]["assessment_period_day"], first - DAY, first - DAY
    )
    awards = periods(case, work(case, before, ends), before, ends) + awards
    money = [(pay.day, "pay", int(pay.take_home * 100)) for pay in pays]
    money += [(period.paid_on, "universal_credit", int(period.award * 100)) for period in awards if period.award]
    return sorted(payment for payment in money if Day.fromisoformat(case["date"]) <= payment[0] <= until)
