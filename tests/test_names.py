"""Every rule and input that stands by name in the code is in one table, and a rule that loses its name is told when rules are loaded."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from calculator.calculator import Calculator
from calculator.contract.case import Case
from calculator.contract.job import Job
from calculator.contract.people import Adult, Child, IncomeKind
from calculator.contract.reading import read_case
from calculator.month import names
from calculator.month.inputs.jobs import job_facts
from calculator.month.inputs.people import adult_facts, child_facts
from calculator.month.situation import now
from calculator.resources import folder
from calculator.rulebook import RuleError, build, read_sources

PACKAGE = Path(names.__file__).parent.parent
BOOK = build(read_sources(folder("rules"), []))
# Names of rules that stand in the code only as examples in the description of a field.
EXAMPLES = PACKAGE / "contract"


def written() -> Iterator[tuple[str, str]]:
    """Each text in the code that is the name of a rule or input, or looks like one, with the file that it is in."""
    prefixes = {rule.prefix for rule in BOOK.rules.values() if not rule.hidden}
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.is_relative_to(PACKAGE / "rulebook") or file.is_relative_to(EXAMPLES) or file.name == "names.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value.removeprefix("?")
                if re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", name) and name.partition(".")[0] in prefixes:
                    yield name, file.name


def test_every_name_in_the_code_is_in_the_table() -> None:
    files = {path.name for path in (folder("rules")).rglob("*.csv")}
    # The first part of the names of two inputs, which the statement's check knows, and an input that every entity has.
    by_day = {"adult.esa", "adult.jsa", "job.order"}
    facts = {f"{entity}.{fact}" for entity, held in names.FACTS.items() for fact in held}
    known = {*names.RULES, *names.INPUTS} | files | by_day | facts

    def is_known(name: str) -> bool:
        """Whether it is a name of the table, what several of them begin with, or a field of a case."""
        begins = sum(each.startswith(name) for each in known) > 1
        return name in known or begins or any(names._has(model, name) for model in (Case, Adult, Child, Job))

    assert sorted({(name, file) for name, file in written() if not is_known(name)}) == []


def test_the_table_has_no_name_that_the_code_does_not_ask_for() -> None:
    code = "".join(file.read_text() for file in PACKAGE.rglob("*.py") if file.name not in ("names.py", "position.py"))
    unused = [name for name in (*names.RULES, *names.INPUTS) if f'"{name}"' not in code and f'"?{name}"' not in code]
    # These are put together of a prefix and one of a few words that stand beside it.
    joined = [name for name in unused if not re.search(rf'"{name.partition(".")[2]}"', code)]
    assert joined == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("universal_credit/surplus.yaml", "claim_again_months", "claim_anew_months", "asks for the rule universal_credit.claim_again_months"),
        ("work/pay.yaml", "usual_year", "year_as_usual", "asks for the rule pay.usual_year"),
        ("case/adult.yaml", "evidence_months", "months_of_evidence", "asks for the input adult.evidence_months"),
        ("case/household.yaml", "claimed_anew_months", "anew_months", "asks for the input household.claimed_anew_months"),
        ("work/minimum_wage.yaml", "rate_21", "rate_of_21", "asks for the rule minimum_wage.rate_21"),
    ],
)  # fmt: skip
def test_a_renamed_rule_is_told_when_rules_are_loaded(tmp_path: Path, file: str, old: str, new: str, told: str) -> None:
    rules = Path(shutil.copytree(folder("rules"), tmp_path / "rules"))
    assert old in (rules / file).read_text()
    for path in rules.rglob("*.yaml"):
        text = path.read_text()
        if old in text:
            path.write_text(re.sub(rf"(?<![a-z_]){old}(?![a-z_])", new, text))
    with pytest.raises(RuleError, match=re.escape(told)):
        Calculator.load(rules)


def test_what_the_code_tells_of_people_and_jobs_is_in_the_table() -> None:
    job = {
        "hours_per_week": 16,
        "pay": {"amount": 12.71, "per": "hour"},
        "pension": {"basis": "qualifying", "method": "net_pay"},
    }
    other = {"name": "a trade", "profit": {"amount": 900, "per": "month"}}
    income = [{"kind": kind, "amount": 5, "per": "week"} for kind in get_args(IncomeKind)]
    adult = {
        "age": 40, "jobs": [job, other], "other_income": income, "student_loans": ["plan_2"], "ended_benefits": ["income_support"],
    }  # fmt: skip
    case = read_case(
        {"date": "2026-11-23", "nation": "england", "adults": [adult], "children": [{"age": 3}], "options": []}
    )
    situation = now(case)
    facts = {
        "adult": adult_facts(0, situation, case.date.toordinal()),
        "child": child_facts(0, situation),
        "job": job_facts(situation.jobs[0][0], situation) | job_facts(situation.jobs[0][1], situation),
    }
    assert {each: sorted(facts[each].keys() - set(names.FACTS[each])) for each in facts} == {
        "adult": [],
        "child": [],
        "job": [],
    }
    assert set(get_args(IncomeKind)) & facts["adult"].keys()


def test_the_fault_points_to_the_rule_that_was_perhaps_renamed() -> None:
    files = read_sources(folder("rules"), [])
    path = next(name for name, content in files.items() if b"\n  linking_weeks:" in content)
    changed = build(files | {path: files[path].replace(b"\n  linking_weeks:", b"\n  linking_week:")})
    (fault,) = names.faults(changed)
    assert fault.place.file == path
    assert fault.message.endswith("the rules have none of that name: was esa.linking_week called so?")


def test_an_input_that_is_filled_from_nowhere_in_a_case_is_told() -> None:
    files = read_sources(folder("rules"), [])
    text = files["case/adult.yaml"].replace(b"input: {from: uc_health}", b"input: {from: uc_helth}")
    (fault,) = names.faults(build(files | {"case/adult.yaml": text}))
    assert str(fault).startswith("case/adult.yaml:8: adult.uc_health: from: a case has no uc_helth there")
