"""`calculator rules ...`: the law as a specialist reads it at a terminal."""

import json
import re
from pathlib import Path

import pytest
from loaded import CALCULATOR

from calculator import __main__ as cli

TOP = Path(__file__).parent.parent
FIRST_LOOK = TOP / "examples" / "first-look.json"
YEARS = [f"{year}-{(year + 1) % 100}" for year in range(CALCULATOR.first.year, CALCULATOR.last.year)]
Captured = pytest.CaptureFixture[str]


def rules(capsys: Captured, *arguments: str | Path) -> str:
    assert cli.main(["rules", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def refused(capsys: Captured, code: int, *arguments: str | Path) -> str:
    assert cli.main(["rules", *map(str, arguments)]) == code
    return capsys.readouterr().err


# ---------------------------------------------------------------------- check
def test_the_rules_pass_their_check_and_are_counted(capsys: Captured) -> None:
    text = rules(capsys, "check")
    counted = re.search(r"([\d,]+) rules, ([\d,]+) values, ([\d,]+) sources, ([\d,]+) examples, .*years (.*)", text)
    assert counted
    assert all(int(number.replace(",", "")) > 50 for number in counted.groups()[:4])
    assert counted[5] == ", ".join(YEARS)
    assert YEARS[:3] == ["2024-25", "2025-26", "2026-27"]
    assert text.splitlines()[-1].startswith("0 faults, ")


def test_a_fault_is_told_with_file_line_and_rule_and_the_exit_code_is_one(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(
        "prefix: universal_credit\nrules:\n  idle:\n    title: Idle\n    unit: GBP\n    source: {law: L}\n    values: {2024-04-08: 1}\n"
    )
    text = refused(capsys, 1, "check", "--amend", tmp_path / "reform.yaml")
    assert "fault: reform.yaml:3: universal_credit.idle: nothing uses the rule: remove it" in text


def test_an_example_that_an_amendment_changes_is_told_and_is_no_fault(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(
        "prefix: universal_credit\nrules:\n  taper_rate:\n    source: {law: L}\n    values: {2021-11-24: 0.60}\n"
    )
    assert cli.main(["rules", "check", "--amend", str(tmp_path / "reform.yaml")]) == 0
    said = capsys.readouterr()
    assert re.search(
        r"warning: universal_credit/earnings\.yaml:\d+: universal_credit\.earned_income_deduction: changed by an amendment: "
        r"the example gives .* but the rule comes to",
        said.err,
    )
    assert "0 faults, " in said.out


def test_a_fault_in_the_example_of_an_amendment_is_a_fault(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(
        "prefix: universal_credit\nrules:\n  earned_income_deduction:\n    source: {law: L}\n"
        "    formula: taper_rate * max(0, earned_income - work_allowance)\n"
        "    examples: [{given: {earned_income: 527, work_allowance: 427}, gives: 56}]\n"
    )
    text = refused(capsys, 1, "check", "--amend", tmp_path / "reform.yaml")
    assert (
        "fault: reform.yaml:6: universal_credit.earned_income_deduction: the example gives 56, but the rule comes to 55"
        in text
    )


def test_a_value_with_a_law_of_its_own_is_shown_with_it(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(
        "prefix: universal_credit\nrules:\n  taper_rate:\n    source: {law: A reform}\n"
        "    values: {2026-04-06: {value: 0.60, law: SI 2026/148, url: 'https://example.org/148'}, 2026-11-01: 0.50}\n"
    )
    amend = ("--amend", tmp_path / "reform.yaml")
    now, _, others = rules(capsys, "show", "universal_credit.taper_rate", "--date", "2026-05-01", *amend).partition(
        "In force"
    )
    assert "  60%\n  Source: SI 2026/148\n          https://example.org/148\n" in now
    assert "  50%\n  Source: A reform\n" in others
    told = rules(capsys, "diff", "2026-04-01", "2026-05-01", *amend)
    assert "SI 2026/148" in section(told, "universal_credit.taper_rate")


def test_the_check_writes_a_schema_that_an_editor_can_use(capsys: Captured, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    rules(capsys, "check", "--schema", file)
    made = json.loads(file.read_text())
    assert made["$schema"].startswith("https://json-schema.org/")
    one = made["properties"]["rules"]["additionalProperties"]["properties"]
    assert {"title", "unit", "source", "values", "formula", "choose", "examples"} <= set(one)
    assert one["clock"]["enum"] == ["day", "payday", "assessment_period"]


# ---------------------------------------------------------------------- list and show
def test_every_rule_is_listed_with_its_unit_and_title(capsys: Captured) -> None:
    text = rules(capsys, "list")
    assert re.search(r"(?m)^universal_credit\.taper_rate +ratio +\S", text)
    assert len(text.splitlines()) > 300
    assert "clock." not in text
    assert "notice." not in text


def test_rules_are_listed_by_the_beginning_of_their_names(capsys: Captured) -> None:
    lines = rules(capsys, "list", "tax.").splitlines()
    assert lines
    assert all(line.startswith("tax.") for line in lines)
    assert "no rule's name begins with 'taxi'" in refused(capsys, 2, "list", "taxi")


def test_a_rule_is_shown_as_it_stands_on_a_day(capsys: Captured) -> None:
    for day, amount, since in (("2025-11-23", "£400.14", "2025-04-07"), ("2026-11-23", "£424.90", "2026-04-06")):
        text = rules(capsys, "show", "universal_credit.standard_allowances", "--date", day)
        now, _, _ = text.partition("In force from")
        assert f"On {day}, in force from {since}:" in now
        assert f"single: {amount} a month" in now
        assert "Source: " in text


def test_a_formula_is_shown_with_its_branches(capsys: Captured) -> None:
    text = rules(capsys, "show", "universal_credit.work_allowance")
    assert "work_allowance_amounts.lower\n      when rent_lowers_allowance" in text
    assert "otherwise" in text


def test_bands_tables_and_inputs_are_shown_too(capsys: Captured) -> None:
    assert re.search(r"20% from £3,967", rules(capsys, "show", "tax.bands_scotland"))
    assert "lha.csv: " in rules(capsys, "show", "housing.area_allowance")
    assert "An answer of the person, from savings." in rules(capsys, "show", "household.savings")


def test_a_rule_that_is_not_in_force_on_a_day_says_so(capsys: Captured) -> None:
    assert "Not in force on 2000-01-01." in rules(capsys, "show", "universal_credit.taper_rate", "--date", "2000-01-01")


def test_a_name_that_is_no_rules_gets_the_nearest(capsys: Captured) -> None:
    text = refused(capsys, 2, "show", "universal_credit.taper_rat")
    assert text.startswith("there is no rule 'universal_credit.taper_rat': did you mean universal_credit.taper_rate")
    assert "there is no rule 'zzz'\n" in refused(capsys, 2, "show", "zzz")


# ---------------------------------------------------------------------- coverage
def covered(capsys: Captured, *arguments: str | Path) -> dict[tuple[str, str], list[str]]:
    """The marks of each row of the table for its first three years, 2024-25 to 2026-27, by benefit and place."""
    table, _, _ = rules(capsys, "list", "--coverage", *arguments).partition("\n\n")
    found = [re.split(r"  +", line) for line in table.splitlines()]
    assert found[0] == ["Benefit", "Where", *YEARS]
    return {(row[0], row[1]): row[2:5] for row in found[1:]}


def amended(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


def test_the_coverage_has_a_mark_for_each_benefit_nation_and_year(capsys: Captured) -> None:
    table = covered(capsys)
    assert table["Adult Disability Payment", "Scotland"] == ["whole"] * 3
    assert table["Scottish Child Payment", "Scotland"] == ["whole"] * 3
    assert table["Universal Credit", "England, Scotland, Wales"] == ["part"] * 3
    assert table["Best Start Foods", "Scotland"] == ["whole", "whole", "part"]
    assert {mark for marks in table.values() for mark in marks} <= {"whole", "part", "not covered"}


def test_the_coverage_says_what_is_left_out_and_of_which_years(capsys: Captured) -> None:
    text = " ".join(rules(capsys, "list", "--coverage").split())
    assert "Best Start Foods. In 2026-27: the rate, taken to be that of 2025-26." in text
    assert "| Scottish Child Payment | Scotland | whole | whole | whole |" in rules(
        capsys, "list", "--coverage", "--format", "markdown"
    )


def test_a_line_that_no_rule_gives_is_not_covered_until_one_does(capsys: Captured, tmp_path: Path) -> None:
    row = "statement: {coverage: [{benefit: A benefit, lines: [LINE]}]}"
    held = amended(tmp_path / "held.yaml", row.replace("LINE", "child_benefit"))
    wanting = amended(tmp_path / "wanting.yaml", row.replace("LINE", "no_such_line"))
    everywhere = "A benefit", "England, Scotland, Wales"
    assert covered(capsys, "--amend", held) == {everywhere: ["whole"] * 3}
    assert covered(capsys, "--amend", wanting) == {everywhere: ["not covered"] * 3}


def test_a_benefit_that_begins_within_a_year_is_in_part_in_that_year(capsys: Captured, tmp_path: Path) -> None:
    reform = (
        "prefix: reform\nrules:\n  sum:\n    title: A sum\n    unit: GBP\n    source: {law: L}\n    values: {2025-09-01: 1}\n"
        "statement: {coverage: [{benefit: A benefit, rules: [reform.sum]}]}\n"
    )
    table = covered(capsys, "--amend", amended(tmp_path / "reform.yaml", reform))
    assert list(table.values()) == [["not covered", "part", "whole"]]


def test_an_amount_that_is_due_and_has_no_figure_of_the_year_leaves_it_in_part(
    capsys: Captured, tmp_path: Path
) -> None:
    reform = (
        "prefix: reform\nrules:\n  sum:\n    title: A sum\n    unit: GBP\n    source: {law: L}\n    values: {DATES}\n"
        "statement: {coverage: [{benefit: A benefit, rules: [reform.sum]}]}\n"
    )
    each_year = "2023-04-01: 1, 2024-04-08: 2, 2025-04-07: 3"
    late = amended(tmp_path / "late.yaml", reform.replace("DATES", each_year))
    assert list(covered(capsys, "--amend", late).values()) == [["whole", "whole", "part"]]
    assert "The figure of 2026-27: A sum." in rules(capsys, "list", "--coverage", "--amend", late)
    kept = amended(tmp_path / "kept.yaml", reform.replace("DATES", f"{each_year}, 2026-04-06: 3"))
    assert list(covered(capsys, "--amend", kept).values()) == [["whole"] * 3]
    skipped = amended(tmp_path / "skipped.yaml", reform.replace("DATES", "2024-04-08: 2, 2026-04-06: 3"))
    assert list(covered(capsys, "--amend", skipped).values()) == [["whole", "part", "whole"]]


def test_a_row_of_coverage_that_names_nothing_there_is_a_fault(capsys: Captured, tmp_path: Path) -> None:
    rows = (
        "{benefit: B, lines: [other]}, {benefit: C, lines: [universal_credit]},"
        "{benefit: D, not: [{say: S., years: [1999-00]}]}"
    )
    text = refused(capsys, 1, "check", "--amend", amended(tmp_path / "rows.yaml", f"statement: {{coverage: [{rows}]}}"))
    for told in (
        "B: no result has the line other, and no notice says that it is missing",
        "C: a notice says that the line universal_credit can be missing: say in not: when",
        "D: 1999-00 is not covered",
        "no row of coverage names the line child_benefit",
    ):
        assert f"fault: {told}" in text


# ---------------------------------------------------------------------- diff
@pytest.fixture
def year(capsys: Captured) -> str:
    return rules(capsys, "diff", "2025-11-23", "2026-11-23")


def section(text: str, rule: str) -> str:
    """What is said of one rule."""
    found = re.search(rf"(?ms)^  [^\n]*\({re.escape(rule)}\)\n(.*?)(?=^  \S|^\S|\Z)", text)
    assert found, f"{rule} is not in the difference"
    return found[1]


def test_the_difference_of_two_years_has_the_standard_allowance_and_its_rise(year: str) -> None:
    told = section(year, "universal_credit.standard_allowances")
    assert "single: £400.14 a month -> £424.90 a month (+6.2%)" in told
    assert "couple: £628.10 a month -> £666.97 a month" in told
    assert "from 2026-04-06 (for assessment periods that start then or later)" in told
    assert "SI 2026/148" in told or "2025" in told


def test_the_difference_of_two_years_has_the_two_rates_of_lcwra(year: str) -> None:
    told = [section(year, name) for name in re.findall(r"\((universal_credit\.[a-z_]*lcwra[a-z_]*)\)", year)]
    assert told
    text = "\n".join(told)
    assert "423.27" in text
    assert "429.80" in text
    assert "217.26" in text


def test_a_rule_that_did_not_change_is_not_in_the_difference(year: str) -> None:
    assert "universal_credit.taper_rate" not in year
    assert "(household.savings)" not in year


def test_the_difference_counts_the_rules_that_differ(year: str) -> None:
    counted = re.search(r"(\d+) rules differ between 2025-11-23 and 2026-11-23\.", year)
    assert counted
    assert int(counted[1]) == len(re.findall(r"(?m)^  \S[^\n]*\([a-z0-9_.]+\)$", year))


def test_there_is_no_difference_between_a_day_and_itself(capsys: Captured) -> None:
    assert (
        rules(capsys, "diff", "2026-11-23", "2026-11-23").strip() == "0 rules differ between 2026-11-23 and 2026-11-23."
    )


def test_the_difference_backwards_is_the_other_way_round(capsys: Captured) -> None:
    text = rules(capsys, "diff", "2026-11-23", "2025-11-23")
    assert "single: £424.90 a month -> £400.14 a month (−5.8%)" in section(text, "universal_credit.standard_allowances")


def test_what_an_amendment_changes_is_in_the_difference(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(
        "prefix: universal_credit\nrules:\n  taper_rate:\n    source: {law: A made-up reform}\n    values: {2027-01-01: 0.50}\n"
    )
    text = rules(capsys, "diff", "2026-11-23", "2027-01-01", "--amend", tmp_path / "reform.yaml")
    told = section(text, "universal_credit.taper_rate")
    assert "55% -> 50%" in told
    assert "A made-up reform" in told


# ---------------------------------------------------------------------- explain
def test_a_rule_is_explained_by_what_it_uses_and_what_uses_it(capsys: Captured) -> None:
    text = rules(capsys, "explain", "universal_credit.earned_income_deduction")
    flat = " ".join(text.split())
    assert "Uses: universal_credit.earned_income, universal_credit.taper_rate, universal_credit.work_allowance" in flat
    assert re.search(r"Used by: [^:]*universal_credit\.award", flat)
    assert re.search(r"Hangs on \d+ answers: ", flat)
    assert "job.hours" in flat.partition("answers: ")[2]


def test_a_rule_is_explained_with_a_cases_figure_and_what_could_still_change_it(capsys: Captured) -> None:
    text = " ".join(rules(capsys, "explain", "universal_credit.standard_allowance", "--case", FIRST_LOOK).split())
    assert "Now: £424.90" in text
    assert "Can still change the figure: nothing" in text
    text = " ".join(rules(capsys, "explain", "universal_credit.carer_element", "--case", FIRST_LOOK).split())
    _, _, rest = text.partition("Not given: ")
    missing, _, _ = rest.partition("Can still change the figure: ")
    assert "adult.cares_35_hours (1)" in missing


def test_a_rule_for_each_adult_is_explained_with_each_ones_figure(capsys: Captured) -> None:
    text = rules(capsys, "explain", "pay.gross_month", "--case", TOP / "examples" / "graham.json")
    assert "Now, adult 1: £0" in text
    assert "Now, adult 2: £1,710.80" in text


def test_a_bad_case_is_refused_in_explaining_too(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text('{"adults": []}')
    assert refused(capsys, 2, "explain", "universal_credit.award", "--case", tmp_path / "case.json").startswith(
        "/adults: "
    )
