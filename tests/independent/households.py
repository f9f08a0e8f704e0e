"""Cases within the model's scope, made up by hypothesis."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from independent.dates import banked

Strategy = st.SearchStrategy[Any]
Json = dict[str, Any]
Draw = Any

FIRST, LAST = dt.date(2025, 4, 10), dt.date(2026, 12, 20)
DAY = dt.timedelta(days=1)
MONTHLY_RULES = [16, 20, 25, 28, 30, 31, 10, 12, "last working day", "last friday", "last thursday", "last monday"]
CODES = {
    "england": ["1257L", "1257L M1", "BR", "0T", "K100", "NT", "900L W1"],
    "scotland": ["S1257L", "S1257L M1", "SBR", "S0T", "SK50", "SD0"],
    "wales": ["C1257L", "CBR", "C800L W1", "C0T"],
}
PENSIONS = [
    "none",
    {"employee_percent": 5, "basis": "qualifying", "method": "relief_at_source"},
    {"employee_percent": 3, "basis": "all_pay", "method": "relief_at_source"},
    {"employee_percent": 6, "basis": "all_pay", "method": "net_pay"},
]


def one_of_ten(common: Strategy, rare: Strategy) -> Strategy:
    return st.integers(0, 9).flatmap(lambda number: rare if number == 5 else common)


@st.composite
def pays(draw: Draw, most_a_week: int) -> Json:
    """Hours and pay, by the hour or for a period."""
    if draw(st.booleans()):
        hour = draw(st.integers(1221, 1700)) / 100
        return {
            "hours_per_week": draw(st.integers(4, most_a_week * 100 // 1700)),
            "pay": {"amount": hour, "per": "hour"},
        }
    week = draw(st.integers(6_000, most_a_week * 100)) / 100
    per = draw(st.sampled_from([("week", 1), ("two_weeks", 2), ("four_weeks", 4), ("month", 52 / 12), ("year", 52)]))
    return {"hours_per_week": 4, "pay": {"amount": round(week * per[1], 2), "per": per[0]}}


@st.composite
def jobs(draw: Draw, nation: str, starts: dt.date | None, most_a_week: int = 420, date: dt.date = FIRST) -> Json:
    """A job from a day on, or one that is done now. Its paydays are given or left to be assumed."""
    job: Json = draw(pays(most_a_week)) | {"paid": draw(st.sampled_from(["week", "two_weeks", "four_weeks", "month"]))}
    if job["paid"] == "month":
        job |= draw(st.one_of(st.just({}), st.sampled_from(MONTHLY_RULES).map(lambda rule: {"payday": rule})))
    elif starts is None or draw(st.booleans()):
        day = (
            starts + draw(st.integers(4, 16)) * DAY
            if starts
            else banked(date + draw(st.integers(-30, 30)) * DAY, nation)
        )
        job["first_payday"] = str(day)
    if starts is not None:
        job |= draw(
            one_of_ten(st.just({}), st.sampled_from("ABC").map(lambda statement: {"starter_statement": statement}))
        )
        if "starter_statement" not in job:
            job |= draw(one_of_ten(st.just({}), st.sampled_from(CODES[nation]).map(lambda code: {"tax_code": code})))
    return job | draw(one_of_ten(st.just({}), st.sampled_from(PENSIONS).map(lambda terms: {"pension": terms})))


@st.composite
def adults(draw: Draw, date: dt.date) -> Json:
    adult: Json = {"age": draw(st.sampled_from([19, 21, 23, 26, 35, 40, 51, 58]))}
    if draw(st.integers(0, 2)) == 0:
        new = date >= dt.date(2026, 4, 6) and draw(st.booleans())
        adult |= {"uc_health": "lcwra", "lcwra_rate": "new" if new else "protected"}
    elif draw(st.integers(0, 5)) == 0:
        adult |= {"cares_35_hours": True, "cares_for": "outside"}
    return adult


@st.composite
def cases(draw: Draw) -> Json:
    """One job taken up, a second job beside one that goes on, or a job that follows another; and it may end or change."""
    nation = draw(st.sampled_from(["england", "scotland", "wales"]))
    date = draw(st.dates(FIRST, LAST - 60 * DAY))
    starts = date + draw(st.integers(0, 60)) * DAY
    people = [draw(adults(date)) for _ in range(draw(st.sampled_from([1, 1, 2])))]
    option: Json = {"name": "Job", "adult": draw(st.integers(1, len(people))), "starts": str(starts)}
    shape = draw(st.sampled_from(["one", "one", "ends", "changes", "second", "follows", "after", "both"]))
    worker = people[option["adult"] - 1]
    if shape in ("second", "follows"):
        worker["jobs"] = [draw(jobs(nation, None, 260, date)) | {"name": "First"}]
        option["replaces"] = "none" if shape == "second" else "all"
    option["job"] = draw(jobs(nation, starts, 260 if shape == "second" else 420)) | {"name": "Job"}
    if shape == "second":
        option["job"].pop("starter_statement", None)
        option["job"]["tax_code"] = draw(st.sampled_from(CODES[nation]))
    if shape == "changes":
        change = draw(pays(420)) | {"from": str(starts + draw(st.integers(20, 250)) * DAY)}
        option["job"]["schedule"] = [change]
    if shape in ("ends", "after"):
        ends = starts + draw(st.integers(25, 200)) * DAY
        option["ends"] = str(ends)
        if shape == "after":
            begins = ends + draw(st.integers(20, 60)) * DAY
            option["also"] = [
                {
                    "adult": option["adult"],
                    "job": draw(jobs(nation, begins)) | {"name": "Next"},
                    "starts": str(begins),
                    "replaces": "none",
                }
            ]
    if shape == "both" and len(people) == 2:
        begins = starts + draw(st.integers(0, 60)) * DAY
        partner = draw(jobs(nation, begins, 260)) | {"name": "Partner's"}
        option["also"] = [{"adult": 3 - option["adult"], "job": partner, "starts": str(begins)}]
    elif len(people) == 2 and draw(st.booleans()):
        people[2 - option["adult"]]["jobs"] = [draw(jobs(nation, None, 200, date)) | {"name": "Partner's"}]
    if shape == "one" and date >= dt.date(date.year, 7, 1) and draw(st.booleans()):
        earned = draw(st.integers(500, 9000))
        worker["tax_this_year"] = {"pay": earned, "tax": draw(st.sampled_from([0, round(earned * 0.2)]))}
    births = draw(st.lists(st.dates(dt.date(2013, 6, 1), dt.date(2023, 1, 1)), max_size=3))
    case: Json = {
        "date": str(date),
        "nation": nation,
        "adults": people,
        "children": [{"date_of_birth": str(born)} for born in births],
        "universal_credit": {"assessment_period_day": draw(st.one_of(st.integers(1, 31), st.integers(27, 31)))},
        "options": [option],
        "views": ["timeline"],
    }
    if draw(st.booleans()):
        rent = draw(st.integers(6_000, 12_000)) / 100
        week = draw(st.booleans())
        case["home"] = {
            "tenure": "social",
            "rent": {"amount": rent if week else round(rent * 4, 2), "per": "week" if week else "month"},
        }
    return case
