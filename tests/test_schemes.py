"""Councils' own schemes: files read and refused, and what every scheme must hold for any household."""

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loaded import CALCULATOR

from calculator.contract.reading import read_case
from calculator.councils.scheme_file import SchemeFile, read_scheme_file
from calculator.councils.schemes import SchemePart, blank, for_the_same_people, slug
from calculator.rulebook import RuleError

BOOK = CALCULATOR.book.rules
HELD = {slug(each.council): CALCULATOR.councils.schemes(each.council) for each in CALCULATOR.councils.all_schemes()}
# Households tried for each council: about a thousand in all, so that the time of the test does not grow with each council.
TRIED = max(4, 1000 // len(HELD))

GOOD = """
council: Testham
code: E07000000
website: "https://www.gov.uk"
years:
  - from: 2026-04-01
    to: 2027-03-31
    name: Scheme 2026-27
    source: {law: "Testham, Scheme 2026-27", url: "https://www.gov.uk"}
    checked: 2026-11-23
    parts:
      - people: everyone
        method: income_bands
        maximum: 0.8
        capital_limit: 6000
        tariff: none
        earnings: gross
        other_income: none
        table:
          shares: [0.8, 0.4]
          lines:
            - {adults: 1, children_to: 0, up_to: [100, 200.50]}
            - {adults: 2, up_to: [150, 250]}
"""


def read(text: str) -> SchemeFile:
    return read_scheme_file(BOOK, "testham.yaml", text.encode())


def household(nation: str, council: str, date: str, bill: int, **more: object) -> dict[str, object]:
    return {
        "date": date,
        "nation": nation,
        "council": council,
        "adults": [{"age": 40}],
        "home": {
            "tenure": "social",
            "rent": {"amount": 450, "per": "month"},
            "council_tax": {"amount": bill, "per": "year"},
        },
        **more,
    }


def test_a_file_says_what_each_line_of_its_table_gives() -> None:
    (year,) = read(GOOD).schemes
    assert year.parts[0]["maximum"] == Decimal("0.8")
    assert [(line["up_to"], line["share"]) for line in year.bands[0]] == [
        (Decimal(100), Decimal("0.8")),
        (Decimal("200.50"), Decimal("0.4")),
        (Decimal(150), Decimal("0.8")),
        (Decimal(250), Decimal("0.4")),
    ]


def test_a_line_may_have_shares_of_its_own() -> None:
    text = GOOD.replace("{adults: 2, up_to: [150, 250]}", "{adults: 2, shares: [0.9], up_to: [150]}")
    (year,) = read(text).schemes
    assert [line["share"] for line in year.bands[0]] == [Decimal("0.8"), Decimal("0.4"), Decimal("0.9")]


def test_a_table_keeps_the_period_and_the_edges_of_the_document() -> None:
    text = GOOD.replace("lines:", "per: month\n          lines:").replace("up_to: [150, 250]", "under: [150, 250]")
    bands = read(text).schemes[0].bands[0]
    assert [(line["up_to_month"], line.get("under")) for line in bands] == [
        (Decimal(100), None),
        (Decimal("200.50"), None),
        (Decimal(150), True),
        (Decimal(250), True),
    ]
    assert all(line["by_month"] and "up_to" not in line for line in bands)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("maximum: 0.8", "maximum: 1.2", "'scheme.maximum' is from 0 to 1"),
        ("maximum: 0.8", "most: 0.8", "'most' is not known here: docs/how-to-add-a-council.md lists every key"),
        ("capital_limit:", "capital:", "'capital' is not known here: did you mean 'capital_limit'?"),
        ("method:", "order: 2\n        method:", "'order' is not known here"),
        ("tariff: none", "tariff:", "'tariff:' is empty: fill it in"),
        ("maximum: 0.8", "maximun: 0.8", "testham.yaml:14: 'maximun' is not known here: did you mean 'maximum'?"),
        ("code:", "cod:", "'cod' is not known here: did you mean 'code'?"),
        ("checked:", "cheked:", "'cheked' is not known here: did you mean 'checked'?"),
        ("lines:", "line:", "'line' is not known here: did you mean 'lines'?"),
        ("{adults: 1,", "{adult: 1,", "'adult' is not known here: did you mean 'adults'?"),
        ("url:", "link:", "'link' is not known here: use law, url"),
        ("method: income_bands", "method: income_band", "did you mean income_bands?"),
        ("0.8, 0.4", "0.8, NaN", "'NaN' is not a number"),
        ("6000", "Infinity", "'Infinity' is not a number"),
        ("6000", "6e3", "'6e3' is not a number"),
        ("6000", "6_000", "'6_000' is not a number"),
        ("from: 2026-04-01", "from: 20260401", "'from:' is a date"),
        ("up_to: [100, 200.50]", "up_to: [200, 100]", "'up_to:' has to rise"),
        ("up_to: [100, 200.50]", "under: [200, 100]", "'under:' has to rise"),
        ("up_to: [150, 250]", "up_to: [150, 250], under: [150, 250]", "has 'up_to:' or 'under:', not both"),
        ("shares: [0.8, 0.4]", "shares: [0.8, 0.4]\n          per: year", "'per:' is week or month"),
        ("to: 2027-03-31", "to: 2026-03-31", "'from:' 2026-04-01 is later than 'to:' 2026-03-31"),
        ("method: income_bands", "method: lottery", "'lottery' is not one of means_test"),
        ("up_to: [100, 200.50]", "up_to: [100]", "has 1 incomes, and 'shares:' has 2 values"),
        ("checked: 2026-11-23", "checked: lately", "'checked:' is a date"),
        ("    name: Scheme 2026-27\n", "", "'name:' is needed"),
        ("6000", "lots", "'lots' is not a number"),
        ("          shares: [0.8, 0.4]\n", "", "needs 'shares:', here or for the whole table"),
    ],
)
def test_a_file_with_a_slip_is_refused_with_its_place(old: str, new: str, told: str) -> None:
    with pytest.raises(RuleError) as refused:
        read(GOOD.replace(old, new))
    assert told in str(refused.value)
    assert "testham.yaml:" in str(refused.value)


METHODS = {
    "means_test": ["people", "maximum", "taper", "allowed", "capital_limit", "tariff", "earnings", "other_income"],
    "income_bands": ["people", "capital_limit", "tariff", "earnings", "other_income", "table"],
    "contribution_bands": ["people", "capital_limit", "tariff", "earnings", "other_income", "table"],
}


def part_of(method: str) -> dict[str, str]:
    """The least that a part of this method says."""
    values = {
        "people": "everyone", "method": method, "maximum": "0.8", "taper": "0.2", "allowed": "nothing", "capital_limit": "6000",
        "tariff": "none", "earnings": "gross", "other_income": "none",
        "table": "{%s: [1], lines: [{up_to: [100]}]}" % ("pays" if method == "contribution_bands" else "shares"),
    }  # fmt: skip
    return {key: values[key] for key in ["method", *METHODS[method]]}


def with_part(part: dict[str, str]) -> str:
    head, _, _ = GOOD.partition("      - people")
    lines = [f"{key}: {value}" for key, value in part.items()]
    return head + "      - " + "\n        ".join(lines) + "\n"


@pytest.mark.parametrize(("method", "key"), [(method, key) for method, keys in METHODS.items() for key in keys])
def test_a_key_that_the_method_needs_is_missed(method: str, key: str) -> None:
    part = part_of(method)
    assert read(with_part(part)).schemes
    del part[key]
    with pytest.raises(RuleError, match=rf"testham\.yaml:12: '{key}:' is needed"):
        read(with_part(part))


def test_a_part_without_a_method_is_refused() -> None:
    with pytest.raises(RuleError, match="'method:' is needed"):
        read(GOOD.replace("        method: income_bands\n", ""))


def test_every_forgotten_key_of_every_part_is_told_at_once() -> None:
    part = part_of("means_test")
    del part["taper"], part["allowed"]
    with pytest.raises(RuleError) as refused:
        read(with_part(part) + with_part(part).partition("    parts:\n")[2])
    assert [fault.message.partition(" is")[0] for fault in refused.value.faults] == ["'taper:'", "'allowed:'"] * 2


@pytest.mark.parametrize(
    ("method", "more", "told"),
    [
        ("means_test", {"adult_second": "12.20"}, "'adult_second_from:' is needed with adult_second: 12.20"),
        ("means_test", {"adult_third_from": "300"}, "'adult_third:' is needed with adult_third_from: 300"),
        ("means_test", {"table": "{shares: [1], lines: [{up_to: [9]}]}"}, "'table:' is not used by the method means_test"),
        ("income_bands", {"table": "{pays: [1], lines: [{up_to: [9]}]}"}, "needs 'shares:', here or for the whole table"),
        ("contribution_bands", {"table": "{shares: [1], lines: [{up_to: [9]}]}"}, "needs 'pays:', here or"),
    ],
)  # fmt: skip
def test_keys_that_do_not_go_together_are_told(method: str, more: dict[str, str], told: str) -> None:
    with pytest.raises(RuleError) as refused:
        read(with_part(part_of(method) | more))
    assert told in str(refused.value)


def test_every_file_is_sound() -> None:
    assert not CALCULATOR.councils.faults()


def test_a_new_file_is_one_to_fill_in() -> None:
    text = blank(
        "Testham",
        "E07000000",
        "https://www.gov.uk",
        dt.date(2027, 4, 1),
        {"method": ("means_test", "income_bands"), "capital_limit": ()},
    )
    assert "method:  # means_test | income_bands\n" in text
    with pytest.raises(RuleError) as refused:
        read(text)
    assert [fault.message for fault in refused.value.faults] == [
        "'method:' is empty: fill it in",
        "'capital_limit:' is empty: fill it in",
    ] * 2
    (year,) = read(text[: text.index("    parts:")] + "    parts: []\n").schemes
    assert (year.starts, year.ends, year.parts) == (dt.date(2027, 4, 1), dt.date(2028, 3, 31), ())


@pytest.mark.parametrize(
    ("one", "other", "wrong"),
    [
        ({"people": "everyone"}, {"people": "others"}, True),
        ({"people": "universal_credit"}, {"people": "only_universal_credit"}, True),
        ({"people": "universal_credit"}, {"people": "others"}, False),
        ({"people": "others", "who": "protected"}, {"people": "others", "who": "not_protected"}, False),
        ({"people": "others", "who": "protected"}, {"people": "others"}, True),
        ({"people": "others", "who": "protected"}, {"people": "others", "who": "protected"}, True),
        (
            {"people": "others", "who": "protected", "protects_out_of_work": True},
            {"people": "others", "who": "protected", "protects_in_work": True},
            False,
        ),
    ],
)
def test_no_household_may_come_under_two_parts(one: SchemePart, other: SchemePart, wrong: bool) -> None:
    told = for_the_same_people([one, other])
    assert bool(told) is wrong
    assert for_the_same_people([other, one]) == told[::-1] or wrong


def test_the_guide_has_every_key_that_a_council_may_use() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "how-to-add-a-council.md").read_text(encoding="utf-8")
    keys = {rule.name.partition(".")[2] for rule in BOOK.inputs if rule.name.startswith(("scheme.", "band."))}
    filled_by_the_reader = {"share", "by_month", "up_to_month", "order"}
    assert not sorted(key for key in keys - filled_by_the_reader if not re.search(rf"\b{key}\b", guide))


def test_a_year_that_is_not_held_is_said_and_not_nothing() -> None:
    result = CALCULATOR.calculate(read_case(household("wales", "Swansea", "2024-04-10", 1290)))
    assert "council_tax_reduction" not in result.now.missing
    case = household("england", "Isles of Scilly", "2025-05-01", 1290)
    found = CALCULATOR.calculate(read_case(case))
    assert found.now.missing == ["council_tax_reduction"]


@pytest.mark.parametrize("name", sorted(HELD))
@settings(max_examples=TRIED, deadline=None)
@given(data=st.data())
def test_no_reduction_is_negative_or_above_the_bill_and_both_arithmetics_agree(name: str, data: st.DataObject) -> None:
    year = data.draw(st.sampled_from(HELD[name]))
    bill = data.draw(st.integers(200, 4500))
    adults = [
        {
            "age": data.draw(st.integers(18, 60)),
            "uc_health": data.draw(st.sampled_from(["none", "lcw", "lcwra"])),
            "lcwra_rate": "protected",
            "pip_daily_living": data.draw(st.sampled_from(["none", "standard"])),
            "carers_allowance": data.draw(st.booleans()),
        }
        for _ in range(data.draw(st.integers(1, 2)))
    ]
    pay = {"amount": data.draw(st.sampled_from([12.71, 15.40, 23])), "per": "hour"}
    job = {"hours_per_week": data.draw(st.integers(1, 45)), "pay": pay}
    nation = {"Scotland": "scotland", "Wales": "wales"}.get(year.council, "england")
    council = {"scotland": "Fife", "wales": "Swansea"}.get(nation, year.council)
    case = household(
        nation, council, "2026-11-23", bill, adults=adults, savings=data.draw(st.sampled_from([0, 5999, 6001, 9000, 15999])),
        children=[{"age": data.draw(st.integers(0, 15))} for _ in range(data.draw(st.integers(0, 3)))],
        options=[{"name": "A", "job": job}], views=["hours"],
    )  # fmt: skip
    case["home"]["non_dependants"] = [{"age": 30, "gross_pay": {"amount": 300, "per": "week"}}] * data.draw(
        st.integers(0, 1)
    )
    result = json.loads(json.dumps(CALCULATOR.calculate(read_case(case)).to_json(), default=float))
    (option,) = result["options"]
    for position in (result["now"], option["position"]):
        lines = {line["id"]: line["per_month"] for line in position["lines"]}
        reduction = lines.get("council_tax_reduction", 0)
        assert 0 <= reduction <= round(bill / 12 + 0.005, 2)
        assert abs(lines.get("council_tax", 0) + reduction - bill / 12) < 0.011
        if reduction:
            scheme = next(line["scheme"] for line in position["lines"] if line["id"] == "council_tax_reduction")
            assert scheme["law"].startswith(year.council)
            assert scheme["url"].startswith("http")
    point = option["hours"]["points"][job["hours_per_week"]]
    assert abs(point["left_over"] - option["position"]["left_over_before_debts"]) < 0.02
