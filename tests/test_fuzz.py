"""Anything at all where rules or a case are expected: it is refused with a reason or taken, in a second, and nothing breaks."""

import copy
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loaded import CALCULATOR
from strategies import any_cases, tries
from timing import within

from calculator.contract import plan_file as case_file
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case, read_json
from calculator.councils.register import Register
from calculator.councils.scheme_file import read_scheme_file
from calculator.resources import folder
from calculator.rulebook import RuleError, is_rules, read_files, resolve
from calculator.rulebook.read.load import build
from calculator.yaml_text import YamlError, read_yaml

REAL = {name: content for name, content in read_files(folder("rules")).items() if len(content) < 6000}
SMALL = sorted(filter(is_rules, REAL))
COUNCILS = sorted(name for name in REAL if "council_tax/data/" in name and name.endswith(".yaml"))
TABLES = {name: content for name, content in read_files(folder("rules")).items() if name.startswith("places/")}
PLACES = sorted(name for name in TABLES if name.endswith(".csv"))
FEW = {name: REAL[name] for name in ("entities.yaml",) if name in REAL}
EXAMPLES = [json.loads(file.read_bytes()) for file in sorted(Path(folder("examples")).glob("*.json"))]
TABLED = b"""\
rules:
  size: {title: Size, unit: choice, choices: [a, b], input: {}}
  one:
    title: One
    unit: GBP
    source: {law: A, url: "https://www.legislation.gov.uk/"}
    table: t.csv
    by: [size]
    column: amount
"""
# What has broken parsers before, beside what hypothesis makes up.
BITS = [
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"&a ", b"*a", b"!!python/name:os", b"? ", b"- ", b": ", b"[", b"}", b"'", b'"', b"|", b">",
    b"%YAML 9", b"---", b"...", b"\t", b"#", b"9" * 500, b"1e999", b"nan", b"2026-02-30", b"0000-00-00", b"x" * 3000, b"{}" * 200, b"\r", b"~",
]  # fmt: skip
ODD = st.lists(st.sampled_from(BITS), max_size=30).map(b"".join)
ANY_TEXT = st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
NUMBERS = st.one_of(
    st.integers(), st.floats(allow_nan=False), st.sampled_from([0, -1, 1e308, 10**400, 2**63, -0.0, 1e-320, True])
)
TEXTS = st.one_of(
    st.text(max_size=40), st.sampled_from(["", "\0", "\ud800", "2026-02-29", "9" * 5000, "__class__", "a" * 20_000])
)
JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=20,
)
Json = Any


def soon(do: Callable[[], object], refusal: type[Exception]) -> bool:
    """Whether it was taken. Any other error than a refusal breaks the test."""
    taken: list[bool] = []

    def tried() -> None:
        try:
            do()
            taken.append(True)
        except refusal:
            taken.append(False)

    assert within(3, tried)
    return taken[0]


# ---------------------------------------------------------------------- rules
@st.composite
def mutated(draw: Any, content: bytes) -> bytes:
    """A file with some of it cut out, put twice, changed by a byte, or with odd bits put in."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 60)))
        put = draw(
            st.one_of(st.just(b""), st.sampled_from(BITS), st.binary(max_size=4), st.just(content[start:end] * 2))
        )
        content = content[:start] + put + content[end:]
    return content


@tries(300)
@given(st.one_of(st.binary(max_size=300), ODD, ANY_TEXT))
def test_any_bytes_are_rules_or_refused(content: bytes) -> None:
    soon(lambda: read_yaml(content, "any.yaml"), YamlError)
    soon(lambda: build({"any.yaml": content}), RuleError)
    soon(lambda: build({"amendment:1:any.yaml": content}), RuleError)


@tries(250)
@given(st.data())
def test_a_real_file_of_rules_that_was_damaged_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(SMALL))
    content = data.draw(mutated(REAL[name]))
    soon(lambda: resolve(build({**FEW, name: content})), RuleError)


@tries(60)
@given(st.data())
def test_a_real_table_that_was_damaged_is_read_or_refused(data: st.DataObject) -> None:
    table = data.draw(st.one_of(st.binary(max_size=200), mutated(b"size,amount\na,1.5\nb,2\n")))
    soon(lambda: resolve(build({"r.yaml": TABLED, "t.csv": table})), RuleError)


@tries(100)
@given(st.data())
def test_a_real_council_s_file_that_was_damaged_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(COUNCILS))
    content = data.draw(st.one_of(mutated(REAL[name]), ODD))
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / Path(name).name
        file.write_bytes(content)
        soon(lambda: read_scheme_file(CALCULATOR.book.rules, file.name, file.read_bytes()), RuleError)


@tries(100)
@given(st.data())
def test_a_table_of_councils_that_was_damaged_has_faults_and_no_other_error(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(PLACES))
    content = data.draw(st.one_of(mutated(TABLES[name]), ODD))
    assert soon(lambda: Register({**TABLES, name: content}).faults(), RuleError)


# ---------------------------------------------------------------------- cases
@tries(200)
@given(st.one_of(st.binary(max_size=200), JSONS.map(lambda held: json.dumps(held).encode())))
def test_any_bytes_are_a_case_or_refused(content: bytes) -> None:
    soon(lambda: read_case(read_json(content)), CaseError)
    soon(lambda: case_file.read(content), CaseError)


def places(node: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for name, part in below for place in places(part, (*path, name)))]


@st.composite
def damaged(draw: Any, whole: Json) -> Json:
    """A case in which some parts are something else, are gone, or are another's."""
    whole = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(whole)))
        if not path:
            continue
        holder = whole
        for name in path[:-1]:
            holder = holder[name]
        other = draw(st.sampled_from(places(whole)))
        found = whole
        for name in other:
            found = found[name]
        if draw(st.integers(0, 4)) == 0 and isinstance(holder, dict):
            holder.pop(path[-1], None)
        else:
            holder[path[-1]] = draw(st.one_of(JSONS, st.just(copy.deepcopy(found))))
    return whole


@tries(100)
@given(st.data())
def test_an_example_that_was_damaged_gives_a_result_or_says_what_is_wrong(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(EXAMPLES).flatmap(damaged))
    soon(lambda: CALCULATOR.calculate(read_case(case)).to_json(), CaseError)


@tries(20)
@given(st.data())
def test_a_whole_case_that_was_damaged_does_so_too(data: st.DataObject) -> None:
    case = data.draw(any_cases().flatmap(damaged))
    soon(lambda: read_case(case), CaseError)


@tries(100)
@given(st.data())
def test_a_plan_in_a_file_that_was_damaged_is_opened_or_refused(data: st.DataObject) -> None:
    content = data.draw(damaged(json.loads(PLAN)))
    soon(lambda: case_file.opened(content), CaseError)


PLAN = case_file.write(
    read_case(EXAMPLES[1]), CALCULATOR.calculate(read_case(EXAMPLES[1])), "A note", {"offered": "2026-11-24"}
)


@pytest.mark.parametrize("depth", [50, 900, 100_000])
def test_json_nested_deeply_is_refused(depth: int) -> None:
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, '{"adults":[' * depth):
        assert not soon(lambda text=text: read_case(read_json(text)), CaseError)
