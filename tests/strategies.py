"""Cases made up by hypothesis, as the JSON that a person or a program would send.

`cases()` makes households that could exist, for properties of figures. `any_cases()` fills every field of the contract with anything
that is allowed there, sense or none, to see that nothing crashes. With MORE_EXAMPLES=20 in the environment every property is
tried on twenty times as many, on others each time, and a case for which it does not hold is made as small as can be.
"""

import csv
import datetime as dt
import os
import typing
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from calculator.contract.people import EndedBenefit
from calculator.contract.values import OneOffKind
from calculator.resources import folder

Strategy = st.SearchStrategy[Any]
Json = dict[str, Any]

MORE = int(os.environ.get("MORE_EXAMPLES", "1"))
FIRST, LAST = dt.date(2024, 4, 8), dt.date(2027, 4, 4)  # the days that the rules cover
PERIODS = ("week", "two_weeks", "four_weeks", "month", "quarter", "year")
CYCLES = ("week", "two_weeks", "four_weeks", "month")
INCOMES = (
    "child_maintenance", "spousal_maintenance", "occupational_pension", "income_protection", "maternity_allowance", "industrial_injuries",
    "bereavement", "lodger", "rental", "student_finance", "state_pension", "other",
)  # fmt: skip
DEBTS = (
    "advance", "budgeting", "rent_arrears", "council_tax", "overpayment", "fine", "child_maintenance", "other",
)  # fmt: skip
TENURES = ("social", "private", "owner", "living_with_others", "supported", "temporary", "shared_ownership")
with (folder("rules") / "housing" / "lha.csv").open(encoding="utf-8") as table:
    AREAS = sorted({row["brma"] for row in csv.DictReader(table)})


def tries(examples: int) -> Callable[[Any], Any]:
    """How many cases a property is tried on; the same ones each time, and quick to fail, unless more are asked for."""
    return settings(
        max_examples=examples * MORE,
        derandomize=MORE == 1,
        phases=[Phase.generate] if MORE == 1 else [Phase.generate, Phase.shrink],
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


def fields(needed: dict[str, Strategy], maybe: dict[str, Strategy]) -> Strategy:
    """An object with the fields needed and some of the others."""
    return st.fixed_dictionaries(needed, optional=maybe)


def pounds(most: int, least: int = 0) -> Strategy:
    """Pounds and pence, whole pounds more often."""
    return st.one_of(st.integers(least, most), st.integers(least * 100, most * 100).map(lambda pence: pence / 100))


def money(a_month: int, periods: tuple[str, ...] = PERIODS, least: int = 0) -> Strategy:
    """So much a month at most, said by the week, the month, the year..."""
    share = {
        "hour": 1 / 160,
        "day": 1 / 20,
        "week": 0.23,
        "two_weeks": 0.46,
        "four_weeks": 0.92,
        "month": 1,
        "quarter": 3,
        "year": 12,
    }

    def by(period: str) -> Strategy:
        most = max(1, int(a_month * share[period]))
        return st.builds(lambda amount: {"amount": amount, "per": period}, pounds(most, least))

    return st.sampled_from(periods).flatmap(by)


def days(first: dt.date = FIRST, last: dt.date = LAST) -> Strategy:
    return st.dates(first, last).map(dt.date.isoformat)


def tenths(least: int, most: int) -> Strategy:
    return st.integers(least * 10, most * 10).map(lambda number: number / 10)


FLAG = st.booleans()
NAME = st.sampled_from(["Cafe", "Warehouse", "Library", "Nights", "Gofal", "Ysgol"])
PENSION = st.one_of(
    st.none(),
    st.just("none"),
    fields(
        {},
        {
            "employee_percent": st.sampled_from([0, 3, 5, 8.5]),
            "basis": st.sampled_from(["qualifying", "all_pay"]),
            "method": st.sampled_from(["relief_at_source", "net_pay", "salary_sacrifice"]),
        },
    ),
)
COSTS = st.lists(money(120).flatmap(lambda cost: NAME.map(lambda name: cost | {"name": name})), max_size=2)


# ---------------------------------------------------------------------- households that could exist
def hourly_jobs(most_hours: int = 45) -> Strategy:
    """A job by the hour, from 1 hour a week."""
    return fields(
        {
            "hours_per_week": st.one_of(st.integers(1, most_hours), tenths(1, most_hours)),
            "pay": st.integers(755, 3500).map(lambda pence: {"amount": pence / 100, "per": "hour"}),
        },
        {
            "paid": st.sampled_from(CYCLES),
            "weeks_per_year": st.sampled_from([39, 44, 52]),
            "pension": PENSION,
            "work_costs": COSTS,
            "apprentice": FLAG,
            "supported_permitted_work": FLAG,
        },
    )


def jobs() -> Strategy:
    fixed = fields(
        {"pay": money(6000, ("week", "four_weeks", "month", "year"), 1), "hours_per_week": tenths(1, 45)},
        {"paid": st.sampled_from(CYCLES), "pension": PENSION, "work_costs": COSTS},
    )
    banked = fields(
        {"take_home": money(3000, ("week", "month"), 1), "hours_per_week": tenths(1, 45)},
        {"paid": st.sampled_from(CYCLES), "work_costs": COSTS},
    )
    return st.one_of(hourly_jobs(), fixed, banked)


def named(each: Strategy, most: int) -> Strategy:
    """A list of jobs, each with a name of its own."""
    return st.lists(each, max_size=most).map(
        lambda held: [job | {"name": f"Job {number + 1}"} for number, job in enumerate(held)]
    )


def an_income() -> Strategy:
    return money(400).flatmap(lambda paid: st.sampled_from(INCOMES).map(lambda kind: paid | {"kind": kind}))


def adults(job_of: Strategy | None = None, most_jobs: int = 2) -> Strategy:
    return fields(
        {"age": st.integers(18, 64), "jobs": named(jobs() if job_of is None else job_of, most_jobs)},
        {
            "uc_health": st.sampled_from(["none", "lcw", "lcwra"]),
            "lcw_element": FLAG,
            "lcwra_rate": st.sampled_from(["protected", "new"]),
            "lcwra_from": days(dt.date(2017, 1, 1), LAST),
            "pip_daily_living": st.sampled_from(["none", "standard", "enhanced"]),
            "pip_mobility": st.sampled_from(["none", "standard", "enhanced"]),
            "cares_35_hours": FLAG,
            "carers_allowance": FLAG,
            "carer_paid_for_them": FLAG,
            "new_style_esa": fields(
                {"group": st.sampled_from(["assessment", "work_related", "support"])}, {"amount": money(600)}
            ),
            "new_style_jsa": fields({}, {"amount": money(400)}),
            "student_loans": st.lists(
                st.sampled_from(["plan_1", "plan_2", "plan_4", "plan_5", "postgraduate"]), max_size=2, unique=True
            ),
            "other_income": st.lists(an_income(), max_size=2),
            "care_leaver": FLAG,
            "shared_rate_exempt": FLAG,
        },
    )


def children() -> Strategy:
    decided = st.sampled_from(["none", "lower", "higher"]).map(lambda found: {"disability": found})
    rated = fields(
        {},
        {
            "care": st.sampled_from(["none", "lowest", "middle", "highest"]),
            "mobility": st.sampled_from(["none", "lower", "higher"]),
        },
    )
    plain = fields(
        {"age": st.integers(0, 19)},
        {"sex": st.sampled_from(["female", "male"]), "in_education": FLAG, "two_child_exception": FLAG},
    )
    return st.builds(lambda child, health: child | health, plain, st.one_of(st.just({}), decided, rated))


def homes() -> Strategy:
    return fields(
        {"tenure": st.sampled_from(TENURES)},
        {
            "rent": money(1500),
            "ineligible_charges": money(60),
            "rent_free_weeks": st.integers(0, 4),
            "other_joint_tenants": st.integers(0, 2),
            "bedrooms": st.integers(0, 6),
            "extra_bedrooms": st.integers(0, 2),
            "council_tax": money(200),
            "non_dependants": st.lists(
                fields({"age": st.integers(18, 90)}, {"gross_pay": money(2000), "exempt": FLAG}), max_size=2
            ),
        },
    )


@st.composite
def cases(
    draw: Any,
    *,
    options: int = 1,
    views: tuple[str, ...] = (),
    job: Strategy | None = None,
    most_jobs: int = 2,
    covered: bool = False,
) -> Json:
    """A household with so many options, each the first adult's job. `covered`: every line can be worked out."""
    # From a month in, so that the assessment period on the day has begun under the rules held too.
    date = draw(days(FIRST + dt.timedelta(days=31), LAST - dt.timedelta(days=90)))
    case: Json = {"date": date, "adults": draw(st.lists(adults(job, most_jobs), min_size=1, max_size=2))}
    case |= draw(
        fields(
            {"children": st.lists(children(), max_size=4), "home": homes()},
            {
                "nation": st.sampled_from(["england", "scotland", "wales"]),
                "brma": st.sampled_from(AREAS),
                "savings": st.sampled_from([0, 250, 5999.99, 6000, 6000.01, 9000, 15999.99, 16000, 16000.01, 30000]),
                "childcare": money(900),
                "claims": fields({}, {"universal_credit": FLAG, "child_benefit": FLAG}),
                "universal_credit": fields(
                    {},
                    {
                        "assessment_period_day": st.integers(1, 31),
                        "transitional_element": pounds(300),
                        "benefit_cap_grace_ends": days(),
                    },
                ),
                "deductions": st.lists(money(60).map(lambda taken: taken | {"kind": "advance"}), max_size=2),
            },
        )
    )
    if covered:
        case["home"].pop("council_tax", None)
        if case["home"]["tenure"] in ("supported", "temporary"):
            case["home"]["tenure"] = "social"
    case["options"] = [draw(option(f"Option {number + 1}", date, job)) for number in range(options)]
    case["views"] = list(views)
    return case


def option(name: str, date: str, job: Strategy | None = None) -> Strategy:
    start = dt.date.fromisoformat(date)
    return fields(
        {"name": st.just(name), "job": (jobs() if job is None else job).map(lambda taken: taken | {"name": "New job"})},
        {
            "replaces": st.sampled_from(["all", "none"]),
            "starts": days(start, start + dt.timedelta(days=90)),
            "childcare": money(900),
        },
    )


def self_employment(date: str) -> Strategy:
    day = dt.date.fromisoformat(date)
    return fields(
        {"profit": money(2500), "hours_per_week": tenths(1, 45)},
        {
            "gainful": FLAG,
            "trading_from": days(day - dt.timedelta(days=700), day),
            "profits": st.lists(
                fields({"month": days(day, LAST).map(lambda each: each[:7]), "amount": pounds(2500, -900)}, {}),
                max_size=3,
                unique_by=lambda each: each["month"],
            ),
        },
    )


def sick_jobs(date: str) -> Strategy:
    """A job that its holder is off sick from."""
    day = dt.date.fromisoformat(date)
    off_sick = fields(
        {"from": days(day - dt.timedelta(days=190), day)},
        {"ssp_weeks_used": st.integers(0, 28), "average_weekly_earnings": money(1500, ("week",))},
    )
    return st.builds(lambda job, sick: job | {"sick": sick}, hourly_jobs(), off_sick)


def childcare_by_child(children: int) -> Strategy:
    return st.lists(
        st.builds(
            lambda paid, child, more: paid | {"child": child} | more,
            money(900, ("day", "week", "month")),
            st.integers(1, children),
            st.just({"days_per_week": 3}),
        ),
        min_size=1,
        max_size=3,
    )


@st.composite
def wider_cases(draw: Any, number: int) -> Json:
    """As `cases`, with one option by the hour. The number picks what is sure to be in it: twelve in a row have each nation
    in each year, each kind of home, income and debt, the self-employed, the sick, students, childcare child by child."""
    case: Json = draw(cases(options=1, views=("hours",), job=hourly_jobs(), most_jobs=1))
    year = FIRST.year + number // 3 % 3
    case["date"] = draw(days(max(FIRST, dt.date(year, 4, 6)) + dt.timedelta(days=31), dt.date(year, 12, 31)))
    case["options"][0].pop("starts", None)
    case["nation"] = ("england", "scotland", "wales")[number % 3]
    case["home"]["tenure"] = TENURES[number % len(TENURES)]
    case["deductions"] = [draw(money(60)) | {"kind": DEBTS[number % len(DEBTS)]}]
    first, *partners = case["adults"]
    first["other_income"] = [draw(money(400)) | {"kind": INCOMES[number]}]
    for adult, turn in zip(case["adults"], (number, number + 1), strict=False):
        adult.pop("lcwra_from", None)
        if turn % 4 < 2:
            adult["jobs"] = [draw((self_employment, sick_jobs)[turn % 4](case["date"])) | {"name": "Job 1"}]
    for partner in partners:
        partner["full_time_student"] = number % 4 == 3
    if case["children"] and number % 2:
        case["childcare"] = draw(childcare_by_child(len(case["children"])))
    return case


# ---------------------------------------------------------------------- anything that is allowed
ANY_DAY = days(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
ANY_MONEY = st.one_of(st.just(0), st.just(10_000_000), st.floats(0, 10_000_000, allow_nan=False), pounds(3000))
ANY_TEXT = st.text(
    st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"]), min_size=1, max_size=8
).filter(str.isprintable)
HOURS = st.one_of(st.sampled_from([0, 0.01, 15.99, 16, 168]), st.floats(0, 168, allow_nan=False))


def any_money(periods: tuple[str, ...] = PERIODS, **more: Strategy) -> Strategy:
    return fields({"amount": ANY_MONEY, "per": st.sampled_from(periods), **more}, {})


PAY_PERIODS = ("hour", "day", *PERIODS)
ANY_PENSION = st.one_of(
    PENSION,
    fields(
        {},
        {"employee_percent": st.floats(0, 100), "basis": st.sampled_from(["qualifying", "all_pay"]), "from": ANY_DAY},
    ),
)
PAYDAYS = st.one_of(st.integers(1, 31), st.sampled_from(["last working day", "last friday", "last sunday"]))
SICK = fields(
    {"from": ANY_DAY},
    {
        "ssp_weeks_used": st.floats(0, 28),
        "average_weekly_earnings": any_money(),
        "contract_pay": st.lists(any_money(until=ANY_DAY), max_size=2),
    },
)


ANY_DAYS = st.one_of(
    st.just({}),
    ANY_DAY.map(lambda day: {"to": day}),
    st.tuples(ANY_DAY, ANY_DAY).map(sorted).map(lambda ends: {"from": ends[0], "to": ends[1]}),
)
ANY_MONTH = ANY_DAY.map(lambda day: day[:7])


@st.composite
def any_jobs(draw: Any) -> Json:
    pay = draw(st.sampled_from(["pay", "take_home", "profit", None]))
    made: Json = {"hours_per_week": draw(HOURS), "days_per_week": draw(st.floats(0, 7))}
    if pay is not None:
        made[pay] = draw(any_money(PERIODS if pay == "profit" else PAY_PERIODS))
    step = fields(
        {"from": ANY_DAY, "pay": any_money(PAY_PERIODS)}, {"hours_per_week": HOURS, "days_per_week": st.floats(0, 7)}
    )
    made |= draw(
        fields(
            {},
            {
                "weeks_per_year": st.floats(0, 52),
                "gainful": FLAG,
                "trading_from": ANY_DAY,
                "schedule": st.lists(step, min_size=1, max_size=2),
                "pays": st.lists(
                    st.one_of(
                        fields({"date": ANY_DAY, "gross": ANY_MONEY}, {"hours": st.floats(0, 9000)}),
                        fields({"date": ANY_DAY, "take_home": ANY_MONEY}, {}),
                    ),
                    min_size=1,
                    max_size=2,
                ),
                "unpaid_periods": st.lists(
                    st.tuples(ANY_DAY, ANY_DAY).map(sorted).map(lambda ends: {"from": ends[0], "to": ends[1]}),
                    max_size=2,
                ),
                "paid": st.sampled_from(CYCLES),
                "first_payday": ANY_DAY,
                "payday": PAYDAYS,
                "pension": ANY_PENSION,
                "tax_code": st.sampled_from(["1257L", "s1257L M1", "K100", "BR", "0T", "NT", "D1", "C500T"]),
                "starter_statement": st.sampled_from(["A", "B", "C"]),
                "apprentice": FLAG,
                "supported_permitted_work": FLAG,
                "work_costs": st.lists(any_money(name=ANY_TEXT), max_size=2),
                "sick": SICK,
            },
        )
    )
    if pay in ("profit", None) and draw(FLAG):
        months = draw(st.lists(ANY_MONTH, min_size=1, max_size=3, unique=True))
        made["profits"] = [{"month": month, "amount": draw(st.floats(-3000, 3000))} for month in months]
    if pay is None and not {"profits", "sick", "pays", "schedule"} & set(made):
        made["sick"] = draw(SICK)
    return made


def somebody(least: int, most: int, date: str) -> Strategy:
    """An age, or a date of birth that gives one within the same bounds on the date."""
    age = st.integers(least, most).map(lambda years: {"age": years})
    day = dt.date.fromisoformat(date)
    first = max(dt.date(1900, 1, 1), day - dt.timedelta(days=int(365.24 * most)))
    last = day - dt.timedelta(days=int(365.26 * least) + 1)
    return st.one_of(age, days(first, last).map(lambda birth: {"date_of_birth": birth})) if first <= last else age


def any_adults(date: str) -> Strategy:
    award = {"from": ANY_DAY, "amount": any_money(), "next_payday": ANY_DAY}
    more = fields(
        {"jobs": named(any_jobs(), 3)},
        {
            "name": ANY_TEXT,
            "uc_health": st.sampled_from(["none", "lcw", "lcwra"]),
            "lcw_element": FLAG,
            "lcwra_rate": st.sampled_from(["protected", "new"]),
            "lcwra_from": ANY_DAY,
            "medical_evidence_from": ANY_DAY,
            "pip_daily_living": st.sampled_from(["none", "standard", "enhanced"]),
            "pip_mobility": st.sampled_from(["none", "standard", "enhanced"]),
            "cares_35_hours": FLAG,
            "cares_for": st.just("outside"),
            "carers_allowance": FLAG,
            "carer_paid_for_them": FLAG,
            "new_style_esa": fields(
                {"group": st.sampled_from(["assessment", "work_related", "support"])},
                award | {"days_counted": st.integers(0, 366)},
            ),
            "new_style_jsa": fields({}, award),
            "student_loans": st.lists(
                st.sampled_from(["plan_1", "plan_2", "plan_4", "plan_5", "postgraduate"]), max_size=5
            ),
            "tax_code": st.sampled_from(["1257L", "0T W1"]),
            "tax_this_year": fields({"pay": ANY_MONEY, "tax": ANY_MONEY}, {}),
            "other_income": st.lists(
                st.builds(lambda paid, dated: paid | dated, any_money(kind=st.sampled_from(INCOMES)), ANY_DAYS),
                max_size=3,
            ),
            "ended_benefits": st.lists(st.sampled_from(typing.get_args(EndedBenefit)), max_size=3, unique=True),
            "start_up_period_ends": ANY_DAY,
            "expected_hours": HOURS,
            "care_leaver": FLAG,
            "shared_rate_exempt": FLAG,
            "full_time_student": FLAG,
            "no_public_funds": FLAG,
            "prescription_items_per_month": st.integers(0, 100),
        },
    )
    return st.builds(lambda who, rest: who | rest, somebody(16, 120, date), more)


def any_children(date: str) -> Strategy:
    return st.builds(
        lambda who, child: {name: value for name, value in child.items() if name != "age"} | who,
        somebody(0, 19, date),
        children(),
    )


def any_homes() -> Strategy:
    person = fields({}, {"age": st.integers(16, 120), "gross_pay": any_money(), "exempt": FLAG})
    return fields(
        {},
        {
            "tenure": st.sampled_from(TENURES),
            "rent": any_money(),
            "ineligible_charges": any_money(),
            "rent_free_weeks": st.integers(0, 26),
            "other_joint_tenants": st.integers(0, 10),
            "bedrooms": st.integers(0, 20),
            "extra_bedrooms": st.integers(0, 4),
            "paid_to_landlord": FLAG,
            "council_tax": any_money(),
            "council_tax_band": st.sampled_from("ABCDEFGHI"),
            "band_reduced_for_disability": FLAG,
            "housing_help_on_statement": any_money(),
            "postcode": st.sampled_from(["LS6 2AB", "ls6"]),
            "non_dependants": st.lists(person, max_size=3),
        },
    )


def any_statement() -> Strategy:
    """A Universal Credit statement with every line, all of one amount and one day."""
    amounts = (
        "standard_allowance", "housing", "rent", "children", "disabled_children", "childcare", "health", "carer", "transitional_protection",
        "entitlement", "take_home_pay", "work_allowance", "earnings_deduction", "surplus_earnings", "savings", "benefit_cap", "sanction",
        "taken_off", "paid_to_landlord", "payment",
    )  # fmt: skip

    def with_all(amount: float, day: str) -> Json:
        return {
            **dict.fromkeys(amounts, amount),
            "from": day,
            "to": day,
            "children_supported": 2,
            "payments": [{"date": day, "amount": amount}],
            "take_home_pay_by_adult": [amount],
            "other_income": [{"kind": "new_style_esa", "amount": amount}],
            "deductions": [{"kind": "advance", "amount": amount}],
        }

    return st.builds(with_all, ANY_MONEY, ANY_DAY)


def any_childcare(count: int) -> Strategy:
    if not count:
        return any_money()
    by_child = fields(
        {
            "child": st.integers(1, count),
            "amount": ANY_MONEY,
            "per": st.sampled_from(PAY_PERIODS),
            "hours_per_week": HOURS,
            "days_per_week": st.floats(0, 7),
        },
        {"weeks_per_year": st.floats(0, 52), "first_month_paid_by_jobcentre": FLAG},
    )
    return st.one_of(any_money(), st.lists(by_child, max_size=3))


CLAIMS = fields(
    {}, dict.fromkeys(("universal_credit", "council_tax_reduction", "child_benefit", "housing_benefit"), FLAG)
)
PAID_ON = (
    "new_style_esa", "new_style_jsa", "housing_benefit", "carers_allowance", "child_benefit", "pip", "child_disability",
    "scottish_child_payment", "tax_free_childcare", "maintenance", "other_income", "rent", "council_tax", "childcare", "work_costs",
)  # fmt: skip
WHAT_IF = st.one_of(
    fields(
        {
            "kind": st.sampled_from(["ends", "sick", "payday"]),
            "after_weeks": st.integers(0, 520),
            "weeks": st.integers(0, 520),
        },
        {},
    ),
    fields({"kind": st.just("hours"), "date": ANY_DAY, "hours": HOURS}, {}),
)


@st.composite
def any_work(draw: Any, people: int, dated: Strategy) -> Json:
    made: Json = draw(
        st.one_of(
            any_jobs().map(lambda job: {"job": job}),
            any_jobs().map(lambda job: {"work": "job", "job": job}),
            st.sampled_from([{}, {"job": None}, {"work": "none"}, {"work": "as_now"}]),
        )
    )
    made["adult"] = draw(st.integers(1, people))
    made |= draw(fields({}, {"replaces": st.sampled_from(["all", "none", []])}))
    ends = sorted(draw(st.tuples(dated, dated)))
    made |= draw(st.sampled_from([{}, {"starts": ends[0]}, {"ends": ends[1]}, {"starts": ends[0], "ends": ends[1]}]))
    return made


def ahead_of(date: str) -> Strategy:
    """Days within two years of the case's date."""
    start = dt.date.fromisoformat(date)
    return days(start, max(start, min(start + dt.timedelta(days=720), LAST)))


def any_one_off(ahead: Strategy) -> Strategy:
    """Money that comes once."""
    return fields(
        {"date": ahead, "amount": ANY_MONEY, "kind": st.sampled_from(typing.get_args(OneOffKind))},
        {"name": ANY_TEXT, "adult": st.just(1), "weeks": st.integers(1, 520)},
    )


def any_changes(date: str, ahead: Strategy) -> Strategy:
    """Changes to the household: those that people ask for, and any others."""
    said = st.one_of(
        st.fixed_dictionaries({"op": st.just("add"), "path": st.sampled_from(["/adults/-", "/adults/1"]), "value": any_adults(date)}),
        st.fixed_dictionaries({"op": st.just("add"), "path": st.just("/children/-"), "value": any_children(date)}),
        st.sampled_from([{"op": "remove", "path": path} for path in ("/adults/1", "/children/0", "/home", "/adults/0/new_style_esa")]),
        st.fixed_dictionaries({"op": st.just("replace"), "path": st.just("/home"), "value": any_homes()}),
        st.fixed_dictionaries({"op": st.just("add"), "path": st.just("/savings"), "value": ANY_MONEY}),
        st.sampled_from([{"op": "replace", "path": "/adults/0/uc_health", "value": value} for value in ("none", "lcwra")]),
        st.sampled_from([{"op": "replace", "path": "/adults/0/pip_daily_living", "value": value} for value in ("none", "enhanced")]),
        st.fixed_dictionaries(
            {
                "op": st.sampled_from(["add", "replace", "remove"]),
                "path": st.sampled_from(["/date", "/adults/0", "/nothing", "/home/rent/amount", "/children/7", "/council", "/deductions"]),
                "value": st.one_of(st.none(), ANY_TEXT, ANY_MONEY, st.just([]), st.just({})),
            }
        ),
    )  # fmt: skip
    return st.builds(lambda change, day: change | day, said, fields({}, {"from": ahead}))


@st.composite
def any_cases(draw: Any) -> Json:
    """Any Case that may be handed in; most are of days that the rules cover."""
    dated = st.one_of(days(), days(), days(), ANY_DAY)
    date = draw(dated)
    case: Json = {
        "date": date,
        "adults": draw(st.lists(any_adults(date), min_size=1, max_size=2)),
        "children": draw(
            st.one_of(st.lists(any_children(date), max_size=3), st.lists(any_children(date), min_size=9, max_size=12))
        ),
    }
    people, count = len(case["adults"]), len(case["children"])
    if count:
        case["adults"][0] |= draw(fields({}, {"cares_for": st.just(f"child:{count}")}))
    case |= draw(
        fields(
            {},
            {
                "contract": st.sampled_from(["1.0", "1.1"]),
                "nation": st.sampled_from(["england", "scotland", "wales"]),
                "council": st.one_of(st.sampled_from(["Sheffield", "Camden", "Glasgow City"]), ANY_TEXT),
                "brma": st.sampled_from(AREAS),
                "home": any_homes(),
                "savings": ANY_MONEY,
                "childcare": any_childcare(count),
                "claims": CLAIMS,
                "universal_credit": fields(
                    {},
                    {
                        "assessment_period_day": st.integers(1, 31),
                        "paid": st.sampled_from(["monthly", "twice_monthly"]),
                        "transitional_element": ANY_MONEY,
                        "transitional_first_period_over_threshold": FLAG,
                        "surplus_earnings": ANY_MONEY,
                        "benefit_cap_grace_ends": ANY_DAY,
                        "award_ended": ANY_DAY,
                        "statement": any_statement(),
                    },
                ),
                "deductions": st.lists(
                    any_money(kind=st.sampled_from(["advance", "rent_arrears", "other"])).flatmap(
                        lambda taken: fields({}, {"ends": ANY_DAY}).map(lambda end: taken | end)
                    ),
                    max_size=2,
                ),
                "money": st.lists(any_one_off(ahead_of(date)), max_size=2),
                "bank_balance": st.floats(-10_000_000, 10_000_000, allow_nan=False),
                "everyday_spending": any_money(),
                "paydays": fields(
                    {}, {name: fields({"next": ANY_DAY, "every": st.sampled_from(PERIODS)}, {}) for name in PAID_ON}
                ),
                "views": st.lists(st.sampled_from(["hours", "working", "timeline"]), max_size=3),
            },
        )
    )
    case["options"] = []
    ahead = ahead_of(date)
    for number in range(draw(st.integers(0, 2))):
        chosen = draw(any_work(people, ahead)) | {"name": f"Option {number + 1}"}
        chosen |= draw(
            fields(
                {},
                {
                    "also": st.lists(any_work(people, ahead), min_size=1, max_size=2),
                    "claims": CLAIMS,
                    "universal_credit_from": ANY_DAY,
                    "childcare": any_childcare(count),
                    "money": st.lists(any_one_off(ahead), min_size=1, max_size=2),
                    "changes": st.lists(any_changes(date, ahead), min_size=1, max_size=2),
                    "what_if": st.lists(WHAT_IF, min_size=1, max_size=2),
                },
            )
        )
        case["options"].append(chosen)
    if case["options"]:
        case |= draw(fields({}, {"compare_with": st.sampled_from(["now", "Option 1"])}))
    return case
