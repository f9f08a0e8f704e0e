"""Changes of the household in an option: in the typical month, in the year, and what is refused."""

import copy
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from loaded import LAST_OF_2026, known_to

from calculator.contract.errors import CaseError
from calculator.contract.json_patch import PatchError, patched, steps_of
from calculator.contract.reading import read_case
from calculator.contract.result import OptionResult, Result
from calculator.resources import folder

# The monthly amounts of Universal Credit from April 2026 (SI 2026/148): single and couple from 25, LCWRA at the new rate, a later child.
SINGLE, COUPLE, LCWRA, CHILD = (Decimal(each) for each in ("424.90", "666.97", "217.26", "303.94"))
RENT = Decimal(450)
JOB = {"name": "Shop", "hours_per_week": 20, "pay": {"amount": 13, "per": "hour"}, "paid": "month", "payday": 25}
calculator = known_to(LAST_OF_2026)


def worked(*changes: dict[str, Any], views: list[str] | None = None, option: Any = None, **household: Any) -> Result:
    case = {
        "date": "2026-11-23", "nation": "england", "adults": [{"date_of_birth": "1990-01-01"}],
        "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
        "universal_credit": {"assessment_period_day": 14}, "views": views or [],
        "options": [{"name": "Change", "changes": list(changes), **(option or {})}], **household,
    }  # fmt: skip
    return calculator.calculate(read_case(case))


def month(*changes: dict[str, Any], **more: Any) -> OptionResult:
    return worked(*changes, **more).options[0]


def award(option: OptionResult) -> Decimal:
    return Decimal(option.position.universal_credit.award)


def awards(*changes: dict[str, Any], **more: Any) -> dict[str, Decimal]:
    """The awards of the year by the day on which their periods start."""
    timeline = month(*changes, views=["timeline"], **more).timeline
    assert timeline is not None
    return {str(period.starts): Decimal(period.award) for period in timeline.assessment_periods}


def pays(*changes: dict[str, Any], **more: Any) -> list[str]:
    timeline = month(*changes, views=["timeline"], **more).timeline
    assert timeline is not None
    return [str(event.date) for event in timeline.events if event.kind == "payday"]


def change(op: str, path: str, value: Any = None, from_: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"op": op, "path": path}
    if op != "remove":
        made["value"] = value
    return made | ({"from": from_} if from_ else {})


def refused(*changes: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(CaseError) as caught:
        worked(*changes, **more)
    return [(problem.pointer, problem.detail) for problem in caught.value.problems]


# ---------------------------------------------------------------------- JSON Patch
DATA = {"a/b": {"~": [1, 2]}, "list": [{"x": 1}], "none": None}


@pytest.mark.parametrize(
    ("op", "path", "value", "made"),
    [
        ("add", "/list/-", 5, {**DATA, "list": [{"x": 1}, 5]}),
        ("add", "/list/0", 5, {**DATA, "list": [5, {"x": 1}]}),
        ("add", "/list/1", 5, {**DATA, "list": [{"x": 1}, 5]}),
        ("add", "/new", None, {**DATA, "new": None}),
        ("add", "/none", 1, {**DATA, "none": 1}),
        ("replace", "/list/0/x", 2, {**DATA, "list": [{"x": 2}]}),
        ("remove", "/list/0", None, {**DATA, "list": []}),
        ("remove", "/none", None, {"a/b": {"~": [1, 2]}, "list": [{"x": 1}]}),
        ("replace", "/a~1b/~0/1", 3, {**DATA, "a/b": {"~": [1, 3]}}),
    ],
)
def test_an_operation_changes_one_place_and_leaves_the_data_given_as_it_is(
    op: Any, path: str, value: Any, made: Any
) -> None:
    before = repr(DATA)
    assert patched(DATA, op, steps_of(path), value)[0] == made
    assert repr(DATA) == before


@pytest.mark.parametrize(
    ("op", "path", "why"),
    [
        ("replace", "/new", "there is no 'new' in /"),
        ("remove", "/list/1", "/list has no place 1: it has 1 item, counted from 0"),
        ("replace", "/list/-", "/list has no place -: it has 1 item, counted from 0"),
        ("add", "/list/2", "/list has no place 2: it has 1 item, counted from 0"),
        ("add", "/list/01", "'01' must be a place in the list /list, counted from 0, or - for the end"),
        ("add", "/none/x", "there is nothing below /none"),
        ("add", "/list/0/y/z", "there is no 'y' in /list/0"),
    ],
)
def test_an_operation_at_a_place_that_is_not_there_says_so(op: Any, path: str, why: str) -> None:
    with pytest.raises(PatchError) as caught:
        patched(DATA, op, steps_of(path), 1)
    assert str(caught.value) == why


# ---------------------------------------------------------------------- a typical month
@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ([change("add", "/adults/1", {"age": 30})], COUPLE + RENT),
        ([change("add", "/adults/-", {"date_of_birth": "1996-05-05"})], COUPLE + RENT),
        (
            [change("replace", "/adults/0/uc_health", "lcwra"), change("add", "/adults/0/medical_evidence_from", "2026-08-14")],
            SINGLE + RENT + LCWRA,
        ),
        ([change("replace", "/adults/0/uc_health", "lcwra")], SINGLE + RENT),
        ([change("replace", "/home/rent", {"amount": 500, "per": "month"})], SINGLE + 500),
        ([change("replace", "/home/rent/amount", 500)], SINGLE + 500),
        ([change("add", "/children/-", {"age": 0})], SINGLE + RENT + CHILD),
        ([change("remove", "/home")], SINGLE),
        ([change("replace", "/savings", 16000.01)], Decimal(0)),
        ([change("add", "/adults/0/other_income/-", {"kind": "occupational_pension", "amount": 100, "per": "month"})], SINGLE + RENT - 100),
        ([change("add", "/children/-", {"age": 0}), change("remove", "/children/0")], SINGLE + RENT),
    ],
)  # fmt: skip
def test_the_typical_month_has_the_changes_in_it(changes: list[dict[str, Any]], due: Decimal) -> None:
    found = worked(*changes)
    assert award(found.options[0]) == due
    assert Decimal(found.now.universal_credit.award) == SINGLE + RENT
    assert found.options[0].change_per_month == Decimal(found.options[0].position.left_over_before_debts) - Decimal(
        found.now.left_over_before_debts
    )


COUPLE_NOW: dict[str, Any] = {
    "adults": [{"age": 36}, {"age": 35, "uc_health": "lcwra", "lcwra_rate": "new", "jobs": [JOB]}]
}


def test_a_partner_who_moves_out_takes_their_pay_and_health_element_with_them() -> None:
    found = month(change("remove", "/adults/1"), **COUPLE_NOW)
    assert award(found) == SINGLE + RENT
    assert not [line for line in found.position.lines if line.kind == "pay"]


def test_a_partner_who_moves_in_brings_a_job() -> None:
    found = month(change("add", "/adults/1", {"age": 30, "jobs": [JOB]}))
    pay = next(line for line in found.position.lines if line.id == "pay")
    assert [round(part, 2) for part in pay.by_adult] == [0, Decimal("1126.67")]  # 20 x £13 x 52 / 12
    statement = found.position.universal_credit
    assert Decimal(statement.award) == COUPLE + RENT - Decimal(statement.earned_income_deduction)


def test_a_child_who_leaves_school_counts_no_more() -> None:
    school = [{"date_of_birth": "2009-09-01", "in_education": True}]
    found = month(change("replace", "/children/0/in_education", False), children=school)
    assert award(found) == SINGLE + RENT
    assert Decimal(found.position.universal_credit.child_element) == 0
    assert found.change_per_month is not None
    assert found.change_per_month < -CHILD  # Child Benefit ends as well


def test_pip_awarded_and_lost() -> None:
    awarded = month(change("replace", "/adults/0/pip_daily_living", "standard"))
    lost = month(change("remove", "/adults/0/pip_daily_living"), adults=[{"age": 36, "pip_daily_living": "standard"}])
    assert awarded.change_per_month == -(lost.change_per_month or 0) > 0
    assert {line.id for line in awarded.position.lines} - {line.id for line in lost.position.lines} == {"pip"}


def test_leaving_supported_housing_moves_the_rent_into_universal_credit() -> None:
    home = {"tenure": "supported", "rent": {"amount": 450, "per": "month"}}
    found = worked(change("replace", "/home/tenure", "social"), home=home)
    assert "housing_benefit" in {line.id for line in found.now.lines}
    assert "housing_benefit" not in {line.id for line in found.options[0].position.lines}
    assert award(found.options[0]) == SINGLE + RENT


def test_the_help_on_a_statement_is_of_the_home_before_the_change() -> None:
    home = {
        "tenure": "social",
        "rent": {"amount": 450, "per": "month"},
        "housing_help_on_statement": {"amount": 400, "per": "month"},
    }
    found = worked(change("replace", "/home/rent/amount", 500), home=home)
    assert Decimal(found.now.universal_credit.housing_element) == 400
    assert Decimal(found.options[0].position.universal_credit.housing_element) == 500
    other = month(change("replace", "/home/council_tax", {"amount": 90, "per": "month"}), home=home)
    assert Decimal(other.position.universal_credit.housing_element) == 400


@pytest.mark.parametrize("couple", [True, False])
def test_the_transitional_element_ends_when_a_couple_forms_or_parts(couple: bool) -> None:
    account = {"assessment_period_day": 14, "transitional_element": 100}
    if couple:
        found = worked(change("remove", "/adults/1"), adults=[{"age": 36}, {"age": 35}], universal_credit=account)
        assert (Decimal(found.now.universal_credit.award), award(found.options[0])) == (
            COUPLE + RENT + 100,
            SINGLE + RENT,
        )
    else:
        found = worked(change("add", "/adults/1", {"age": 30}), universal_credit=account)
        assert (Decimal(found.now.universal_credit.award), award(found.options[0])) == (
            SINGLE + RENT + 100,
            COUPLE + RENT,
        )


def test_a_change_after_the_start_is_not_in_the_typical_month() -> None:
    later = change("replace", "/home/rent/amount", 500, from_="2027-03-01")
    assert award(month(later)) == SINGLE + RENT
    assert award(month(later, option={"starts": "2027-03-01"})) == SINGLE + 500
    assert award(month(later, option={"starts": "2027-02-28"})) == SINGLE + RENT


def test_a_change_stands_beside_a_job() -> None:
    alone = month(option={"job": JOB})
    both = month(change("replace", "/home/rent/amount", 500), option={"job": JOB})
    assert award(both) - award(alone) == 50


PARTNER = {"age": 30, "jobs": [JOB]}
BY_HAND: dict[str, tuple[dict[str, Any], Callable[[Any], Any]]] = {
    "rent": (change("add", "/home/rent", {"amount": 613, "per": "month"}), lambda case: case["home"].update(rent={"amount": 613, "per": "month"})),
    "a partner": (change("add", "/adults/-", PARTNER), lambda case: case["adults"].append(PARTNER)),
    "alone": (change("remove", "/adults/1"), lambda case: case["adults"].pop(1)),
    "a baby": (change("add", "/children/-", {"age": 0}), lambda case: case.setdefault("children", []).append({"age": 0})),
    "a child fewer": (change("remove", "/children/0"), lambda case: case["children"].pop(0)),
    "pip": (change("add", "/adults/0/pip_daily_living", "enhanced"), lambda case: case["adults"][0].update(pip_daily_living="enhanced")),
    "health": (change("add", "/adults/0/uc_health", "none"), lambda case: case["adults"][0].update(uc_health="none")),
    "savings": (change("add", "/savings", 9000), lambda case: case.update(savings=9000)),
    "tenure": (change("add", "/home/tenure", "social"), lambda case: case["home"].update(tenure="social")),
}  # fmt: skip
EXAMPLES = {file.stem: json.loads(file.read_bytes()) for file in sorted(folder("examples").glob("*.json"))}


def changed_by_hand(example: str, name: str, **more: Any) -> Any:
    """An example changed without the option; None if there is nothing in it to change."""
    case = copy.deepcopy(EXAMPLES[example]) | {"compare_with": "now", "options": [], "views": [], **more}
    try:
        BY_HAND[name][1](case)
    except LookupError:
        return None
    return case if len(case["adults"]) <= 2 else None


@pytest.mark.parametrize("name", BY_HAND)
def test_an_option_with_a_change_is_the_household_with_the_change(name: str) -> None:
    tried = 0
    for example, given in EXAMPLES.items():
        by_hand = changed_by_hand(example, name)
        if by_hand is None:
            continue
        tried += 1
        case = {**given, "compare_with": "now", "views": [], "options": [{"name": "A", "changes": [BY_HAND[name][0]]}]}
        expected, found = (
            calculator.calculate(read_case(by_hand)).now,
            calculator.calculate(read_case(case)).options[0].position,
        )
        assert [(line.id, line.per_month, line.range) for line in found.lines] == [
            (line.id, line.per_month, line.range) for line in expected.lines
        ]
    assert tried >= 2


@pytest.mark.parametrize(
    ("example", "name"), [("amina", "a partner"), ("rhys-and-lorna", "alone"), ("amina", "a child fewer")]
)
def test_the_year_of_a_change_from_the_first_day_is_that_of_the_household_with_the_change(
    example: str, name: str
) -> None:
    option = {"name": "A", "work": "as_now"}
    views = {"views": ["timeline"], "everyday_spending": {"amount": 100, "per": "week"}}
    by_hand = changed_by_hand(example, name, options=[option], **views)
    case = EXAMPLES[example] | {"compare_with": "now", "options": [{**option, "changes": [BY_HAND[name][0]]}], **views}
    expected, found = (calculator.calculate(read_case(each)).options[0].timeline for each in (by_hand, case))
    assert expected is not None
    assert found is not None
    assert [(each.starts, each.award) for each in found.assessment_periods] == [
        (each.starts, each.award) for each in expected.assessment_periods
    ]
    paid = [
        [(event.date, event.line, event.amount) for event in each.events if event.amount is not None]
        for each in (expected, found)
    ]
    assert paid[0] == paid[1]


# ---------------------------------------------------------------------- who is who
CHILDREN = [{"date_of_birth": "2016-01-01"}, {"date_of_birth": "2020-01-01"}]
CARE = {"amount": 200, "per": "month"}


def test_childcare_stays_with_its_child_when_another_leaves() -> None:
    job = {**JOB, "hours_per_week": 30}
    household = {"children": CHILDREN, "childcare": [{"child": 2, **CARE}], "adults": [{"age": 36, "jobs": [job]}]}
    found = worked(change("remove", "/children/0"), **household)
    assert Decimal(found.now.universal_credit.childcare_element) == 170  # 85% of £200 (UC Regs 2013 reg 34)
    assert Decimal(found.options[0].position.universal_credit.childcare_element) == 170
    without = month(change("remove", "/children/1"), **household)
    assert Decimal(without.position.universal_credit.childcare_element) == 0


def test_an_open_question_goes_with_the_person_and_not_with_the_place() -> None:
    """The elder child's birthday is open. Once the younger is alone, only the younger one's is."""
    found = worked(
        change("remove", "/children/0"), children=[{"age": 15}, {"age": 9}], nation="scotland", council="Glasgow City"
    )
    asked = {pointer for line in found.options[0].position.lines for pointer in line.depends_on}
    assert "/children/0/date_of_birth" not in asked
    brought = month(change("add", "/adults/1", {"age": 30, "uc_health": "lcwra"}))
    assert brought.change_range == (COUPLE - SINGLE + LCWRA, COUPLE - SINGLE + Decimal("429.80"))
    line = next(each for each in brought.position.lines if each.id == "universal_credit")
    assert line.depends_on == ["/options/0/changes/0/value/lcwra_rate"]


# ---------------------------------------------------------------------- the year
def test_a_change_counts_from_the_first_day_of_its_assessment_period() -> None:
    """SI 2013/381 Sch 1 para 20: each of these falls in the period from 14 January."""
    for changes, due in (
        (change("replace", "/home/rent/amount", 500, from_="2027-02-13"), SINGLE + 500),
        (change("add", "/children/-", {"date_of_birth": "2027-02-01"}, from_="2027-02-01"), SINGLE + RENT + CHILD),
        (change("add", "/adults/1", {"age": 30}, from_="2027-02-10"), COUPLE + RENT),
    ):
        found = awards(changes)
        assert (found["2026-12-14"], found["2027-01-14"], found["2027-02-14"]) == (SINGLE + RENT, due, due)


def test_rent_is_paid_at_its_own_amount_on_each_day() -> None:
    timeline = month(change("replace", "/home/rent/amount", 500, from_="2027-02-13"), views=["timeline"]).timeline
    assert timeline is not None
    rents = {str(event.date): Decimal(event.amount or 0) for event in timeline.events if event.line == "rent"}
    assert (rents["2027-02-01"], rents["2027-03-01"]) == (450, 500)


def test_housing_benefit_begins_and_ends_with_supported_housing() -> None:
    home = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1, "paid_to_landlord": False}
    into = change("replace", "/home/tenure", "supported", "2027-02-20")
    out = change("replace", "/home/tenure", "social", "2027-06-20")
    due = awards(into, out, home=home)
    with_rent, without = SINGLE + RENT, SINGLE
    assert [due[f"2027-0{n}-14"] for n in (1, 2, 3, 4, 5, 6)] == [
        with_rent,
        without,
        without,
        without,
        without,
        with_rent,
    ]
    timeline = month(into, out, home=home, views=["timeline"]).timeline
    assert timeline is not None
    paid = [str(event.date) for event in timeline.events if event.line == "housing_benefit" and event.amount]
    assert paid[0] >= "2027-02-22"
    assert "2027-06-20" <= paid[-1] <= "2027-07-20"


def test_a_partner_s_pay_is_the_household_s_only_while_they_live_in_it() -> None:
    joins = change("add", "/adults/1", {"age": 30, "jobs": [JOB]}, from_="2027-01-26")
    leaves = change("remove", "/adults/1", from_="2027-05-26")
    days = pays(joins, leaves)
    assert days == ["2027-02-25", "2027-03-25", "2027-04-23", "2027-05-25"]
    counted = awards(joins, leaves)
    # The pay of 25 January is in the couple's first period, which begins with the period of the old award (UC Regs 2013 reg 21(3B)).
    assert counted["2027-01-14"] == counted["2027-02-14"] < COUPLE + RENT
    # The partner leaves in the period from 14 May: all of it is of a single person, without the pay of 25 May.
    assert (counted["2027-04-14"], counted["2027-05-14"]) == (counted["2027-02-14"], SINGLE + RENT)


def test_the_year_of_a_change_from_the_first_day_is_the_month_times_twelve() -> None:
    changes = [
        change("add", "/adults/1", {"age": 30, "jobs": [JOB]}),
        change("add", "/children/-", {"date_of_birth": "2026-11-20"}),
    ]
    found = month(*changes, views=["timeline"], option={"starts": "2026-12-14"})
    assert found.year is not None
    assert found.change_per_month is not None
    assert (
        abs(Decimal(found.year.change_per_month) - found.change_per_month) < 2
    )  # tax tables round, and Child Benefit is weekly


@pytest.mark.parametrize("from_", [None, "2026-11-23"])
def test_a_partner_who_leaves_on_the_first_day_earns_nothing_for_the_household(from_: str | None) -> None:
    leaves = change("remove", "/adults/1", None, from_)
    assert pays(leaves, **COUPLE_NOW) == []
    assert set(awards(leaves, **COUPLE_NOW).values()) == {SINGLE + RENT}
    taken = {"job": {**JOB, "name": "New"}}
    assert pays(leaves, option=taken, **COUPLE_NOW) == pays(option=taken)


def test_a_second_partner_is_another_person() -> None:
    household = {"adults": [{"age": 36}, {"age": 35, "uc_health": "lcwra", "lcwra_rate": "new", "jobs": [JOB]}]}
    changes = [
        change("remove", "/adults/1", from_="2027-02-01"),
        change("add", "/adults/1", {"age": 22}, from_="2027-04-20"),
    ]
    found = awards(*changes, **household)
    assert found["2027-01-14"] == found["2027-03-14"] == SINGLE + RENT
    assert found["2027-04-14"] == COUPLE + RENT
    assert pays(*changes, **household)[-1] == "2027-01-25"


def test_a_job_for_a_partner_who_has_just_moved_in() -> None:
    option = {"adult": 2, "job": JOB, "starts": "2027-02-01"}
    joins = change("add", "/adults/1", {"age": 30}, from_="2027-01-20")
    assert pays(joins, option=option)[0] == "2027-02-25"
    assert refused(change("add", "/adults/1", {"age": 30}, from_="2027-02-02"), option=option) == [
        ("/options/0/adult", "there is no adult 2 in the household on 2027-02-01")
    ]


def test_the_year_without_a_change_is_that_of_now() -> None:
    never = change("replace", "/home/rent/amount", 500, from_="2029-01-01")
    found = month(never, views=["timeline"])
    assert found.year is not None
    assert (found.year.change, found.change_per_month) == (0, 0)


def test_a_birthday_of_somebody_who_joined_counts_in_the_year() -> None:
    found = awards(
        change("add", "/adults/1", {"date_of_birth": "2002-03-20"}, from_="2027-01-20"),
        adults=[{"date_of_birth": "2003-01-01"}],
    )
    assert found["2027-01-14"] < found["2027-03-14"] == COUPLE + RENT  # the elder is 25 in the period from 14 March


# 10% of £1,126.67 a month, less the basic rate of tax that the scheme claims back (FA 2004 s 192): £90.13.
PENSION = {"employee_percent": 10, "basis": "all_pay", "method": "relief_at_source"}
WORKER: dict[str, Any] = {"adults": [{"date_of_birth": "1990-01-01", "jobs": [{**JOB, "pension": None}]}]}


def test_a_pension_that_is_joined_later_comes_off_the_pays_from_then_on() -> None:
    joins = change("replace", "/adults/0/jobs/0/pension", PENSION, "2027-02-01")
    found = month(joins, views=["timeline"], **WORKER).timeline
    assert found is not None
    received = {str(event.date): Decimal(event.amount or 0) for event in found.events if event.kind == "payday"}
    assert received["2027-01-25"] - received["2027-02-25"] == Decimal("90.13")
    due = awards(joins, **WORKER)
    assert due["2027-02-14"] - due["2027-01-14"] == Decimal("49.57")  # 55% of it (UC Regs 2013 reg 55(5)(a))
    typical = month(joins, option={"starts": "2027-02-01"}, **WORKER)
    assert typical.change_per_month == Decimal("49.57") - Decimal("90.13")


def test_a_pension_that_is_left_and_costs_of_working_that_rise() -> None:
    adults = [{"date_of_birth": "1990-01-01", "jobs": [{**JOB, "pension": PENSION}]}]
    leaves = change("replace", "/adults/0/jobs/0/pension", None, "2027-02-01")
    due = awards(leaves, adults=adults)
    assert due["2027-01-14"] - due["2027-02-14"] == Decimal("49.57")
    bus = change("add", "/adults/0/jobs/0/work_costs/-", {"name": "bus", "amount": 60, "per": "month"}, "2027-02-01")
    timeline = month(bus, views=["timeline"], adults=adults).timeline
    assert timeline is not None
    assert next(str(event.date) for event in timeline.events if event.line == "work_costs") == "2027-02-23"


def test_everyday_spending_changes_on_its_day() -> None:
    less = change("replace", "/everyday_spending", {"amount": 120, "per": "month"}, "2027-11-22")
    spending = {"everyday_spending": {"amount": 240, "per": "month"}, "bank_balance": 0}
    lowest = [month(*changes, views=["timeline"], **spending).timeline for changes in ((), (less,))]
    assert lowest[0] is not None
    assert lowest[1] is not None
    assert lowest[0].days[-1].balance == lowest[1].days[-1].balance
    half = month({**less, "from": "2026-11-23"}, views=["timeline"], **spending).timeline
    assert half is not None
    gained = Decimal(half.days[-1].balance) - Decimal(lowest[0].days[-1].balance)
    days = (half.days[-1].date - dt.date(2026, 11, 22)).days
    assert abs(gained - Decimal(120) * 12 / 365 * days) < Decimal("0.02")


# ---------------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("made", "pointer", "words"),
    [
        (change("replace", "/date", "2027-01-01"), "path", "must stay: a change has a day of its own in from"),
        (change("replace", "/nation", "wales"), "path", "must stay: other benefits"),
        (change("remove", "/options/0"), "path", "is about the sum and not about the household"),
        (change("add", "/views/-", "hours"), "path", "is about the sum and not about the household"),
        (change("replace", "/contract", "1.1"), "path", "is about the sum and not about the household"),
        (change("remove", "/adults/0"), "path", "the first adult is the person who asks"),
        (change("add", "/adults/0", {"age": 30}), "path", "the first adult is the person who asks"),
        (change("add", "/adults/0/jobs/-", JOB), "path", "use job, replaces or also of the option"),
        (change("replace", "/universal_credit/transitional_element", 5), "path", "facts from the account as it is now"),
        (change("replace", "/claims/universal_credit", False), "path", "use claims or universal_credit_from"),
        (change("replace", "/adults/0/uc_health", "ill"), "value", "must be 'none', 'lcw' or 'lcwra'"),
        (change("replace", "/adults/1/uc_health", "lcwra"), "path", "/adults has no place 1: it has 1 item"),
        (change("add", "/adults/-", {}), "value/age", "is needed, unless date_of_birth is given"),
        (change("add", "/adults/1", {"age": 30, "jobs": [{**JOB, "paid": "hourly"}]}), "value/jobs/0/paid", "must be 'week'"),
        (change("add", "/home/rant", {"amount": 500, "per": "month"}), "path", "no such field; did you mean rent?"),
        (change("add", "/rent", {"amount": 500, "per": "month"}), "path", "no such field"),
        (change("add", "/children/-", {"date_of_birth": "2027-01-01"}, "2026-12-31"), "value/date_of_birth", "must give an age from 0 to 19 on"),
        (change("replace", "/home/rent", {"amount": 500, "per": "month"}, from_="2026-11-22"), "from", "must not be before date, 2026-11-23"),
        (change("replace", "home", {}), "path", "must be a JSON pointer"),
        ({"op": "replace", "path": "/home/rent"}, "value", "is needed if op is 'add' or 'replace'"),
        ({"op": "remove", "path": "/home/rent", "value": 3}, "value", "must be absent if op is 'remove'"),
        ({"op": "move", "path": "/home/rent", "value": 3}, "op", "must be 'add', 'replace' or 'remove'"),
        (change("add", "/adults/0/cares_for", "child:1"), "value", "must be another person in the case: outside"),
        (change("add", "/home", {"postcode": "LS6 2AB"}), "value/postcode", "use another change of /council"),
        (change("replace", "/council", "Atlantis"), "value", "is not a council"),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_refused_in_words_that_point_into_the_change(
    made: Any, pointer: str, words: str
) -> None:
    found = refused(made)
    assert [where for where, _ in found] == [f"/options/0/changes/0/{pointer}"]
    assert words in found[0][1]


def test_a_child_who_is_cared_for_leaves_only_with_a_word_on_the_care() -> None:
    household: dict[str, Any] = {
        "children": [{"age": 9}],
        "adults": [{"age": 36, "cares_for": "child:1", "cares_35_hours": True}],
    }
    assert refused(change("remove", "/children/0"), **household) == [
        ("/options/0/changes/0/path", "adult 1 cares for this child: change /adults/0/cares_for before")
    ]
    assert month(change("remove", "/adults/0/cares_for"), change("remove", "/children/0"), **household)


def test_a_problem_points_into_the_change_that_made_it() -> None:
    first = change("add", "/adults/1", {"age": 30}, from_="2027-01-01")
    second = change("replace", "/adults/1/age", 15, from_="2027-02-01")
    assert refused(first, second) == [("/options/0/changes/1/value", "must be a whole number from 16 to 120")]


def test_what_time_alone_makes_wrong_is_no_problem_of_a_change() -> None:
    children = [{"date_of_birth": "2007-01-01", "in_education": True}]
    found = awards(change("replace", "/home/rent/amount", 500, from_="2027-02-01"), children=children)
    assert found["2027-02-14"] >= SINGLE + 500


def test_money_that_comes_before_a_change_is_no_problem_of_the_change() -> None:
    rent = change("replace", "/home/rent/amount", 500, from_="2027-03-01")
    bonus = {"date": "2027-01-20", "amount": 300, "kind": "bonus"}
    found = awards(rent, money=[bonus], option={"money": [bonus]})
    assert found["2027-01-14"] == SINGLE + RENT - 330
    assert found["2027-02-14"] == SINGLE + 500


def test_more_than_twenty_changes_are_refused() -> None:
    many = [change("replace", "/home/rent/amount", 450)] * 21
    with pytest.raises(CaseError) as caught:
        worked(*many)
    assert str(caught.value) == "/options/0/changes: must be a list of 0 to 20; it has 21"


def test_a_case_with_changes_is_the_same_after_it_is_written_and_read() -> None:
    changes = [change("remove", "/home"), change("add", "/home", {"tenure": "social"}, "2027-01-01")]
    changes.append(change("replace", "/savings", None))
    given = {"date": "2026-11-23", "adults": [{"age": 36}], "options": [{"name": "A", "changes": changes}]}
    case = read_case(given)
    assert read_case(case.model_dump(mode="json", by_alias=True, exclude_unset=True)) == case
    shown = calculator.calculate(case).to_json()["case"]
    assert shown["options"][0]["changes"][0] == {"op": "remove", "path": "/home", "from": None}
    assert calculator.calculate(read_case(shown)).to_json()["case"] == shown
    assert case.date == dt.date(2026, 11, 23)


# ---------------------------------------------------------------------- what is said
def notices(*changes: dict[str, Any], **more: Any) -> dict[str, str]:
    return {notice.id: notice.text for notice in month(*changes, **more).notices}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (change("replace", "/home/rent", {"amount": 500.5, "per": "week"}), "Rent: £500.50 a week"),
        (change("replace", "/home/rent/amount", 500), "Rent: £500"),
        (change("replace", "/adults/0/uc_health", "lcwra"), "Health decision for Universal Credit: LCWRA"),
        (change("replace", "/children/1/in_education", False), "of child 2: In education at 16 to 19: no"),
        (change("remove", "/children/1"), "child 2 leaves the household"),
        (change("add", "/children/-", {"date_of_birth": "2026-11-20"}), "a child joins the household (Born on: 20 November 2026)"),
        (change("add", "/adults/1", {"age": 30, "uc_health": "lcw"}), "a partner moves in (Age: 30, Health decision for Universal Credit: LCW)"),
        (change("remove", "/adults/1/pip_mobility"), "of the partner: PIP mobility: none"),
        (change("replace", "/savings", 3000), "Savings: £3,000"),
        (change("add", "/adults/0/other_income", []), "Other income: none"),
        (change("replace", "/council", "Leeds"), "Council: Leeds"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(made: dict[str, Any], said: str) -> None:
    read = read_case({"adults": [{"age": 30}], "options": [{"name": "A", "changes": [made]}]})
    assert calculator.answers.changes.what(read.options[0].changes[0]) == said


def test_an_option_says_what_it_supposes_and_when() -> None:
    rent, baby = change("replace", "/home/rent/amount", 500), change("add", "/children/-", {"age": 0}, "2027-03-05")
    found = notices(rent, baby, option={"starts": "2027-01-04"})
    assert "From 4 January 2027: Rent: £500." in found["changes"]
    assert "5 March" not in found["changes"]
    assert "From 5 March 2027: a child joins the household (Age: 0)." in found["changes_later"]
    assert "couple_changes" not in found
    assert "changes_later" not in notices(rent)
    assert "couple_changes" in notices(change("add", "/adults/1", {"age": 30}, "2027-03-05"))
    assert not {"changes", "changes_later", "couple_changes"} & {*notices(option={"job": JOB})}


def test_the_year_names_each_change_on_its_day() -> None:
    timeline = month(change("replace", "/home/rent/amount", 500, "2027-03-05"), views=["timeline"]).timeline
    assert timeline is not None
    told = [(str(event.date), event.title) for event in timeline.events if event.kind == "change"]
    assert ("2027-03-05", "Rent: £500") in told


@pytest.mark.parametrize(
    ("adult", "more", "first"),
    [
        ({}, [], "2027-05-14"),
        ({}, [change("add", "/adults/0/medical_evidence_from", "2026-11-14", from_="2027-01-20")], "2027-02-14"),
        ({"medical_evidence_from": "2026-12-14"}, [], "2027-03-14"),
        ({"uc_health": "lcw"}, [], "2027-01-14"),
        ({"new_style_esa": {"group": "support"}, "uc_health": "none"}, [], "2027-01-14"),
    ],
)
def test_lcwra_that_a_change_gives_waits_for_three_months(adult: dict[str, Any], more: list[Any], first: str) -> None:
    """UC Regs reg 28(1) and (2): from the assessment period after three months. From 20 January 2027 that is 14 May 2027.

    A date of the first fit note in the case counts instead, and nobody waits who had a decision or the support component (reg 28(5)).
    """
    who = {"date_of_birth": "1990-01-01", "lcwra_rate": "new", **adult}
    found = awards(change("add", "/adults/0/uc_health", "lcwra", from_="2027-01-20"), *more, adults=[who])
    without = awards(adults=[who])
    gains = {day: found[day] - without[day] for day in found}
    assert next(day for day in sorted(gains) if gains[day] > 0) == first
