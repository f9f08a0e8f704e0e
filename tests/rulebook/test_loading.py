"""Rule files from anybody: what is hostile or broken is refused with a message, quickly, and nothing in it runs."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from small_rules import SOURCE, WORLD
from timing import within

from calculator.rulebook import load
from calculator.rulebook.errors import Fault, RuleError
from calculator.rulebook.language.expression import MOST_CHARACTERS
from calculator.rulebook.language.model import Rulebook
from calculator.rulebook.language.resolve import resolve
from calculator.rulebook.read.load import build

TOP = Path(__file__).parent.parent.parent
DEEP = 200_000
MEGABYTE = 1_000_000
ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{old}, *{old}]\n" for old, name in zip("abcdefgh", "bcdefghi", strict=True)
)

# What stands in the file, the line that the message names, and a word of the message.
FILES: dict[str, tuple[bytes, int, str]] = {
    "200,000 square brackets": (b"rules: " + b"[" * DEEP, 1, "brackets nested more than"),
    "200,000 curly brackets": (b"rules:\n  " + b"{a: " * DEEP, 2, "brackets nested more than"),
    "200,000 brackets that close": (b"rules: " + b"[" * DEEP + b"]" * DEEP, 1, "brackets nested more than"),
    "200,000 lists in lists without brackets": (b"rules:\n" + b"- " * DEEP + b"x", 2, "nested more than"),
    "200,000 question marks": (b"rules:\n" + b"? " * DEEP + b"x", 2, ""),
    "nesting by indentation": (
        b"rules:\n" + b"".join(b" " * n + b"a:\n" for n in range(1, 400)),
        21,
        "nested more than",
    ),
    "aliases that would grow without end": (ALIAS_BOMB.encode(), 1, "anchors"),
    "an anchor": (b"rules:\n  one: &x 1", 2, "anchors"),
    "an alias": (b"rules: {}\nnote: *x", 2, "aliases"),
    "a merge key with an alias": (b"rules:\n  <<: *x", 2, "aliases"),
    "a Python object": (b'rules:\n  one: !!python/object/apply:os.system ["exit 1"]', 2, "tags"),
    "a tag on a word": (b"rules:\n  one: !!int 3", 2, "tags"),
    "a tag on a mapping": (b"rules: !!python/object:os.environ {}", 1, "tags"),
    "a key that stands twice": (b"prefix: a\nrules: {}\nprefix: b", 3, "'prefix' stands twice"),
    "a key that stands twice far inside": (
        b"rules:\n  one:\n    title: A\n    unit: GBP\n    title: B",
        5,
        "'title' stands twice",
    ),
    "a list as a key": (b"? [a, b]\n: c", 1, "a key must be a word"),
    "two documents": (b"rules: {}\n---\nrules: {}", 3, "more than one document"),
    "10 MB": (b"# " + b"x" * 10 * MEGABYTE, 1, "the most is"),
    "text that is not UTF-8": (b"rules: {}\n# caf\xe9", 2, "UTF-8"),
    "text in UTF-16": ("rules: {}".encode("utf-16"), 1, "UTF-8"),
    "a binary file": (bytes(range(256)), 2, "UTF-8"),
    "a nought character": (b"rules: {}\nnote: a\0b", 1, "not valid YAML"),
    "a quote that never ends": (b"rules: {}\nnote: 'a", 2, "not valid YAML"),
    "a tab for indentation": (b"rules:\n\tone: 1", 2, "not valid YAML"),
    "a bracket that never closes": (b"rules: {a: [1, 2\n", 2, "not valid YAML"),
    "nothing": (b"", 1, "the file is not a mapping"),
    "a list": (b"- a\n- b", 1, "the file is not a mapping"),
    "a word": (b"rules", 1, "the file is not a mapping"),
    "an unknown key": (b"rules: {}\nrule: {}", 2, "'rule' is not known"),
    "rules that are a list": (b"rules: [a]", 1, "holds a mapping"),
    "a rule that is a word": (b"rules:\n  one: 1", 2, "a rule is a mapping"),
    "a name in capitals": (b"rules:\n  One: {}", 2, "lower-case words"),
    "a name with an underscore in front": (b"rules:\n  __class__: {}", 2, "lower-case words"),
}


def faults_of(content: bytes, name: str = "hostile.yaml") -> list[Fault]:
    """What is said of one file beside good ones; it must be said within a second."""
    files = {file: text.encode() for file, text in WORLD.items()} | {name: content}
    faults: list[Fault] = []

    def read() -> None:
        with pytest.raises(RuleError) as refused:
            resolve(build(files))
        faults[:] = refused.value.faults

    assert within(1, read)
    return faults


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_or_broken_file_is_refused_in_a_second_naming_file_and_line(what: str) -> None:
    content, line, word = FILES[what]
    first = faults_of(content)[0]
    assert (first.place.file, first.place.line) == ("hostile.yaml", line), str(first)
    assert word in first.message


def test_an_amendment_is_read_as_carefully_as_a_rule() -> None:
    for content, line, word in FILES.values():
        first = faults_of(content, "amendment:1:reform.yaml")[0]
        assert (first.place.file, first.place.line) == ("reform.yaml", line), str(first)
        assert word in first.message


def test_every_bad_file_is_told_of_at_once() -> None:
    files = {f"file{number}.yaml": content for number, (content, _, _) in enumerate(FILES.values())}
    with pytest.raises(RuleError) as refused:
        build(files)
    assert {fault.place.file for fault in refused.value.faults} == set(files)


def test_the_command_is_not_brought_down_by_hostile_files(tmp_path: Path) -> None:
    for number, (content, _, _) in enumerate(FILES.values()):
        (tmp_path / f"file{number}.yaml").write_bytes(content)
    command = [sys.executable, "-m", "calculator", "rules", "check", "--rules", tmp_path]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"file\d+\.yaml:\d+: ", done.stderr)


def test_a_file_that_is_too_large_is_not_even_read_from_the_disk(tmp_path: Path) -> None:
    with (tmp_path / "huge.yaml").open("wb") as huge:
        huge.truncate(10_000 * MEGABYTE)  # a file of holes: 10 GB that take no room
    with pytest.raises(RuleError, match=r"huge\.yaml:1: the file is larger than"):
        load(tmp_path)


def test_a_folder_without_rules_and_a_missing_amendment_are_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rule files"):
        load(tmp_path)
    (tmp_path / "entities.yaml").write_text(WORLD["entities.yaml"])
    with pytest.raises(RuleError, match="cannot be read: No such file"):
        load(tmp_path, [tmp_path / "none.yaml"])


# ---------------------------------------------------------------------- formulas
def one_formula(formula: str) -> bytes:
    """A file whose formula stands on line 6, in rule test.one."""
    lines = [
        "prefix: test",
        "rules:",
        "  one:",
        "    title: One",
        "    unit: GBP",
        f"    formula: {json.dumps(formula)}",
    ]
    return "\n".join([*lines, f"    source: {SOURCE}"]).encode()


FORMULAS = {
    "a power": "2**999999",
    "powers of powers": "9**9**9**9",
    "a shift": "1 << 999999",
    "a remainder": "savings % 2",
    "a whole division": "savings // 2",
    "a matrix product": "savings @ savings",
    "an attribute of a number": "(1).real",
    "an attribute of a text": "'a'.format",
    "a class": "savings.__class__",
    "the class of a class": "savings.__class__.__bases__",
    "a name with an underscore in front": "_savings",
    "a name with two underscores": "__builtins__",
    "a name with two underscores inside": "test.__dict__",
    "a call of something unknown": "open('rules.yaml')",
    "a call of an import": "__import__('os').system('exit 1')",
    "a call of eval": "eval('1')",
    "a call of exec": "exec('import os')",
    "a call of a method": "savings.quantize(1)",
    "a call of a call": "min(1, 2)(1)",
    "a call with a name": "min(1, 2, key=savings)",
    "a call with a star": "min(*savings)",
    "a call with two stars": "min(**savings)",
    "too few parts": "min(1)",
    "too many parts": "round_penny(1, 2)",
    "a lambda": "lambda: 1",
    "a lambda that is called": "(lambda: 1)()",
    "a list comprehension": "[x for x in savings]",
    "a generator": "sum(x for x in savings)",
    "a dict comprehension": "{x: 1 for x in savings}",
    "an f-string": "f'{savings}'",
    "a walrus": "(x := 1)",
    "a yield": "(yield 1)",
    "an await": "await savings",
    "a list": "[1, 2]",
    "a set": "{1}",
    "a mapping": "{'a': 1}",
    "a tuple": "1, 2",
    "a slice": "savings[1:2]",
    "a look-up in a call": "min(1, 2)[0]",
    "a statement": "import os",
    "an assignment": "x = 1",
    "two expressions": "1; 2",
    "a star": "*savings",
    "dots": "...",
    "none": "None",
    "bytes": "b'a'",
    "a complex number": "1j",
    "a number with no name": "0.55",
    "a number that is too large to be one": "1e999",
    "another whole number": "3",
    "a whole number of 1,900 digits": "9" * 1900,
    "a long hexadecimal number": "0x" + "f" * 1900,
    "a chained comparison": "0 < savings < 2",
    "is": "savings is 1",
    "in a name": "savings in savings",
    "in a list of numbers": "savings in (1, 2)",
    "a text": "'small'",
    "nothing": "",
    "only spaces": "   ",
    "half a formula": "savings +",
    "a bracket too few": "min(1, 2",
    "a comment": "# savings",
    "another alphabet's letters that look alike": "sаvings",
    "a nought character": "savings\0",
    "a surrogate": "savings\ud800",
    "2,001 characters": "savings" + " " * (MOST_CHARACTERS - 6),
    "a formula as long as a book": "savings + " * 20_000 + "savings",
    "1,900 brackets": "(" * 950 + "1" + ")" * 950,
    "brackets that never close": "(" * 1900,
    "1,900 minus signs": "-" * 1900 + "1",
    "minus signs in a list": "[" + "-" * 900 + "1]",
    "600 nots": "not " * 450 + "renting",
    "a chain of calls": "min" + "()" * 900,
    "a chain of look-ups": "savings" + "[0]" * 600,
    "a chain of attributes": "savings" + ".a" * 900,
    "a long sum": "+".join(["1"] * 900),
    "a long chain of ifs": "1 if renting else " * 100 + "1",
    "powers of 600 powers": "**".join(["2"] * 900),
}


@pytest.mark.parametrize("what", FORMULAS)
def test_a_formula_outside_the_language_is_refused_naming_file_line_and_rule(what: str) -> None:
    first = faults_of(one_formula(FORMULAS[what]))[0]
    assert first.place.file == "hostile.yaml"
    assert first.message
    if "\ud800" in FORMULAS[what] or "\0" in FORMULAS[what]:
        return  # refused as YAML, before there are rules
    assert first.rule == "test.one"
    assert first.place.line in (3, 6), "the line of the rule, or of the formula itself"


def test_2_000_characters_are_still_a_formula() -> None:
    formula = "savings" + " " * (MOST_CHARACTERS - len("savings"))
    assert len(formula) == MOST_CHARACTERS
    resolve(build({name: text.encode() for name, text in WORLD.items()} | {"good.yaml": one_formula(formula)}))


@pytest.mark.parametrize(
    "attack",
    [
        lambda file: one_formula(f"__import__('pathlib').Path({str(file)!r}).touch()"),
        lambda file: one_formula(f"[open({str(file)!r}, 'w') for _ in (1,)]"),
        lambda file: one_formula(f"(lambda: open({str(file)!r}, 'w'))()"),
        lambda file: one_formula(f"f'{{open({str(file)!r}, 1)}}'"),
        lambda file: f'rules: !!python/object/apply:os.system ["touch {file}"]'.encode(),
        lambda file: f'rules:\n  - !!python/object/new:os.system ["touch {file}"]'.encode(),
        lambda file: f'!!python/module:os {{x: "touch {file}"}}'.encode(),
    ],
)
def test_nothing_in_a_rule_file_is_ever_run(attack: Callable[[Path], bytes], tmp_path: Path) -> None:
    trace = tmp_path / "it_ran"
    faults_of(attack(trace))
    assert not trace.exists()


def test_quotes_in_a_name_a_choice_or_a_key_never_reach_the_compiled_code() -> None:
    sneaky = "a'] + __import__('os').getcwd() + ['"
    text = f"""\
rules:
  which:
    title: Which
    unit: choice
    choices: [{json.dumps(sneaky)}, b]
    input: {{}}
  amounts:
    title: Amounts
    unit: GBP
    source: {SOURCE}
    values: {{2026-04-06: {{{json.dumps(sneaky)}: 1, b: 2}}}}
  one:
    title: One
    unit: GBP
    source: {SOURCE}
    formula: amounts[which]
"""
    from small_rules import book, clocks, engine, household

    rules = book(text)
    made = engine(rules, "one")
    dates = clocks("2026-11-23")
    inputs, structure = household(rules, dates, {"which": sneaky})
    values = made.run(dates, inputs, structure)
    assert values["one"] == 1
    assert "getcwd" not in values.program.run.__code__.co_names


# ---------------------------------------------------------------------- amounts
NOT_AMOUNTS = (
    "NaN", ".nan", "inf", "-inf", ".inf", "Infinity", "1e999", "1e3", "1E3", "0x10", "0o7", "1_000", "1,000", "12:30", "٣", "１２",
    "--1", "+1", "1.", ".5", "1.123456789", "9999999999999", "no", "true", "null", "~", "''", "2026-04-06", "£5", "5%", "' 5'",
)  # fmt: skip


@pytest.mark.parametrize("amount", NOT_AMOUNTS)
def test_an_amount_is_a_plain_number_and_nothing_else(amount: str) -> None:
    text = f"prefix: test\nrules:\n  one:\n    title: One\n    unit: GBP\n    source: {SOURCE}\n    values:\n      2026-04-06: {amount}"
    first = faults_of(text.encode())[0]
    assert (first.rule, first.place.line) == ("test.one", 8)
    assert "is not a number such as" in first.message


@pytest.mark.parametrize(
    "form",
    ["{small: nan, large: 1}", "{bands: [[0, inf]]}", "{bands: [[0]]}", "{bands: [[2, 1], [0, 1]]}", "{bands: []}"],
)
def test_amounts_by_key_and_by_band_are_plain_numbers_too(form: str) -> None:
    text = f"prefix: test\nrules:\n  one:\n    title: One\n    unit: GBP\n    source: {SOURCE}\n    values: {{2026-04-06: {form}}}"
    first = faults_of(text.encode())[0]
    assert (first.rule, first.place.line) == ("test.one", 7)


def test_words_that_yaml_would_turn_into_other_entities_stay_words() -> None:
    text = "rules:\n  one: {title: no, unit: choice, choices: [no, yes, on, off, 12:30, 1_000, 0x10, ~], input: {default: off}}"
    rules = build({name: written.encode() for name, written in WORLD.items()} | {"words.yaml": text.encode()})
    assert rules.rules["one"].choices == ("no", "yes", "on", "off", "12:30", "1_000", "0x10", "~")
    assert (rules.rules["one"].title, rules.rules["one"].default) == ("no", "off")


def needed(text: str) -> Rulebook:
    """The world with an input that files must give when `needed:` says so."""
    inputs = f"rules:\n  extra: {{title: Extra, unit: GBP, input: {{needed: {text}}}}}\n"
    return build({name: written.encode() for name, written in WORLD.items()} | {"extra.yaml": inputs.encode()})


@pytest.mark.parametrize(
    ("text", "given", "is_needed"),
    [
        ("always", {}, True),
        ("{size: [large]}", {}, False),
        ("{size: [large]}", {"size": "small"}, False),
        ("{size: [large]}", {"size": "large"}, True),
        ("{size: [small, large]}", {"size": "small"}, True),
        ("{renting: ['true']}", {"renting": "true"}, True),
        ("{renting: ['true']}", {"renting": "false"}, False),
        ("{savings: given}", {"savings": "0"}, True),
        ("{savings: given}", {}, False),
        ("{size: [large], savings: given}", {"size": "large"}, False),
        ("{size: [large], savings: given}", {"size": "large", "savings": "1"}, True),
    ],
)
def test_an_input_is_needed_with_the_inputs_that_it_names(text: str, given: dict[str, str], is_needed: bool) -> None:
    assert needed(text).needed_with(given) == (["extra"] if is_needed else [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sometimes", "needed: is 'always', or the inputs that make it necessary"),
        ("{}", "needed: is 'always', or the inputs that make it necessary"),
        ("{sise: [large]}", "needed: 'sise' is not an input: did you mean size?"),
        ("{size: [huge]}", "needed: 'size' is never 'huge': use given, large, small"),
        ("{renting: ['yes']}", "needed: 'renting' is never 'yes': use false, given, true"),
        ("{size: []}", "needed: 'size' has no choices"),
        ("{savings: [5]}", "needed: 'savings' is never '5': use given"),
    ],
)
def test_a_slip_in_needed_is_refused(text: str, told: str) -> None:
    with pytest.raises(RuleError) as refused:
        needed(text)
    assert f"extra.yaml:2: extra: {told}" in str(refused.value)


@pytest.mark.parametrize(
    "date", ["2026-13-01", "2026-02-30", "06/04/2026", "2026", "soon", "''", "20260406", "2026-W15-1", "2026-4-6"]
)
def test_a_date_is_written_in_one_way_alone(date: str) -> None:
    text = f"prefix: test\nrules:\n  one:\n    title: One\n    unit: GBP\n    source: {SOURCE}\n    values:\n      {date}: 1"
    first = faults_of(text.encode())[0]
    assert (first.rule, first.place.line) == ("test.one", 8)
    assert "is not a date such as" in first.message


def test_a_table_that_is_not_text_or_holds_no_number_is_refused() -> None:
    text = f"rules:\n  one:\n    title: One\n    unit: GBP\n    source: {SOURCE}\n    table: t.csv\n    by: [size]\n    column: amount"
    world = {name: written.encode() for name, written in WORLD.items()} | {"tables.yaml": text.encode()}
    for table, word in (
        (b"size,amount\nsmall,nan\nlarge,1", "not a number"),
        (b"", "is empty"),
        (b"size,amount\nsmall,\xff\nlarge,1", "UTF-8"),
        (b"size,amount\nsmall,1\nlarge,1\nhuge,1", "t.csv has a row for huge, which no choice is"),
        (b"size,amount\nsmall,1\nlarg,1", "t.csv has no row for large"),
        (b"size,amount\nsmall,1\nlarge", "is not a number"),
        (b"size,sum\nsmall,1\nlarge,1", "t.csv has no column 'amount'"),
        (b"size,amount\nsmall,1\nsmall,1\nlarge,1", "t.csv has two rows for small"),
    ):
        with pytest.raises(RuleError, match=word):
            resolve(build(world | {"t.csv": table}))
