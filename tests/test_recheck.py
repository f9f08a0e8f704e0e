"""`calculator recheck`: kept plans worked out again, with what has changed in each and what comes next."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator.__main__ import main
from calculator.contract import plan_file
from calculator.contract.reading import read_case
from calculator.recheck import recheck

Json = dict[str, Any]
CASE: Json = {
    "date": "2026-11-30",
    "adults": [{"age": 30, "uc_health": "lcwra", "lcwra_rate": "new"}],
    "home": {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "bedrooms": 1},
    "savings": 0,
    "claims": {"universal_credit": True},
    "universal_credit": {"assessment_period_day": 14},
    "options": [
        {
            "name": "Cafe",
            "starts": "2026-12-07",
            "job": {"name": "Cafe", "hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}, "paid": "month"},
        }
    ],
}
TAPER = """
prefix: universal_credit
rules:
  taper_rate:
    source: {law: "A made-up reform"}
    values: {2026-04-06: 0.5}
"""


def kept(**record: str) -> bytes:
    case = read_case(CASE)
    return plan_file.write(case, CALCULATOR.calculate(case), record=record, visit=2)


def with_lower_award(content: bytes, by: int) -> bytes:
    """A file as another year's rules could have made it: with less Universal Credit now."""
    data = json.loads(content)
    for figures in data["figures"]:
        figures["lines"]["universal_credit"] = float(figures["lines"]["universal_credit"]) - by
        figures["universal_credit"] = float(figures["universal_credit"]) - by
        figures["left_over"] = float(figures["left_over"]) - by
    return json.dumps(data).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "team").mkdir()
    (tmp_path / "A1.json").write_bytes(kept(code="A1", name="Marker Person"))
    (tmp_path / "team" / "B2.json").write_bytes(with_lower_award(kept(code="B2"), 40))
    (tmp_path / "case.json").write_text(json.dumps(CASE))
    (tmp_path / "broken.json").write_text("{")
    return tmp_path


def test_a_plan_of_the_same_rules_is_as_it_was_and_says_what_comes_next() -> None:
    found = recheck(CALCULATOR, "A1.json", kept(code="A1"), dt.date(2026, 11, 30))
    assert (found.verdict, found.code, found.visit, found.positions) == ("same", "A1", 2, ())
    assert found.same_rules
    assert found.next_date is not None
    assert found.next_date.option == "Cafe"
    assert dt.date(2026, 11, 30) <= found.next_date.date <= dt.date(2026, 12, 31)
    assert found.soon(dt.date(2026, 11, 30))


def test_a_changed_plan_says_who_gains_how_much_and_by_which_line() -> None:
    found = recheck(CALCULATOR, "B2.json", with_lower_award(kept(code="B2"), 40))
    assert found.verdict == "changed"
    assert [each.name for each in found.positions] == ["", "Cafe"]
    for each in found.positions:
        assert each.gain == 40
        (line,) = each.lines
        assert line.title == "Universal Credit"
        assert line.now - line.then == 40
    assert found.positions[1].change[0] == found.positions[1].change[1]


def test_a_file_kept_before_there_were_lines_is_still_held_against_its_figures() -> None:
    data = json.loads(kept())
    for figures in data["figures"]:
        del figures["lines"]
    del data["visit"]
    found = recheck(CALCULATOR, "old.json", json.dumps(data).encode())
    assert (found.verdict, found.visit) == ("same", 1)
    data["figures"][0]["left_over"] = float(data["figures"][0]["left_over"]) + 5
    (changed,) = recheck(CALCULATOR, "old.json", json.dumps(data).encode()).positions
    assert (changed.gain, changed.lines) == (-5, ())


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (b"{", ""),
        (b"", ""),
        (b"[1]", ""),
        (json.dumps({"kind": "another"}).encode(), "/kind"),
        (json.dumps({**CASE, "adults": [{"age": "x"}]}).encode(), "/adults/0/age"),
    ],
)
def test_a_file_that_is_no_plan_says_why_and_stops_nothing(content: bytes, pointer: str) -> None:
    found = recheck(CALCULATOR, "x.json", content)
    assert (found.verdict, found.positions, found.next_date) == ("refused", (), None)
    assert pointer in [problem.pointer for problem in found.problems]


def test_a_day_after_the_start_of_a_choice_is_refused_with_the_field() -> None:
    found = recheck(CALCULATOR, "A1.json", kept(code="A1"), dt.date(2027, 5, 10))
    assert (found.verdict, found.code) == ("refused", "A1")
    assert [problem.pointer for problem in found.problems] == ["/options/0/starts"]


# ---------------------------------------------------------------------- the command
def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["recheck", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_the_command_tells_of_every_file_and_leaves_with_three(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = run(capsys, folder, "--date", "2026-11-30")
    assert code == 3
    assert "A1.json (A1): as it was, kept on" in text
    assert "team/B2.json (B2): changed, kept on" in text
    assert "Universal Credit: £" in text
    assert "case.json: no earlier figures" in text
    assert "broken.json: cannot be worked out" in text
    assert "4 plans: 1 changed, 3 with a date within a month, 1 cannot be worked out." in text
    assert "Marker Person" not in text


def test_json_and_csv_hold_the_same_as_the_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(capsys, folder, "--format", "json")
    plans = {each["file"]: each for each in json.loads(text)}
    assert {name: each["verdict"] for name, each in plans.items()} == {
        "A1.json": "same", "broken.json": "refused", "case.json": "new", "team/B2.json": "changed",
    }  # fmt: skip
    _, text = run(capsys, folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["position"] for row in rows if row["file"] == "team/B2.json"] == ["now", "Cafe"]
    for row, changed in zip(
        (row for row in rows if row["verdict"] == "changed"), plans["team/B2.json"]["positions"], strict=True
    ):
        assert float(row["left_over_now"]) == changed["left_over_now"]
        assert float(row["left_over_now"]) - float(row["left_over_then"]) == pytest.approx(40)
    assert "Marker Person" not in text


def test_rules_that_change_make_a_difference(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    amendment = tmp_path / "taper.yaml"
    amendment.write_text(TAPER)
    (folder / "team" / "B2.json").unlink()
    code, text = run(capsys, folder, "--amend", amendment, "--format", "json")
    assert code == 3
    (plan,) = (each for each in json.loads(text) if each["file"] == "A1.json")
    (cafe,) = plan["positions"]
    assert cafe["name"] == "Cafe"
    assert cafe["left_over_now"] > cafe["left_over_then"]
    assert [line["title"] for line in cafe["lines"]] == ["Universal Credit"]


def test_nothing_changed_leaves_with_nought_and_a_broken_file_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "A1.json").write_bytes(kept())
    assert run(capsys, tmp_path)[0] == 0
    (tmp_path / "long.json").write_bytes(b"1" * 1_000_001)
    code, text = run(capsys, tmp_path)
    assert code == 2
    assert "must have at most 1,000,000 bytes" in text


def test_a_folder_without_plans_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recheck", str(tmp_path)]) == 2
    assert "holds no .json file" in capsys.readouterr().err
    assert main(["recheck", str(tmp_path / "nowhere")]) == 2
