"""What one employment knows of the others, and what goes on from one payday to the next. The amounts are worked out by hand."""

from typing import Any

import pytest

from calculator.calculator import Calculator
from calculator.contract.reading import read_case

HOURLY = {"amount": 12.71, "per": "hour"}
HOME = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1}
Json = dict[str, Any]


def job(name: str, hours: float, **more: Any) -> Json:
    return {
        "name": name, "hours_per_week": hours, "pay": HOURLY, "paid": "month", "payday": "last working day", **more,
    }  # fmt: skip


def paydays(calculator: Calculator, adults: list[Json], option: Json, date: str, **more: Any) -> dict[str, float]:
    """What reaches the bank, by the name of the job and the day."""
    case = {
        "date": date, "nation": "england", "adults": adults, "home": HOME, "savings": 0, "views": ["timeline"],
        "universal_credit": {"assessment_period_day": 14}, "options": [{"name": "Job", **option}], **more,
    }  # fmt: skip
    found = calculator.calculate(read_case(case)).options[0].timeline
    assert found is not None
    return {
        f"{event.title.removeprefix('Pay from ')} {event.date}": float(event.amount or 0)
        for event in found.events
        if event.kind == "payday"
    }


# ---------------------------------------------------------------------- one tax-free amount
# The second job of 10 hours pays 550.77 a month: below the limits of National Insurance and of the pension.
@pytest.mark.parametrize(
    ("second", "nation", "tax"),
    [
        ({}, "england", 110.00),
        ({}, "scotland", 110.00),
        ({"starter_statement": "A"}, "england", 0),
        ({"starter_statement": "C"}, "england", 110.00),
        ({"tax_code": "1257L M1"}, "england", 0),
    ],
)
def test_a_second_job_has_no_tax_free_amount_of_its_own(
    second: Json, nation: str, tax: float, calculator: Calculator
) -> None:
    adult = {"age": 40, "jobs": [job("First", 20)], "tax_this_year": {"pay": 7000, "tax": 0}}
    option = {"adult": 1, "job": job("Second", 10, **second), "replaces": "none", "starts": "2026-12-01"}
    found = paydays(calculator, [adult], option, "2026-11-02", nation=nation)
    assert found["Second 2026-12-31"] == pytest.approx(550.77 - tax, abs=0.25)
    assert found["Second 2027-04-30"] == pytest.approx(550.77 - tax, abs=0.25)


def test_a_second_job_has_what_the_first_leaves(calculator: Calculator) -> None:
    # 10 hours are 6,609.20 a year, so 596L: free pay of 497.42 a month, and 20% of 604 is 120.80.
    adult = {"age": 40, "jobs": [job("First", 10)], "tax_this_year": {"pay": 3800, "tax": 0}}
    option = {"adult": 1, "job": job("Second", 20), "replaces": "none", "starts": "2026-12-01"}
    found = paydays(calculator, [adult], option, "2026-11-02")
    assert found["Second 2026-12-31"] == pytest.approx(1101.53 - 120.80 - 4.28 - 23.26, abs=0.01)
    assert found["First 2026-12-31"] == pytest.approx(550.77, abs=0.01)


@pytest.mark.parametrize("listed", ["first begins first", "second begins first"])
def test_of_two_new_jobs_the_one_that_begins_first_has_the_tax_free_amount(listed: str, calculator: Calculator) -> None:
    long, short = {"adult": 1, "job": job("Long", 20)}, {"adult": 1, "job": job("Short", 10)}
    first, other = (long, short) if listed == "first begins first" else (short, long)
    starts = {"Long": "2026-06-01", "Short": "2026-08-03"}
    option = {**first, "starts": starts[first["job"]["name"]], "also": [{**other, "replaces": "none"}]}
    option["also"][0]["starts"] = starts[other["job"]["name"]]
    found = paydays(calculator, [{"age": 40}], option, "2026-06-01")
    assert found["Short 2026-09-30"] == pytest.approx(550.77 - 110.00, abs=0.25)
    assert found["Long 2026-09-30"] == pytest.approx(1101.53 - 4.28 - 23.26, abs=0.01)


def test_of_two_jobs_now_one_has_the_tax_free_amount(calculator: Calculator) -> None:
    adult = {"age": 40, "jobs": [job("First", 20), job("Second", 10)]}
    found = paydays(calculator, [adult], {"adult": 1, "work": "as_now"}, "2026-11-02")
    assert found["Second 2026-12-31"] == pytest.approx(550.77 - 110.00, abs=0.25)


def test_a_job_that_replaces_the_first_of_two_takes_its_tax_free_amount_over(calculator: Calculator) -> None:
    # 16 hours pay 881.23 a month, and the year so far leaves no tax; 4% of what is above 520 goes into the pension.
    adult = {"age": 40, "jobs": [job("First", 10), job("Second", 12)], "tax_this_year": {"pay": 3800, "tax": 0}}
    option = {"adult": 1, "job": job("New", 16), "replaces": ["First"], "starts": "2026-12-01"}
    found = paydays(calculator, [adult], option, "2026-11-02")
    assert found["New 2026-12-31"] == pytest.approx(881.23 - 14.45, abs=0.01)
    # The second job has what the first left, and from April what the new one leaves: 12,570 less 10,574.72, so 199L.
    # 20% of 660 less 166.67 a month is 98.60; 12 hours pay 660.92, too little to be put into a pension.
    assert found["Second 2027-04-30"] == pytest.approx(660.92 - 98.60, abs=0.41)


def test_partners_have_a_tax_free_amount_each(calculator: Calculator) -> None:
    adults = [{"age": 40, "jobs": [job("First", 20)]}, {"age": 41}]
    option = {"adult": 2, "job": job("Other", 10), "replaces": "none", "starts": "2026-12-01"}
    assert paydays(calculator, adults, option, "2026-11-02")["Other 2026-12-31"] == pytest.approx(550.77, abs=0.01)


# ---------------------------------------------------------------------- one P45 after the other
def test_a_p45_goes_on_through_two_jobs_and_a_break(calculator: Calculator) -> None:
    # 6,000 before, 4,155.77 from the first job, on which 773.20 of tax is due by September (20% of 10,155.77 less 6,289.56).
    # By November 11,808.07 less 8,386.08: 684.20 is due in all, so 89.00 comes back beside 1,652.30 less 48.34 and 45.29.
    adult = {"age": 40, "tax_this_year": {"pay": 6000, "tax": 0}}
    second = {"adult": 1, "job": job("Second", 30), "starts": "2026-11-02", "replaces": "none"}
    option = {"adult": 1, "job": job("First", 20), "starts": "2026-06-08", "ends": "2026-09-30", "also": [second]}
    found = paydays(calculator, [adult], option, "2026-06-01")
    assert found["Second 2026-11-30"] == pytest.approx(1652.30 + 89.00 - 48.34 - 45.29, abs=0.01)


def test_the_last_pay_of_the_old_job_counts_once_its_p45_has_come(calculator: Calculator) -> None:
    # The old job pays 10 of November's 21 days, 524.54, on the day of the new job's first pay of 1,067.44. In December the
    # year so far is 10,629.82, less 9,434.34: 239.00 of tax. National Insurance is 79.19 and the pension 60.71.
    adult = {"age": 40, "jobs": [job("First", 20)], "tax_this_year": {"pay": 7000, "tax": 0}}
    option = {"adult": 1, "job": job("Second", 37), "replaces": "all", "starts": "2026-11-16"}
    found = paydays(calculator, [adult], option, "2026-11-02")
    assert found["Second 2026-12-31"] == pytest.approx(2037.84 - 239.00 - 79.19 - 60.71, abs=0.01)


@pytest.mark.parametrize(
    ("code", "tax"),
    [
        # 30 hours at 12.71 are 1,652.30. By November's year so far 7,652.30 less 8,386.08 all 300 come back; month 1 has 604 at 20%.
        ("1257L", -300.00),
        ("1257L M1", 120.80),
    ],
)
def test_a_p45_of_a_month_1_code_brings_nothing_back(code: str, tax: float, calculator: Calculator) -> None:
    job_now = job("First", 20, pay={"amount": 0.01, "per": "month"}, pension=None)
    adult = {"age": 40, "tax_code": code, "jobs": [job_now], "tax_this_year": {"pay": 6000, "tax": 300}}
    option = {"adult": 1, "job": job("Second", 30, pension=None), "replaces": "all", "starts": "2026-11-02"}
    found = paydays(calculator, [adult], option, "2026-10-31")
    assert found["Second 2026-11-30"] == pytest.approx(1652.30 - 48.34 - tax, abs=0.01)


@pytest.mark.parametrize("method", ["net_pay", "salary_sacrifice"])
def test_a_p45_holds_pay_after_a_pension_that_comes_off_before_tax(method: str, calculator: Calculator) -> None:
    pension = {"employee_percent": 10, "basis": "all_pay", "method": method}
    adult = {
        "age": 40,
        "jobs": [job("First", 35, pension=pension)],
        "tax_this_year": {"pay": 8674.6, "tax": 686.6},
    }
    option = {"adult": 1, "job": job("Second", 37), "replaces": "all", "starts": "2026-11-02"}
    assert paydays(calculator, [adult], option, "2026-09-01")["Second 2026-11-30"] == pytest.approx(1699.94, abs=0.01)


def test_tax_is_at_most_half_of_a_weekly_pay_too(calculator: Calculator) -> None:
    # 11 hours are 139.81 a week; 1,015 of tax is still owed on 15,000.
    adult = {"age": 40, "tax_this_year": {"pay": 15000, "tax": 400}}
    option = {"adult": 1, "job": job("New", 11, paid="week", payday=None), "starts": "2026-11-09"}
    found = paydays(calculator, [adult], option, "2026-11-02")
    assert found["New 2026-11-20"] == pytest.approx(139.81 - 69.90, abs=0.01)


# ---------------------------------------------------------------------- age
@pytest.mark.parametrize(
    ("born", "with_insurance", "without"),
    [
        ("1960-05-20", "2026-07-17", "2026-07-24"),  # 66 years and 2 months on Monday 20 July
        ("1960-05-17", "2026-07-10", "2026-07-17"),  # on a payday
        (
            "1960-07-31",
            "2026-11-27",
            "2026-12-04",
        ),  # 66 years and 4 months on 30 November (Pensions Act 1995 Sch 4 para 1(7A))
        ("1960-04-01", "2026-06-19", None),  # 66 already
    ],
)
def test_national_insurance_ends_with_state_pension_age(
    born: str, with_insurance: str, without: str | None, calculator: Calculator
) -> None:
    adults = [{"date_of_birth": born}, {"age": 40}]
    made = job("New", 30, paid="week", payday=None, tax_code="NT", pension=None)
    found = paydays(calculator, adults, {"adult": 1, "job": made, "starts": "2026-06-01"}, "2026-06-01")
    insured = 381.30 - 11.14  # 8% of 381.30 less 242
    assert found[f"New {with_insurance}"] == pytest.approx(381.30 if without is None else insured, abs=0.01)
    if without is not None:
        assert found[f"New {without}"] == pytest.approx(381.30, abs=0.01)


def test_state_pension_age_is_on_the_last_day_of_a_shorter_month(calculator: Calculator) -> None:
    made = job("New", 30, tax_code="NT", pension=None)
    found = paydays(
        calculator, [{"date_of_birth": "1960-07-31"}], {"adult": 1, "job": made, "starts": "2026-09-01"}, "2026-08-03"
    )
    assert found["New 2026-10-30"] == pytest.approx(1652.30 - 48.34, abs=0.01)
    assert found["New 2026-11-30"] == pytest.approx(1652.30, abs=0.01)


@pytest.mark.parametrize(("cycle", "before", "after"), [("week", "2027-01-15", "2027-01-22")])
def test_a_job_now_puts_its_holder_into_the_pension_at_22(
    cycle: str, before: str, after: str, calculator: Calculator
) -> None:
    adults = [{"age": 50}, {"date_of_birth": "2005-01-16", "jobs": [job("Now", 20, paid=cycle, payday=None)]}]
    found = paydays(calculator, adults, {"adult": 1, "work": "as_now"}, "2026-11-02")
    taken = found[f"Now {before}"] - found[f"Now {after}"]
    assert taken == pytest.approx(5.37, abs=0.01)  # 4% of 254.20 less 120


# ---------------------------------------------------------------------- once in the pension
def hours_cut(hours: float, start: float = 20, **more: Any) -> Json:
    change = {"from": "2026-11-01", "hours_per_week": hours}
    return {"adult": 1, "job": job("New", start, schedule=[change], **more), "starts": "2026-06-01"}


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (hours_cut(14), 771.07 - 10.04),  # 4% of 771.07 less 520
        (hours_cut(9), 495.69),  # below 520
        (hours_cut(14, start=15), 771.07),  # 826.15 was never above 833
        (hours_cut(14, pension=None), 771.07),
    ],
)
def test_a_member_whose_pay_falls_stays_in_the_pension(option: Json, expected: float, calculator: Calculator) -> None:
    found = paydays(calculator, [{"age": 40}], option, "2026-05-04")
    assert found["New 2026-11-30"] == pytest.approx(expected, abs=0.011)


def test_a_job_now_keeps_its_pension_in_a_month_of_unpaid_leave(calculator: Calculator) -> None:
    leave = [{"from": "2026-12-01", "to": "2026-12-11"}]
    adult = {"age": 40, "jobs": [job("Now", 20, unpaid_periods=leave)]}
    found = paydays(calculator, [adult], {"adult": 1, "work": "as_now"}, "2026-11-23")
    # 14 of 23 days: 670.50, and 4% of what is above 520.
    assert found["Now 2026-12-31"] == pytest.approx(670.50 - 6.02, abs=0.01)


# ---------------------------------------------------------------------- pay after the P45
@pytest.mark.parametrize(
    ("nation", "paid", "tax"),
    [
        # 420 x 20%.
        ("england", "month", 84.00),
        ("wales", "month", 84.00),
        # The starter rate of 19% is for the first 3,967 / 12, which are 330.58: 62.81 and 20% of what is left of 420.
        ("scotland", "month", 80.69),
        ("england", "week", 84.00),
    ],
)
def test_pay_after_the_p45_has_no_tax_free_amount(nation: str, paid: str, tax: float, calculator: Calculator) -> None:
    """PAYE Regs 2003 reg 37(2). National Insurance goes by the pay period: 8% of 420.50 - 242 by the week, none by the month."""
    late = {"date": "2027-02-12", "gross": 420.5}
    given = job("Job", 30, paid=paid, payday=None, pays=[late], pension=None)
    option = {"adult": 1, "job": given, "starts": "2026-09-07", "ends": "2027-01-15"}
    found = paydays(calculator, [{"age": 40}], option, "2026-09-01", nation=nation)
    insurance = 14.28 if paid == "week" else 0
    assert found["Job 2027-02-12"] == pytest.approx(420.5 - tax - insurance, abs=0.01)


@pytest.mark.parametrize(("date", "late"), [("2027-01-22", False), ("2027-02-12", True)])
def test_it_is_said_what_pay_is_taken_to_come_after_the_p45(date: str, late: bool, calculator: Calculator) -> None:
    """The last usual payday is 29 January. A pay before that day is on the P45."""
    option = {
        "name": "Job", "job": job("Job", 30, pays=[{"date": date, "gross": 420.5}]),
        "starts": "2026-09-07", "ends": "2027-01-15",
    }  # fmt: skip
    case = {"date": "2026-09-01", "adults": [{"age": 40}], "views": ["timeline"], "options": [option]}
    result = calculator.calculate(read_case(case))
    said = [each.path for each in result.assumptions if each.id == "pay_after_p45"]
    assert said == (["/options/0/job/pays"] if late else [])
    timeline = result.options[0].timeline
    assert timeline is not None
    notes = {str(event.date): event.note or "" for event in timeline.events if event.kind == "payday"}
    assert ("0T" in notes[date]) == late


def test_the_next_employer_does_not_know_of_pay_after_the_p45(calculator: Calculator) -> None:
    """The pays of the next job are the same with and without it."""

    def of_next(pays: list[Json]) -> dict[str, float]:
        option = {
            "adult": 1, "job": job("First", 30, pays=pays), "starts": "2026-06-01", "ends": "2026-09-15",
            "also": [{"adult": 1, "job": job("Next", 30), "replaces": "none", "starts": "2026-10-01"}],
        }  # fmt: skip
        found = paydays(calculator, [{"age": 40}], option, "2026-05-11")
        return {name: amount for name, amount in found.items() if name.startswith("Next")}

    assert of_next([{"date": "2026-10-16", "gross": 2000}]) == of_next([])


@pytest.mark.parametrize(("date", "taxed"), [("2026-12-18", False), ("2027-01-15", True)])
def test_the_first_pay_after_a_job_without_a_usual_pay_is_on_the_p45(
    date: str, taxed: bool, calculator: Calculator
) -> None:
    pays = [{"date": "2026-12-18", "gross": 400}, {"date": "2027-01-15", "gross": 400}]
    option = {"adult": 1, "job": {"name": "Casual", "pays": pays}, "starts": "2026-11-02", "ends": "2026-12-11"}
    found = paydays(calculator, [{"age": 40}], option, "2026-11-02")
    assert found[f"Casual {date}"] == (320 if taxed else 400)


# ---------------------------------------------------------------------- what is taken as given
@pytest.mark.parametrize(
    ("adult", "given", "nation", "code"),
    [
        ({}, {}, "england", "1257L"),
        ({}, {}, "scotland", "S1257L"),
        ({"new_style_esa": {"group": "support"}}, {}, "england", "1257L M1"),
        ({"new_style_esa": {"group": "support"}}, {"paid": "week", "payday": None}, "wales", "C1257L W1"),
        ({}, {"starter_statement": "C"}, "wales", "CBR"),
        ({}, {"tax_code": "BR"}, "england", None),
        ({"tax_code": "1100L"}, {}, "england", None),
    ],
)
def test_the_tax_code_that_is_taken_is_said(
    adult: Json, given: Json, nation: str, code: str | None, calculator: Calculator
) -> None:
    option = {"name": "Job", "job": job("Job", 30, **given), "starts": "2026-12-01"}
    case = {
        "date": "2026-11-02", "nation": nation, "adults": [{"age": 40, **adult}], "views": ["timeline"], "options": [option],
    }  # fmt: skip
    said = {each.path: each.text for each in calculator.calculate(read_case(case)).assumptions if each.id == "tax_code"}
    assert list(said) == (["/options/0/job/tax_code"] if code else [])
    assert code is None or f"We took {code}." in said["/options/0/job/tax_code"]


@pytest.mark.parametrize(
    ("pension", "before", "after"),
    [
        # 12,570 less 7,586.80 is 498L: 95.95 a week is free of tax, and 20% of 94 is 18.80.
        ([], 190.65, 171.85),
        # Less 3,640 of pension too, it is 134L: 25.95 a week is free, and 20% of 164 is 32.80. Until then it is 893L, of 171.91 a week.
        ([{"kind": "occupational_pension", "amount": 70, "per": "week"}], 187.05, 157.85),
    ],
)
def test_a_new_tax_year_leaves_new_style_esa_its_part_of_the_tax_free_amount(
    pension: list[Json], before: float, after: float, calculator: Calculator
) -> None:
    """ESA is taxed and goes on beside permitted work. HMRC takes it off the code of the job (PAYE Regs 2003 reg 14(1)(b))."""
    adult = {"age": 52, "new_style_esa": {"group": "support"}, "other_income": pension}
    given = job("Job", 15, pay={"amount": 12.71, "per": "hour"}, paid="week", payday=None, pension=None)
    found = paydays(calculator, [adult], {"adult": 1, "job": given, "starts": "2026-11-30"}, "2026-11-23")
    assert found["Job 2027-04-02"] == pytest.approx(before, abs=0.01)
    assert found["Job 2027-04-09"] == pytest.approx(after, abs=0.01)


def test_a_new_tax_year_changes_no_code_where_the_job_ends_esa(calculator: Calculator) -> None:
    adult = {"age": 52, "new_style_esa": {"group": "support"}}
    given = job("Job", 16, pay={"amount": 12.71, "per": "hour"}, paid="week", payday=None, pension=None)
    found = paydays(calculator, [adult], {"adult": 1, "job": given, "starts": "2026-11-30"}, "2026-11-23")
    assert found["Job 2027-04-09"] == pytest.approx(203.36, abs=0.01)
