"""The statement of the rules: whatever is wrong in it is told when the rules are loaded, with its file, its line and what was meant."""

from dataclasses import replace
from pathlib import Path

import pytest

from calculator import __main__ as cli
from calculator.calculator import Calculator
from calculator.month.statement_file import read_statement
from calculator.resources import folder
from calculator.rulebook import Location, RuleError, build, read_sources
from calculator.rulebook.language.model import StatementPart
from calculator.yaml_text import Mapping, read_yaml

FILES = read_sources(folder("rules"), [])
BOOK = build(FILES)


def stated(name: str, text: str) -> dict[str, StatementPart]:
    """The parts of the statement in one file."""
    (root,) = (node for key, node in read_yaml(text.encode(), name).items() if key == "statement")
    assert isinstance(root, Mapping)
    return {str(key): StatementPart(Location(name, key.line), node) for key, node in root.items()}


def refusal(name: str, old: str, new: str) -> str:
    """What is said of the rules in which one text of a file is another."""
    text = FILES[name].decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    own = stated(name, text).keys()
    others = {key: part for key, part in BOOK.statement.items() if key not in own}
    with pytest.raises(RuleError) as refused:
        read_statement(replace(BOOK, statement=others | stated(name, text.replace(old, new))))
    return str(refused.value)


def line_of(name: str, text: str) -> int:
    """The line of a file on which a text begins."""
    content = FILES[name].decode()
    return content[: content.index(text)].count("\n") + 1


# A wrong text in a file in place of a right one, and what is said.
FAULTS = {
    "a rule that does not exist": (
        "result.yaml",
        "rule: national_insurance.all}\n    - {id: pension",
        "rule: national_insurance.al}\n    - {id: pension",
        "lines national_insurance: rule: 'national_insurance.al' is not a rule: did you mean national_insurance.all?",
    ),
    "an input in place of a rule": (
        "result.yaml",
        "figures: universal_credit.figures_given",
        "figures: adult.carers_allowance",
        "figures: 'adult.carers_allowance' is not a rule",
    ),
    "a rule in place of an input": (
        "result.yaml",
        "household.usual_pay_now: universal",
        "universal_credit.usual_pay: universal",
        "carried: 'universal_credit.usual_pay' is not an input",
    ),
    "a formula in place of an amount": (
        "result.yaml",
        "instalments: council_tax.instalments",
        "instalments: council_tax.reduction",
        "timeline: amounts: instalments: 'council_tax.reduction' is not a rule with amounts",
    ),
    "an unknown kind of line": (
        "result.yaml",
        "{id: child_benefit, kind: benefit,",
        "{id: child_benefit, kind: benefits,",
        "lines child_benefit: kind: 'benefits' is not known: did you mean benefit?",
    ),
    "an unknown key of a limit": (
        "result.yaml",
        "if: council_tax.had}",
        "when: council_tax.had}",
        "limits council_tax_reduction: 'when' is not known: use id, if, keeps, pay_limit, title, titles",
    ),
    "a line without its rule": (
        "result.yaml",
        "title: Rent, rule: costs.rent}",
        "title: Rent}",
        "lines rent: rule: is missing",
    ),
    "a key of the statement that is not known": (
        "result.yaml",
        "  carried:\n",
        "  caried:\n",
        "'caried' is not known: did you mean carried?",
    ),
    "a kind of action": (
        "result.yaml",
        "kind: deadline\n        from: 1994-06-06",
        "kind: dedline\n        from: 1994-06-06",
        "actions access_to_work: kind: 'dedline' is not known: did you mean deadline?",
    ),
    "a day that an action hangs on": (
        "result.yaml",
        "anchor: claim\n",
        "anchor: claims\n",
        "actions claim_advance: anchor: 'claims' is not known: did you mean claim?",
    ),
    "a date": ("result.yaml", "from: 2020-11-16", "from: 2020-11-31", "'2020-11-31' is not a date such as 2026-04-06"),
    "a number of days": ("result.yaml", "days: -14", "days: a fortnight", "'a fortnight' is not a whole number"),
    "a text of the year that is left out": (
        "result.yaml",
        "      sick: It has sick pay for the days off.\n",
        "",
        "timeline: words: sick: is missing",
    ),
    "a text of the year that is not known": (
        "result.yaml",
        "      capped: The",
        "      caped: The",
        "timeline: words: 'caped' is not known: did you mean capped?",
    ),
    "braces that nothing fills": (
        "result.yaml",
        '"Pay counted: £{earned}."',
        '"Pay counted: £{pay}."',
        "words: counted: {pay} cannot be filled: use earned",
    ),
    "braces in a message to send": (
        "result.yaml",
        'wording: "My job ended on {ends}."',
        'wording: "My job ended on {end}."',
        "actions ended_universal_credit: wording: {end} cannot be filled",
    ),
    "a line whose payments are given and that does not exist": (
        "result.yaml",
        "      tax_free_childcare: month\n",
        "      tax_free_child_care: month\n",
        "line 'tax_free_child_care' is not known: did you mean tax_free_childcare?",
    ),
    "a benefit by the day without inputs": (
        "result.yaml",
        "adult.maternity: other_income",
        "adult.matern: other_income",
        "by_day: adult.matern needs the input adult.matern_paid, and there is none",
    ),
    "a field of the Universal Credit statement": (
        "result.yaml",
        "    cap_level: universal",
        "    cap_levels: universal",
        "universal_credit: 'cap_levels' is not known: did you mean cap_level?",
    ),
    "a field of Housing Benefit that is left out": (
        "result.yaml",
        "    disregards: housing_benefit.shown_disregards\n",
        "",
        "housing_benefit: disregards: is missing",
    ),
    "a status": ("result.yaml", "[not_claimed, not_cov", "[not_claimd, not_cov", "did you mean not_claimed?"),
    "an answer that an input cannot have": (
        "result.yaml",
        "tries: [new, protected]",
        "tries: [newer, protected]",
        "adult.lcwra_rate is never 'newer': use ",
    ),
    "a place in a case": (
        "result.yaml",
        "path: /adults/*/tax_code,",
        "path: /adults/*/tax_codes,",
        "a case has nothing at /adults/*/tax_codes",
    ),
    "a notice that does not exist": (
        "result.yaml",
        "council_page_of: council_tax_reduction_not_covered",
        "council_page_of: council_tax_reduction_not_coverd",
        "council_page_of: 'council_tax_reduction_not_coverd' is not a notice: did you mean ",
    ),
    "two lines of one name": (
        "result.yaml",
        "{id: work_costs, kind: cost",
        "{id: childcare, kind: cost",
        "lines: the line childcare stands twice: keep one",
    ),
    "days that end before they begin": (
        "result.yaml",
        "covers_to: 2027-04-04",
        "covers_to: 2023-04-04",
        "covers_to: is before covers_from, 2024-04-08",
    ),
    "a place that a limit of sense is for": (
        "sense.yaml",
        "at: [/everyday_spending]",
        "at: [/every_day_spending]",
        "everyday spending: a case has nothing at /every_day_spending",
    ),
    "a period of a limit of sense": (
        "sense.yaml",
        "title: council tax bill\n        per: year",
        "title: council tax bill\n        per: yearly",
        "money council tax bill: per: 'yearly' is not known: did you mean year?",
    ),
    "a benefit of the coverage with a rule that does not exist": (
        "coverage.yaml",
        "rules: [universal_credit.benefit_cap_reduction]",
        "rules: [universal_credit.benefit_cap_reductions]",
        "coverage Benefit cap: rules: 'universal_credit.benefit_cap_reductions' is not a rule: did you mean ",
    ),
    "a nation of the coverage": (
        "coverage.yaml",
        "{say: Whether an address is in a Flying Start area., nations: [wales]}",
        "{say: Flying Start at 2., nations: [whales]}",
        "not: nations: 'whales' is not known: did you mean wales?",
    ),
    "a key of the coverage": (
        "coverage.yaml",
        "{say: Whether an address is in a Flying Start area., nations: [wales]}",
        "{say: Flying Start at 2., nation: [wales]}",
        "not: 'nation' is not known: did you mean nations?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_statement_is_told_with_its_file_and_line(fault: str) -> None:
    name, old, new, told = FAULTS[fault]
    said = refusal(name, old, new)
    assert told in said
    assert all(line.startswith(f"{name}:") for line in said.splitlines())


def test_the_line_is_that_of_the_fault_itself() -> None:
    said = refusal(
        "result.yaml", "kind: benefit, body: uk_government, title: Child Benefit", "kind: x, title: Child Benefit"
    )
    assert said.startswith(f"result.yaml:{line_of('result.yaml', '{id: child_benefit, kind')}: ")
    said = refusal("result.yaml", "days: -14", "days: x")
    assert said.startswith(f"result.yaml:{line_of('result.yaml', 'days: -14')}: ")


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "reform.yaml").write_text(
        "statement:\n  figures: universal_credit.figures_givn\n  award: universal_credit.awrd\n  what: 1\n"
    )
    with pytest.raises(RuleError) as refused:
        Calculator.load(amendments=[tmp_path / "reform.yaml"])
    assert str(refused.value).splitlines() == [
        "reform.yaml:2: statement: figures: 'universal_credit.figures_givn' is not a rule: did you mean universal_credit.figures_given?",
        "reform.yaml:3: statement: award: 'universal_credit.awrd' is not a rule: did you mean universal_credit.award?",
        next(
            line
            for line in str(refused.value).splitlines()
            if line.startswith("reform.yaml:4: statement: 'what' is not known: use award,")
        ),
    ]


def test_the_check_of_the_rules_tells_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "reform.yaml").write_text("statement:\n  award: universal_credit.awrd\n")
    assert cli.main(["rules", "check", "--amend", str(tmp_path / "reform.yaml")]) == 1
    told = (
        "reform.yaml:2: statement: award: 'universal_credit.awrd' is not a rule: did you mean universal_credit.award?"
    )
    assert told in capsys.readouterr().err


def test_a_rule_that_is_renamed_is_told_wherever_the_statement_names_it() -> None:
    files = {
        name: content.replace(b"\n  housing_element:", b"\n  housing_part:").replace(b"universal_credit.housing_element", b"universal_credit.housing_part")
        .replace(b" housing_element", b" housing_part")
        if name.startswith(("universal_credit/", "notices/", "housing_benefit/", "council_tax/")) else content
        for name, content in FILES.items()
    }  # fmt: skip
    with pytest.raises(RuleError) as refused:
        read_statement(build(files))
    places = [line_of("result.yaml", each) for each in ("household.housing_element_now:", "    housing_element: ")]
    told = [fault for fault in refused.value.faults if fault.place.file == "result.yaml"]
    assert [fault.place.line for fault in told] == places


def test_a_statement_without_its_main_file_says_what_is_missing() -> None:
    bare = {key: part for key, part in BOOK.statement.items() if part.place.file != "result.yaml"}
    with pytest.raises(RuleError, match="statement: lines: is missing"):
        read_statement(replace(BOOK, statement=bare))
