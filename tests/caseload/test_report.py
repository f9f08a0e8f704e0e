"""The report of a caseload: what it says, what it hides, and that it can be read by everybody and without a network."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from by_hand import CALCULATOR, REFORMS, TAPER_50, case_of

from calculator.caseload.finances import Programme
from calculator.caseload.findings import Findings, findings
from calculator.caseload.many import Assessor, CaseloadQuestion, outcomes
from calculator.caseload.report import html
from calculator.caseload.settings import Settings
from calculator.caseload.source import read_path, rows_of
from calculator.caseload.synth import households, year_of
from calculator.caseload.tally import CaseloadTally, band_of
from calculator.cli.main import run
from calculator.cli.report import report
from calculator.contract import plan_file
from calculator.i18n.language import speaking

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TODAY = dt.date(2026, 11, 30)
DEAR = Settings(programme=Programme(cost=Decimal(6000), start=Decimal("0.4"), weeks=Decimal(26)))
NUMBER = 50


def counted(data: list[Any], settings: Settings = DEAR, reform: bool = False) -> tuple[CaseloadTally, Findings]:
    other = TAPER_50 if reform else None
    assessor = Assessor(CaseloadQuestion(settings.hours), CALCULATOR, other)
    tally = CaseloadTally(settings.hours, settings.main).add_all(map(assessor, rows_of(data)))
    return tally, findings(tally, CALCULATOR, settings, "taper-50" if reform else None)


@pytest.fixture(scope="module")
def caseload() -> list[dict[str, Any]]:
    return list(households(NUMBER, 5, year_of(CALCULATOR, "2026-27"), "universal_credit"))


@pytest.fixture(scope="module")
def both(caseload: list[dict[str, Any]]) -> tuple[CaseloadTally, Findings]:
    return counted(caseload, reform=True)


@pytest.fixture(scope="module")
def page(both: tuple[CaseloadTally, Findings]) -> str:
    return html(both[1], DEAR, TODAY)


# ---------------------------------------------------------------------- what it says
def test_each_household_is_counted_once_at_each_number_of_hours(both: tuple[CaseloadTally, Findings]) -> None:
    table = both[1].table("better_off")
    assert table is not None
    assert [row.title for row in table.rows] == ["8 hours", "16 hours", "24 hours", "37 hours"]
    assert table.column(4) == [NUMBER] * 4
    for counts in both[0].verdicts.values():
        assert counts.total() == NUMBER


def test_a_household_by_hand_is_where_it_belongs() -> None:
    """Single, 16 hours at £12.71: £881.23 comes and £424.90 goes. So five such households are all better off by £456.33."""
    data = [json.loads(case_of().model_dump_json(by_alias=True, exclude_unset=True))] * 5
    _, found = counted(data)
    table = found.table("better_off")
    assert table is not None
    assert table.rows[1].values == [5, 0, 0, 0, 5, Decimal("456.33")]
    money = found.table("public_money")
    assert money is not None
    assert money.rows[-5].values[1] == Decimal("5934.36")
    assert next(each.dividend.net for each in found.dividends if each.hours == 16) == 5 * (
        Decimal("5934.36") / 5 - 6000
    )


def test_a_cliff_has_its_rule() -> None:
    """Carer's Allowance stops when pay passes £204 a week after tax: 16.1 hours at £12.71 are £204.63."""
    carer = [{"age": 34, "cares_35_hours": True, "carers_allowance": True}]
    data = [
        json.loads(
            case_of(adults=carer, claims={"universal_credit": False}).model_dump_json(by_alias=True, exclude_unset=True)
        )
    ] * 12
    table = counted(data)[1].table("cliffs")
    assert table is not None
    row = table.rows[0]
    assert row.title == "Carer's Allowance"
    assert row.values[0] == "carers_allowance.kept_in_weeks_worked"
    assert row.values[2] == 12
    assert row.values[4] == Decimal("16.1")


def test_it_says_plainly_that_the_programme_costs_more(page: str) -> None:
    assert "The programme costs more than it returns" in page
    assert "Health and wellbeing" in page
    assert "Health-led Employment Trials" in page


def test_tenths_of_income_hold_all_households(both: tuple[CaseloadTally, Findings]) -> None:
    tenths = both[0].tenths()
    assert [each.households for each in tenths] == [NUMBER // 10] * 10
    assert sum(each.gain for each in tenths) == both[0].effects.gain


def test_what_groups_gain_adds_up_to_what_all_gain(both: tuple[CaseloadTally, Findings]) -> None:
    tally = both[0]
    for groups in tally.effects_by_group.values():
        assert sum(each.gain for each in groups.values()) == tally.effects.gain
    assert -tally.public_change.total == sum(each.public for each in tally.effects_by_group["nation"].values())


@pytest.mark.parametrize(
    ("rate", "band"), [(-0.1, 0), (0.0, 0), (0.2, 1), (0.550000001, 3), (0.69, 4), (1.0, 6), (1.01, 7)]
)
def test_a_rate_falls_into_one_band(rate: float, band: int) -> None:
    assert band_of(rate) == band


# ---------------------------------------------------------------------- what it hides
def test_no_small_count_is_shown(both: tuple[CaseloadTally, Findings]) -> None:
    for table in both[1].tables:
        for place, column in enumerate(table.columns):
            if column.unit == "households":
                shown = [value for value in table.column(place) if isinstance(value, Decimal)]
                assert [value for value in shown if 0 < value < 5] == [], table.id


def test_tables_about_the_same_households_hide_the_same_totals(both: tuple[CaseloadTally, Findings]) -> None:
    found = both[1]
    table = found.table("better_off")
    assert table is not None
    totals = table.rows[1].values[:5]
    for group in ("family", "health", "tenure", "work", "nation"):
        by_group = found.table(f"by_{group}")
        assert by_group is None or by_group.rows[-1].values == totals


def test_a_caseload_of_four_has_no_figures(caseload: list[dict[str, Any]]) -> None:
    _, found = counted(caseload[:4])
    assert (found.households, found.tables, found.dividends) == (None, [], [])
    assert "too few households" in html(found, DEAR, TODAY)


def test_a_higher_least_hides_more(both: tuple[CaseloadTally, Findings]) -> None:
    strict = findings(both[0], CALCULATOR, Settings(least=20), "taper-50")

    def shown(found: Findings) -> int:
        return sum(isinstance(value, Decimal) for table in found.tables for row in table.rows for value in row.values)

    assert shown(strict) < shown(both[1])


# ---------------------------------------------------------------------- counselling
def test_counselling_is_counted_from_plans_and_records(tmp_path: Path) -> None:
    case = case_of()
    result = CALCULATOR.calculate(case, ())
    for number in range(12):
        steps = {"offered": "1 November", **({"done": "8 November"} if number < 6 else {}), "code": f"A{number}"}
        (tmp_path / f"{number}.json").write_bytes(plan_file.write(case, result, record=steps))
    bare = {"record": "benefits counselling", "steps": {"offered": "2 November", "done": None}}
    (tmp_path / "record.json").write_text(json.dumps(bare))
    out = tmp_path / "report.out"
    assert run(report, [str(tmp_path), "--format", "json", "--processes", "1", "--out", str(out)]) == 0
    found = json.loads(out.read_text())
    rows = {
        row["title"]: row["values"]
        for table in found["tables"]
        if table["id"] == "counselling"
        for row in table["rows"]
    }
    assert rows["All records"] == [13, 100]
    assert rows["Benefits counselling was offered"] == [13, 100]
    assert rows["It was done before the job began"] == [6, pytest.approx(46.15, abs=0.01)]
    assert "A11" not in out.read_text()


# ---------------------------------------------------------------------- the file
def test_the_file_needs_nothing_else(page: str) -> None:
    assert "<script" not in page
    assert re.findall(r'src="(?!data:)', page) == []
    assert re.findall(r"url\(|@import|<link", page) == []


def test_each_chart_has_words_and_a_table(page: str, both: tuple[CaseloadTally, Findings]) -> None:
    pictures = re.findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]*)">', page)
    assert len(pictures) >= 4
    assert all(each.startswith("Bar chart: ") for each in pictures)
    assert page.count("<table>") == len(both[1].tables) + 1


def test_it_speaks_welsh(both: tuple[CaseloadTally, Findings]) -> None:
    with speaking("cy"):
        found = findings(both[0], CALCULATOR, DEAR, "taper-50")
        page = html(found, DEAR, TODAY)
    assert '<html lang="cy">' in page
    assert "30 Tachwedd 2026" in page
    for english in ("Better off", "Households", "hours", "The programme", "Local housing"):
        assert not re.search(rf">[^<]*\b{english}\b", page), english


def test_json_has_the_same_figures(both: tuple[CaseloadTally, Findings]) -> None:
    held = json.loads(json.dumps(both[1].to_json()))
    assert held["tables"][0]["rows"][1]["values"][4] == NUMBER
    assert held["rules"]["fingerprint"] == CALCULATOR.book.rules.fingerprint


# ---------------------------------------------------------------------- the command
def test_the_command_reports_lines_that_cannot_be_used(
    caseload: list[dict[str, Any]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "some.jsonl"
    wrong = ['{"adults": []}', "not json", '{"adults": [{"age": 34}], "council": "Atlantis"}'] * 2
    file.write_text("\n".join([*map(json.dumps, caseload[:6]), *wrong]))
    assert run(report, [str(file), "--format", "json", "--processes", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["households"], found["refused"]) == (6, 6)


def test_a_file_may_hold_one_case_or_an_array(tmp_path: Path) -> None:
    one, several = tmp_path / "one.json", tmp_path / "several.txt"
    one.write_text(json.dumps({"adults": [{"age": 34}]}, indent=1))
    several.write_text(json.dumps([{"adults": [{"age": 34}]}, {"adults": [{"age": 340}]}], indent=1))
    assert [row.case is not None for row in read_path(one)] == [True]
    assert [row.case is not None for row in read_path(several)] == [True, False]


def test_a_job_without_pay_by_the_hour_is_said_to_have_no_other_hours() -> None:
    """So is somebody without recourse to public funds, of whom no figures are given."""
    paid = {"name": "A job", "job": {"take_home": {"amount": 800, "per": "month"}}}
    data = [{"adults": [{"age": 34}], "options": [paid]}] * 3 + [{"adults": [{"age": 34, "no_public_funds": True}]}] * 3
    _, found = counted(data)
    assert (found.households, found.without_hours, found.tables) == (6, 6, [])


def test_self_employment_is_not_worked_for_other_hours_but_a_usual_job_is() -> None:
    trade = {"name": "Trade", "job": {"profit": {"amount": 800, "per": "month"}, "hours_per_week": 20}}
    tally, _ = counted([{"date": "2026-11-30", "adults": [{"age": 34}], "options": [trade]}])
    assert tally.verdicts[16]["better"] == 1
    assert tally.changes[16] > 0


def test_several_processes_find_the_same(caseload: list[dict[str, Any]]) -> None:
    def added(processes: int) -> CaseloadTally:
        found = outcomes(CaseloadQuestion((16,)), rows_of(caseload[:8]), processes)
        return CaseloadTally((16,), 16).add_all(found)

    assert added(2).changes == added(1).changes


def test_a_caseload_is_read_as_it_is_worked_out(caseload: list[dict[str, Any]]) -> None:
    """However long it is: nothing is read ahead."""
    read = 0

    def endless() -> Iterator[dict[str, Any]]:
        nonlocal read
        while True:
            read += 1
            yield caseload[0]

    found = map(Assessor(CaseloadQuestion((16,)), CALCULATOR), rows_of(endless()))
    assert [next(found).household is not None for _ in range(3)] == [True] * 3
    assert read == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--hours", "8,x"], "--hours: must be whole numbers with commas"),
        (["--hours", "8,60"], "--hours: must be different whole numbers from 1 to 45"),
        (["--hours", "8,8"], "--hours: must be different whole numbers from 1 to 45"),
        (["--main-hours", "20"], "--main-hours: must be one of the hours: 8, 16, 24, 37"),
        (["--main-hours", "1.5"], "--main-hours: must be a whole number"),
        (["--cost", "-1"], "--cost: must be from 0 to"),
        (["--cost", "many"], "--cost: must be a number"),
        (["--cost", "NaN"], "--cost: must be a number"),
        (["--start", "3"], "--start: must be a share from 0 to 1"),
        (["--weeks", "60"], "--weeks: must be from 0 to 52"),
        (["--weeks", "6", "--staying", "1,1,1,1"], "--staying: must be left out if weeks is given"),
        (["--staying", "0.9"], "--staying: must have four shares"),
        (["--staying", "a,b"], "--staying: must be four shares"),
        (["--least", "1"], "--least: must be from 2 to 1,000"),
        (["--households", "0"], "--households: must be from 1"),
    ],
)
def test_a_wrong_setting_is_named(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text('{"adults": [{"age": 34}]}\n')
    assert run(report, [str(file), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_caseload_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "none.jsonl").write_text("\n")
    assert run(report, [str(tmp_path / "none.jsonl"), "--processes", "1"]) == 2
    assert "holds no case" in capsys.readouterr().err


def test_without_the_extra_the_command_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caseload: list[dict[str, Any]]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    file = tmp_path / "five.jsonl"
    file.write_text("\n".join(map(json.dumps, caseload[:5])))
    assert run(report, [str(file), "--processes", "1"]) == 2
    assert "pip install 'calculator[report]'" in capsys.readouterr().err


# ---------------------------------------------------------------------- in a browser
@pytest.mark.browser
def test_axe_finds_nothing_and_it_fits_a_phone(chromium: "Browser", page: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    opened = chromium.new_page(viewport={"width": 320, "height": 700})
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    assert Axe().run(opened).response["violations"] == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= 320
    assert [each for each in asked if not each.startswith(("data:", "file:"))] == []
    opened.close()


# ---------------------------------------------------------------------- a published costing
def test_the_cost_of_the_old_taper_is_near_the_published_one() -> None:
    """Autumn Budget 2021 cut the taper from 63% to 55% and raised the work allowances by £500 a year. The Treasury put it at 1.9 million
    households who gain £1,000 a year on average and £2.2 billion in 2022-23, the Resolution Foundation at 2.2 million and £3 billion.

    Undone today, it would take about as much from each household that loses, and from more of them, as Universal Credit has taken the place of tax
    credits since: 3.1 million of those who get it are in work, where it was 2.3 million.
    """
    year = year_of(CALCULATOR, "2026-27")
    number = 160
    assessor = Assessor(CaseloadQuestion((), amend=(REFORMS / "taper-63.yaml",)), CALCULATOR)
    tally = CaseloadTally((), 16).add_all(map(assessor, rows_of(households(number, 2, year, "universal_credit"))))
    lose = tally.effects.counts["loses"]
    average = float(-tally.effects.gain) / lose * 12
    cost = float(-tally.public_change.total) / number * 7157226
    assert tally.effects.counts["gains"] == 0
    assert 1.9e6 < lose / number * 7157226 < 3.2e6
    assert 800 < average < 1300
    assert 2.2e9 < -cost < 3.6e9
