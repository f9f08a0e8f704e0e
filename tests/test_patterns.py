"""No regular expression in the package can be made to go back over what it read again and again.

Python's `re` tries another way where a pattern does not fit. Two quantifiers that can share a run of characters share it in as many ways as the
run is long; three do so in its square, and nested ones in exponentially many. Here each pattern becomes the graph of the steps
it can take, and a fault is a text that leads from one place of it to another, or back to the same, in more than one way (the
criteria IDA and EDA for the ambiguity of automata: Weber and Seidl 1991).
"""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from calculator.resources import folder

PACKAGE = Path(folder("rules")).parent / "calculator"
FUNCTIONS = ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
MANY = 20  # what repeats no more often than this cannot cost much
SAMPLE = [chr(each) for each in range(0x180)]
IN_CATEGORY = {
    codes.CATEGORY_DIGIT: str.isdecimal,
    codes.CATEGORY_SPACE: str.isspace,
    codes.CATEGORY_WORD: lambda each: each.isalnum() or each == "_",
}
OPPOSITE = {
    codes.CATEGORY_NOT_DIGIT: codes.CATEGORY_DIGIT,
    codes.CATEGORY_NOT_SPACE: codes.CATEGORY_SPACE,
    codes.CATEGORY_NOT_WORD: codes.CATEGORY_WORD,
}
Characters = frozenset[str]
EVERY = frozenset(SAMPLE)


def characters(op: Any, held: Any) -> Characters:
    """The characters of the sample that one step of a pattern takes, in both cases."""
    if op is codes.ANY:
        return EVERY
    if op is codes.LITERAL:
        return frozenset({chr(held), chr(held).lower(), chr(held).upper()})
    if op is codes.NOT_LITERAL:
        return EVERY - {chr(held)}
    if op is codes.RANGE:
        inside = {chr(each) for each in range(held[0], min(held[1] + 1, len(SAMPLE)))}
        return frozenset(inside | {each.lower() for each in inside} | {each.upper() for each in inside})
    if op is codes.CATEGORY:
        within = IN_CATEGORY[OPPOSITE.get(held, held)]
        return frozenset(each for each in SAMPLE if within(each) != (held in OPPOSITE))
    assert op is codes.IN, op
    found: Characters = frozenset().union(*(characters(*each) for each in held if each[0] is not codes.NEGATE))
    return EVERY - found if held[0][0] is codes.NEGATE else found


@dataclass(frozen=True)
class Part:
    """A part of a pattern: whether it can be empty, the places it begins at, and those it ends at, each with what cannot follow."""

    nullable: bool
    first: frozenset[int]
    last: frozenset[tuple[int, Characters]]


EMPTY = Part(True, frozenset(), frozenset())


@dataclass
class Graph:
    """The places of a pattern, each a set of characters, and the steps between them: several where there is more than one way."""

    places: list[Characters] = field(default_factory=list)
    steps: dict[int, list[tuple[int, Characters]]] = field(default_factory=lambda: defaultdict(list))

    def sequence(self, pattern: Any) -> Part:
        whole = EMPTY
        for op, held in pattern:
            part = self.part(op, held)
            self.link(whole, part)
            first = whole.first | part.first if whole.nullable else whole.first
            last = part.last | whole.last if part.nullable else part.last
            whole = Part(whole.nullable and part.nullable, first, last)
        return whole

    def link(self, before: Part, after: Part) -> None:
        for place, excluded in before.last:
            for then in after.first:
                if taken := self.places[then] - excluded:
                    self.steps[place].append((then, taken))

    def part(self, op: Any, held: Any) -> Part:
        if op in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            return EMPTY
        if op is codes.SUBPATTERN:
            return self.sequence(held[-1])
        if op is codes.ATOMIC_GROUP:
            return self.sequence(held)
        if op is codes.BRANCH:
            parts = [self.sequence(each) for each in held[1]]
            return Part(
                any(each.nullable for each in parts),
                frozenset().union(*(each.first for each in parts)),
                frozenset().union(*(each.last for each in parts)),
            )
        if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            return self.repeated(op, *held)
        self.places.append(characters(op, held))
        made = len(self.places) - 1
        return Part(False, frozenset({made}), frozenset({(made, frozenset())}))

    def repeated(self, op: Any, least: int, most: int, inner: Any) -> Part:
        part = self.sequence(inner)
        last = part.last
        if int(most) > MANY:
            self.link(part, part)
            if op is codes.POSSESSIVE_REPEAT and len(inner) == 1 and len(part.first) == 1:
                # It took all that it could, so nothing that it takes can follow it.
                last = frozenset((place, self.places[place]) for place, _ in last)
        return Part(part.nullable or least == 0, part.first, last)

    def reached(self, place: int) -> set[int]:
        """The places that can be come to from one, itself only where it is on a way round."""
        found: set[int] = set()
        waiting = [place]
        while waiting:
            for then, _ in self.steps[waiting.pop()]:
                if then not in found:
                    found.add(then)
                    waiting.append(then)
        return found


def faults(pattern: str | bytes, flags: int = 0) -> list[str]:
    """The characters at places of a pattern from which a text leads on in more than one way."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    graph = Graph()
    graph.sequence(parser.parse(text, flags))
    places = range(len(graph.places))
    reached = {place: graph.reached(place) for place in places}
    rounds = {place: {each for each in reached[place] if place in reached[each]} for place in places}
    loops = [place for place in places if place in rounds[place]]
    found = [place for place in loops if place == min(rounds[place]) and _comes_back_twice(graph, place, rounds[place])]
    found += [
        place
        for place in loops
        for other in loops
        if other != place
        and other in reached[place]
        and (place, other, other)
        in _walked(graph, (place, place, other), (rounds[place], reached[place], rounds[other]))
    ]
    return sorted({min(graph.places[place]) for place in found})


def _comes_back_twice(graph: Graph, place: int, within: set[int]) -> bool:
    """Whether a text leads from a place back to it in two ways."""
    apart = [pair for pair in _walked(graph, (place, place), (within, within)) if pair[0] < pair[1]]
    return any(_double(graph, each, within) for each in within) or any(
        (place, place) in _walked(graph, pair, (within, within)) for pair in apart
    )


def _double(graph: Graph, place: int, within: set[int]) -> bool:
    steps = [(then, taken) for then, taken in graph.steps[place] if then in within]
    return any(one[0] == two[0] and one[1] & two[1] for number, one in enumerate(steps) for two in steps[number + 1 :])


def _walked(graph: Graph, start: tuple[int, ...], within: tuple[set[int], ...]) -> set[tuple[int, ...]]:
    """Where one text can lead from each of these places at once, in one step or more, each staying within its own places."""
    seen: set[tuple[int, ...]] = set()
    waiting = [start]
    while waiting:
        for reached in _together(graph, waiting.pop(), within):
            if reached not in seen:
                seen.add(reached)
                waiting.append(reached)
    return seen


def _together(graph: Graph, places: tuple[int, ...], within: tuple[set[int], ...]) -> Iterator[tuple[int, ...]]:
    """Where all of these places lead by one character that they have in common."""
    found: list[tuple[tuple[int, ...], Characters]] = [((), EVERY)]
    for place, allowed in zip(places, within, strict=True):
        found = [
            ((*before, then), shared)
            for before, common in found
            for then, taken in graph.steps[place]
            if then in allowed and (shared := common & taken)
        ]
    yield from (each for each, _ in found)


def called(file: Path) -> Iterator[tuple[ast.Call, int]]:
    """Every call of `re` in a file, with its flags."""
    tree = ast.parse(file.read_text())
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.module == "re"), (
            f"{file}: write re.compile, for this test"
        )
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr in FUNCTIONS) == ("re", True)
        ):
            named = {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            yield node, re.IGNORECASE if named & {"IGNORECASE", "I"} else 0


FILES = [file for file in sorted(PACKAGE.rglob("*.py")) if "import re\n" in file.read_text()]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_pattern_can_run_back_over_what_it_read(file: Path) -> None:
    name = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
    module = importlib.import_module(name.removesuffix(".__init__"))
    calls = list(called(file))
    assert calls
    if made := getattr(module, "patterns", None):
        # They are made of words in every language, so they are looked at as they are.
        for pattern in made().every():
            assert not faults(pattern.pattern, pattern.flags), pattern.pattern
        return
    for call, flags in calls:
        try:
            pattern = eval(compile(ast.Expression(call.args[0]), name, "eval"), vars(module))
        except NameError:
            pytest.fail(f"{file}:{call.lineno}: a pattern is a constant of its module, so that it can be checked")
        assert not faults(pattern, flags), f"{file}:{call.lineno}: {pattern}"


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s*[0-9]+\s*(?:h|hours?)?\s*", r"(a+)+b", r"(a|aa)+\s*\s*c", r"(\S+)[\s,:]+x", r"a*b?a*c", r"(?:x+y?)*z", r"[a-z]+[a-z0-9]+;",
        r"\d*[0-9]{1,300}", r"a+?a+b", r"(?>a*a*)b", r"(?:a*a*c)++b", r"x*(?:y|x*)z",
    ],
)  # fmt: skip
def test_a_pattern_that_can_run_back_is_found(pattern: str) -> None:
    assert faults(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s*+[0-9]++\s*+(?:hours?+|h)?+\s*+", r"[a-z]+[0-9]+", r"(?:[a-z]+,)*x", r"( (one|two))+$", r"a+ba+b", r"[0-9]{1,12}(\.[0-9]{0,6})?",
        r"[^0]+0[^0]+", r"(?:\w++ )*+x", r"[0-9]+(?:\.[0-9]+)?",
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_is_let_be(pattern: str) -> None:
    assert not faults(pattern)
