"""`calculator calculate` as a person at a terminal and a script meet it: each test runs the command itself."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator import __main__ as cli
from calculator.calculator import Calculator
from calculator.contract.reading import read_case

TOP = Path(__file__).parent.parent
EXAMPLES = TOP / "examples"
FIRST_LOOK = EXAMPLES / "first-look.json"
GOOD: dict[str, Any] = {"date": "2026-11-23", "adults": [{"age": 30}]}
BAD: dict[str, Any] = {"date": "2026-11-23", "adults": [{"age": 7}], "savings": "none"}


def run(*arguments: str | Path, given: str | bytes | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "calculator", *map(str, arguments)]
    content = given.encode() if isinstance(given, str) else given
    done = subprocess.run(command, cwd=TOP, input=content, capture_output=True, check=False, timeout=60)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def called(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """The command in this process, for what needs no process of its own."""
    code = cli.main([str(each) for each in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def expected(case: Any) -> Any:
    return json.loads(json.dumps(CALCULATOR.calculate(read_case(case)).to_json()))


def kept(folder: Path, content: Any) -> Path:
    file = folder / "case.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


# ---------------------------------------------------------------------- one case
def test_a_case_is_printed_as_a_table_that_a_person_can_read() -> None:
    done = run("calculate", FIRST_LOOK)
    assert (done.returncode, done.stderr) == (0, "")
    text = done.stdout
    for words in (
        "A typical month",
        "Cafe, 16 hours",
        "Universal Credit",
        "Pay before deductions",
        "Left over",
        "What we assumed",
    ):
        assert words in text
    result = expected(json.loads(FIRST_LOOK.read_text()))
    option = result["options"][0]
    assert f"£{option['change_per_month']:,.2f} more a month" in text
    assert f"£{option['position']['left_over']:,.2f}" in text
    assert max(len(row) for row in text.splitlines()) <= 110


def test_a_case_is_printed_as_the_result_of_the_contract() -> None:
    done = run("calculate", FIRST_LOOK, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == expected(json.loads(FIRST_LOOK.read_text()))


def test_a_case_comes_from_standard_input_too() -> None:
    text = FIRST_LOOK.read_text()
    done = run("calculate", "-", "--format", "json", given=text)
    assert done.returncode == 0
    assert json.loads(done.stdout) == expected(json.loads(text))


def test_a_byte_order_mark_and_crlf_are_no_hindrance() -> None:
    text = "\ufeff" + FIRST_LOOK.read_text().replace("\n", "\r\n")
    assert run("calculate", "-", given=text).returncode == 0


def test_a_result_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "result.json"
    code, out, _ = called(capsys, "calculate", FIRST_LOOK, "--format", "json", "--output", file)
    assert (code, out) == (0, "")
    assert json.loads(file.read_text()) == expected(json.loads(FIRST_LOOK.read_text()))


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(capsys, "calculate", FIRST_LOOK, "--output", tmp_path / "none" / "result.json")
    assert (code, out) == (2, "")
    assert err.strip().endswith("cannot be written: No such file or directory")


def test_an_option_that_leaves_less_says_so_in_the_same_shape(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = {"name": "Shop", "hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}
    case = {"date": "2026-11-23", "adults": [{"age": 30, "jobs": [job]}], "options": [{"name": "Stop", "work": "none"}]}
    _, out, _ = called(capsys, "calculate", kept(tmp_path, case))
    change = expected(case)["options"][0]["change_per_month"]
    assert change < 0
    assert f"£{-change:,.2f} less a month" in out


# ---------------------------------------------------------------------- a case that cannot be worked out
def test_every_problem_of_a_bad_case_has_a_line_of_its_own_and_no_figure_is_given(tmp_path: Path) -> None:
    done = run("calculate", kept(tmp_path, BAD))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "/adults/0/age: must be a whole number from 16 to 120",
        "/savings: must be a number from 0 to 10,000,000",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1, 2",
        "{'adults': []}",
        '{"adults": NaN}',
        '{"date": 1, "date": 2}',
        "[" * 100_000,
        '"text"',
        "null",
        "17",
        '{"savings": 1e999}',
    ],
)
def test_what_is_not_a_case_is_refused_in_a_line(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(capsys, "calculate", kept(tmp_path, text))
    assert (code, out) == (2, "")
    assert err.startswith("/")
    assert "Traceback" not in err


def test_a_file_that_is_not_text_is_refused_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "case.json").write_bytes(b"\xff\xfe{}")
    code, out, err = called(capsys, "calculate", tmp_path / "case.json")
    assert (code, out, err) == (2, "", "/: must be text in UTF-8\n")


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.json"
    assert called(capsys, "calculate", missing) == (2, "", f"{missing}: cannot be read: No such file or directory\n")
    assert called(capsys, "calculate", tmp_path) == (2, "", f"{tmp_path}: cannot be read: Is a directory\n")


def test_a_day_that_the_rules_do_not_cover_is_a_problem_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(capsys, "calculate", kept(tmp_path, GOOD | {"date": "2020-01-01"}))
    assert (code, out) == (2, "")
    assert err == "/date: must be 2024-04-08 or later: the rules held begin on that day\n"


# ---------------------------------------------------------------------- several cases
def test_an_array_in_is_an_array_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = GOOD | {"savings": 7000}
    code, out, _ = called(capsys, "calculate", kept(tmp_path, [GOOD, other]), "--format", "json")
    assert code == 0
    assert json.loads(out) == [expected(GOOD), expected(other)]


def test_an_array_of_one_and_of_none_stay_arrays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for cases in ([], [GOOD]):
        code, out, _ = called(capsys, "calculate", kept(tmp_path, cases), "--format", "json")
        assert code == 0
        assert json.loads(out) == [expected(each) for each in cases]


def test_json_lines_in_are_json_lines_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = GOOD | {"savings": 7000}
    lines = f"{json.dumps(GOOD)}\n\n{json.dumps(other)}\n"
    code, out, _ = called(capsys, "calculate", kept(tmp_path, lines), "--format", "json")
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == [expected(GOOD), expected(other)]


def test_a_bad_case_among_several_is_told_in_its_place_and_the_others_are_worked_out(tmp_path: Path) -> None:
    done = run("calculate", kept(tmp_path, [GOOD, BAD, GOOD]), "--format", "json")
    assert done.returncode == 2
    first, second, third = json.loads(done.stdout)
    assert first == third == expected(GOOD)
    assert set(second) == {"error", "errors"}
    assert [each["pointer"] for each in second["errors"]] == ["/1/adults/0/age", "/1/savings"]
    assert all(each["detail"] for each in second["errors"])


def test_a_bad_line_among_json_lines_is_told_in_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "\n".join([json.dumps(GOOD), '{"adults": [}', json.dumps(BAD), "17", json.dumps(GOOD)])
    code, out, _ = called(capsys, "calculate", kept(tmp_path, lines), "--format", "json")
    assert code == 2
    told = [json.loads(line) for line in out.splitlines()]
    assert ["error" in each for each in told] == [False, True, True, True, False]
    assert told[0] == told[4] == expected(GOOD)
    assert [each["errors"][0]["pointer"].split("/")[1] for each in told[1:4]] == ["1", "2", "3"]


def test_several_cases_as_text_follow_one_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = called(capsys, "calculate", kept(tmp_path, [GOOD, BAD, GOOD]))
    assert code == 2
    assert out.count("A typical month") == 2
    assert "This case cannot be worked out:\n  /1/adults/0/age: must be" in out


def test_a_case_for_which_no_figures_can_be_had_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    early = GOOD | {"date": "2020-01-01"}
    code, out, _ = called(capsys, "calculate", kept(tmp_path, [early, GOOD]), "--format", "json")
    assert code == 2
    assert ["error" in each for each in json.loads(out)] == [True, False]


def test_everything_an_example_holds_can_be_worked_out_in_one_go(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cases = [json.loads(file.read_text()) for file in sorted(EXAMPLES.glob("*.json"))]
    assert called(capsys, "calculate", kept(tmp_path, cases))[0] == 0


# ---------------------------------------------------------------------- rules and amendments
REFORM = "prefix: universal_credit\nrules:\n  taper_rate:\n    source: {{law: A made-up reform}}\n    values: {{2026-04-06: {rate}}}\n"


def test_amendments_are_laid_over_the_rules_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, rate in (("low", 0.25), ("high", 0.65)):
        (tmp_path / f"{name}.yaml").write_text(REFORM.format(rate=rate))

    def deduction(*names: str) -> float:
        amended = [part for name in names for part in ("--amend", tmp_path / f"{name}.yaml")]
        code, out, _ = called(capsys, "calculate", FIRST_LOOK, "--format", "json", *amended)
        assert code == 0
        result = json.loads(out)
        assert result["rules"]["amendments"] == [f"{name}.yaml" for name in names]
        taken: float = result["options"][0]["position"]["universal_credit"]["earned_income_deduction"]
        return taken

    assert deduction("low") < deduction() < deduction("high")
    assert deduction("low", "high") == deduction("high")


def test_an_amendment_that_cannot_be_used_is_told_with_its_line_and_no_figure_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "reform.yaml"
    file.write_text(REFORM.format(rate="much"))
    code, out, err = called(capsys, "calculate", FIRST_LOOK, "--amend", file)
    assert (code, out) == (1, "")
    assert err.startswith("reform.yaml:5: universal_credit.taper_rate: 'much' is not a number")


def test_an_amendment_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(capsys, "calculate", FIRST_LOOK, "--amend", tmp_path / "none.yaml")
    assert (code, out) == (1, "")
    assert "none.yaml:1: the file cannot be read: No such file or directory" in err


def test_a_folder_of_other_rules_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(capsys, "calculate", FIRST_LOOK, "--rules", tmp_path)
    assert (code, out) == (1, "")
    assert "no rule files" in err


# ---------------------------------------------------------------------- the command itself
@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["calculate", "--help"], ["rules", "--help"], ["rules", "check", "--help"], ["serve", "--help"]],
)
def test_help_is_there_for_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out.startswith("Usage: calculator")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["calculate"],
        ["rules"],
        ["calculate", "x.json", "--format", "xml"],
        ["serve", "--port", "0"],
        ["rules", "diff", "2026-13-01", "2026-11-23"],
    ],
)
def test_what_is_typed_wrongly_is_said_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = called(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: calculator")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["nonsense"],
            "'nonsense'. Use one of: batch, calculate, keys, payslip, places, recheck, report, rules, serve, statement, synth, timeline.",
        ),
        (["rules", "nonsense"], "'nonsense'. Use one of: check, diff, explain, list, new-council, show."),
        (["calculate"], "'CASE'"),
        (["calculate", "x.json", "more"], "(more)"),
        (["calculate", "x.json", "--what"], "'--what'"),
        (["calculate", "x.json", "--amend"], "'--amend' requires an argument"),
        (["calculate", "x.json", "--format", "xml"], "'--format': 'xml' is not one of 'text', 'json'"),
        (["timeline", "x.json", "--format", "xml"], "'--format': 'xml' is not one of 'text', 'json', 'ics'"),
        (["rules", "list", "--format", "xml"], "'--format': 'xml' is not one of 'text', 'markdown'"),
        (["payslip", "x.json", "--gross", "5"], "'--date'"),
        (["payslip", "x.json", "--date", "2026-12-31"], "'--gross'"),
        (["payslip", "x.json", "--date", "2026-12-31", "--gross", "five"], "'--gross': 'five' is not a number such as"),
        (["rules", "show", "tax.x", "--date", "soon"], "'--date': 'soon' is not a date such as 2026-11-23"),
        (["rules", "diff", "2026-11-23", "2026-02-30"], "'DATE': '2026-02-30' is not a date such as 2026-11-23"),
        (["rules", "new-council", "Leeds", "--from", "April"], "'--from': 'April' is not a date such as 2026-11-23"),
        (["serve", "--port", "0"], "'--port': '0' is not a whole number from 1 to 65535"),
        (["serve", "--port", "²"], "'--port': '²' is not a whole number from 1 to 65535"),
        (["serve", "--workers", "65"], "'--workers': '65' is not a whole number from 1 to 64"),
        (["serve", "--proxies", "-1"], "'--proxies': '-1' is not a whole number from 0 to 9"),
        (["serve", "--most-requests", "often"], "'--most-requests': 'often' is not a number of requests per second"),
        (["serve", "--log", "text"], "'--log': 'text' is not one of 'json', 'none'"),
        (["keys", "new", "x", "--expires", "soon"], "'--expires': 'soon' is not a date such as 2026-11-23"),
    ],
)
def test_a_wrong_argument_is_named_with_what_is_allowed(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = called(capsys, *arguments)
    assert (code, out) == (2, "")
    assert told in err.splitlines()[-1]


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert called(capsys, "--version") == (0, f"calculator {version('calculator')}\n", "")


def test_an_error_that_nobody_expected_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Calculator, "load", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["calculate", str(FIRST_LOOK)])


def test_a_reader_that_goes_away_is_no_error() -> None:
    """`calculator calculate ... | head -1`: the pipe breaks while much is still to be written."""
    case = json.loads(FIRST_LOOK.read_text()) | {"views": ["hours", "working"]}
    command = [sys.executable, "-m", "calculator", "calculate", "-", "--format", "json"]
    process = subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    assert process.stderr
    process.stdin.write(json.dumps([case] * 30).encode())
    process.stdin.close()
    assert process.stdout.read(1) == b"["
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert told == b""


def test_a_name_with_control_signs_in_it_cannot_move_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["calculate", str(kept(tmp_path, GOOD | {"\x1b[2J": 1}))]) == 2
    told = capsys.readouterr().err
    assert "/\\x1b[2J: no such field" in told
    assert "\x1b" not in told


def test_a_benefit_has_its_nations_name_and_what_is_uncertain_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    adult = {"age": 30, "pip_daily_living": "standard", "uc_health": "lcwra"}
    job = {"hours_per_week": 30, "pay": {"amount": 15, "per": "hour"}}
    for nation, name in (("scotland", "Adult Disability Payment"), ("wales", "Personal Independence Payment (PIP)")):
        case = GOOD | {"nation": nation, "adults": [adult], "options": [{"name": "A", "job": job}]}
        assert cli.main(["calculate", str(kept(tmp_path, case))]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert name in told
        assert "* depends on something not known: /adults/0/lcwra_rate" in told
        assert "There are two rates of the extra money for health (LCWRA) [depends on something not known]." in told
        assert re.search(r"Help to ask an adviser about: .*Access to Work;", told)
        assert re.search(r"Would stop: Free NHS dental treatment[^.]* \[ask an adviser\]\. With Universal Credit", told)


@pytest.mark.parametrize("arguments", [["--help"], ["rules", "show", "universal_credit.taper_rate"]])
def test_a_reader_that_has_gone_before_the_first_line_is_no_error(arguments: list[str]) -> None:
    """A short text waits in Python's buffer until the end, so the pipe breaks only then."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "calculator", *arguments]
    done = subprocess.run(command, cwd=TOP, env=environment, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_cannot_show_a_sign_is_shown_something_else(encoding: str, tmp_path: Path) -> None:
    """As on Windows, when what is printed goes to a file: there is no U+2212 for a minus there."""
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(TOP)}
    job = {"name": "Shop", "hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}
    stop = GOOD | {"adults": [{"age": 30, "jobs": [job]}], "options": [{"name": "Rhoi’r gorau", "work": "none"}]}
    stop |= {"home": {"tenure": "private", "rent": {"amount": 1500, "per": "month"}}}
    command = [sys.executable, "-m", "calculator", "calculate", kept(tmp_path, stop)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"Left over" in done.stdout


def test_nothing_is_written_beside_the_case(tmp_path: Path) -> None:
    file = kept(tmp_path, GOOD)
    command = [sys.executable, "-m", "calculator", "calculate", file]
    subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(TOP)}, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == [file]


def test_a_timeline_reads_as_a_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["timeline", "examples/dan.json", "--option", "Library, 12 hours"]) == 0
    said = capsys.readouterr().out
    assert "After 52 weeks" in said
    assert "Pay from" in said
    assert "> Tell Universal Credit about the job" in said


def test_a_timeline_as_a_calendar_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["timeline", "examples/dan.json", "--format", "ics", "--payments"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("BEGIN:VCALENDAR")
    assert "SUMMARY:Universal Credit: £" in said


def test_a_timeline_of_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"adults": [{"age": 30}]}')
    assert cli.main(["timeline", str(case)]) == 2
    assert "/options: a timeline is of an option" in capsys.readouterr().err
    assert cli.main(["timeline", "examples/dan.json", "--option", "none such"]) == 2
    assert "must be the name of an option: " in capsys.readouterr().err


def test_a_payslip_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        "payslip",
        "examples/first-look.json",
        "--date",
        "2026-12-31",
        "--gross",
        "881.23",
        "--tax",
        "176",
        "--pension",
        "0",
    ]
    assert cli.main(given) == 0
    said = capsys.readouterr().out
    assert "Income tax: £176.00, expected £0.00" in said
    assert "code BR" in said
    assert cli.main([*given[:4], "--gross", "-5"]) == 2
    assert "/gross: must be a number from 0" in capsys.readouterr().err
