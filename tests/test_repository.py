"""What holds of the repository itself: the documents keep up with the commands, and no file ties it to a machine."""

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import click
import pytest

from calculator.__main__ import PROGRAM
from calculator.calculator import Calculator
from calculator.contract.reading import read_case

TOP = Path(__file__).parent.parent


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, check=True, capture_output=True, text=True).stdout
    return [TOP / name for name in listed.split("\0") if name]


def text_of(file: Path) -> str:
    try:
        return file.read_text()
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


def test_every_word_is_in_welsh() -> None:
    checked = subprocess.run(
        [sys.executable, TOP / "tools" / "translations", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def documents() -> str:
    return "\n".join(text_of(file) for file in [TOP / "README.md", *(TOP / "docs").rglob("*.md")])


def test_no_file_names_a_package_registry_or_a_place_on_one_machine() -> None:
    # Written in parts, so that this file does not find itself.
    registries = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js.org", "deb.debian" + ".org"]
    folders = ["wo" + "rk", "ho" + "me/[a-z]", "Us" + "ers/[A-Za-z]", "ro" + "ot"]
    unwanted = re.compile(rf"{'|'.join(map(re.escape, registries))}|(?<![\w./:}}~-])/(?:{'|'.join(folders)})/")
    found = [
        f"{file.relative_to(TOP)}: {match.group()}"
        for file in tracked()
        if file.suffix not in {".csv", ".png"} and (match := unwanted.search(text_of(file)))
    ]
    assert not found, "\n".join(found)


def test_lock_files_hold_no_address_and_a_hash_for_everything() -> None:
    for name in ("requirements.txt", "requirements-container.txt", "requirements-dev.txt", "requirements-pip.txt"):
        text = text_of(TOP / name)
        assert "://" not in text
        pins = re.findall(r"(?m)^([a-z0-9][a-z0-9.-]*)==.*\\\n    --hash=sha256:", text)
        assert len(pins) == len(re.findall(r"(?m)^\w", text)) > 0


def test_every_make_target_is_in_the_documents() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):.*##", text_of(TOP / "Makefile")))
    missing = sorted(target for target in targets if f"make {target}" not in documents())
    assert targets
    assert not missing, f"docs/ do not mention: {missing}"


def test_every_command_is_in_the_documents() -> None:
    every = commands(PROGRAM)
    assert {"calculator calculate", "calculator rules new-council", "calculator serve", "calculator keys new"} <= set(
        every
    )
    missing = [name for name in every if name not in documents()]
    assert not missing, f"docs/ do not mention: {missing}"


def test_every_option_of_every_command_is_in_the_documents() -> None:
    options = {
        (name, written)
        for name, command in commands(PROGRAM).items()
        for option in command.params
        if isinstance(option, click.Option)
        for written in option.opts
    }
    assert ("calculator serve", "--most-requests") in options
    missing = sorted(
        (name, written) for name, written in options if not re.search(rf"{written}(?![a-z-])", documents())
    )
    assert not missing, f"docs/ do not mention: {missing}"


def commands(command: click.Command, name: str = "calculator") -> dict[str, click.Command]:
    """A command and every command below it, by what a person types."""
    found = {name: command}
    if isinstance(command, click.Group):
        context = click.Context(command)
        for below in command.list_commands(context):
            each = command.get_command(context, below)
            assert each is not None
            found |= commands(each, f"{name} {below}")
    return found


def test_the_worked_result_in_the_documents_is_what_the_calculator_gives() -> None:
    case = read_case(json.loads(text_of(TOP / "examples" / "first-look.json")))
    result = Calculator.load().calculate(case)
    option = result.options[0]
    shown = [line.per_month for position in (result.now, option.position) for line in position.lines]
    shown += [result.now.left_over, option.position.left_over, option.change_per_month]
    readme = text_of(TOP / "README.md")
    missing = [figure for figure in shown if f"£{figure:,.2f}" not in readme]
    assert not missing


@pytest.mark.parametrize("tool", ["batch", "coverage", "contract", "layers", "licences"])
def test_the_generated_parts_of_the_documents_are_up_to_date(tool: str) -> None:
    told = subprocess.run(
        [sys.executable, f"tools/{tool}", "--check"], cwd=TOP, check=False, capture_output=True, text=True
    )
    assert told.returncode == 0, f"{told.stdout}{told.stderr}run `make docs`"


def test_the_figure_walked_through_in_the_documents_is_made_so() -> None:
    walk = text_of(TOP / "docs" / "how-a-figure-is-made.md")
    case = json.loads(text_of(TOP / "examples" / "first-look.json"))
    option = Calculator.load().calculate(read_case({**case, "views": ["working"]})).options[0]
    values = {entry.rule: entry.value for entry in option.position.working or []}
    rows = re.findall(r"(?m)^\| `([a-z_]+\.[a-z_]+)` \|.*\| \**£([\d,.]+)", walk)
    assert len(rows) > 5
    wrong = [
        (rule, said, values[rule]) for rule, said in rows if Decimal(said.replace(",", "")) != round(values[rule], 6)
    ]
    assert not wrong
    (rule,) = re.findall(r"(?s)```yaml\n(.*?)```", walk)
    assert rule in text_of(TOP / "rules" / "universal_credit" / "earnings.yaml")


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], {"pydantic", "numpy", "yaml", "flask", "gunicorn", "waitress"}),
        (["calculate", "--help"], {"pydantic", "numpy", "yaml", "flask", "gunicorn", "waitress"}),
        (["calculate", "x.json", "--format", "xml"], {"pydantic", "numpy", "yaml", "flask", "gunicorn", "waitress"}),
        (["calculate", "examples/first-look.json"], {"flask", "gunicorn", "waitress", "werkzeug"}),
    ],
)
def test_a_command_loads_only_what_it_needs(arguments: list[str], heavy: set[str]) -> None:
    ask = (
        "import sys; from calculator.__main__ import main; main(sys.argv[1:]);"
        "print(*{each.partition('.')[0] for each in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", ask, *arguments], cwd=TOP, check=True, capture_output=True, text=True)
    loaded = set(done.stderr.splitlines()[-1].split())
    assert "calculator" in loaded
    assert not loaded & heavy


def test_every_link_between_documents_leads_somewhere() -> None:
    links = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
    documents = [file for file in tracked() if file.suffix == ".md"]
    broken = [
        f"{file.relative_to(TOP)}: {link}"
        for file in documents
        for link in links.findall(text_of(file))
        if not (file.parent / link).exists()
    ]
    assert not broken, "\n".join(broken)
