"""A rule in words for its page: its formula with the titles of the rules that it names, its values, and its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator.law.data import WrittenExample
from calculator.rulebook import FUNCTIONS, Formula, Names, Rule
from calculator.web.answer.sums import Sayer, SumPart, read
from calculator.web.format import Formats
from calculator.web.language import _

_COMPARED: dict[str, Callable[[], str]] = {
    "<": lambda: _("%(this)s is less than %(that)s"),
    "<=": lambda: _("%(this)s is at most %(that)s"),
    ">": lambda: _("%(this)s is more than %(that)s"),
    ">=": lambda: _("%(this)s is at least %(that)s"),
    "==": lambda: _("%(this)s is the same as %(that)s"),
    "!=": lambda: _("%(this)s is not the same as %(that)s"),
    "in": lambda: _("%(this)s is one of: %(that)s"),
    "not in": lambda: _("%(this)s is none of: %(that)s"),
}
# Functions whose words on other pages leave out what only the law needs.
_CALLED: dict[str, Callable[[], str]] = {
    "any": lambda: _("for at least one: %(this)s"),
    "all": lambda: _("for each one: %(this)s"),
    "known": lambda: _("it is known: %(this)s"),
    "round_penny": lambda: _("%(this)s, to the nearest penny"),
    "age_on": lambda: _("the age by (%(this)s)"),
    "in_assessment_period": lambda: _("%(this)s on the first day of the assessment period"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a formula goes: what it gives, and when. `when` is empty if it always applies or if nothing else does."""

    gives: str
    when: str


@dataclass(frozen=True, slots=True)
class ExampleTold:
    """An example of a rule: what is given, what comes of it, and the day if it has one."""

    given: list[tuple[str, str]]
    gives: str
    day: str


class Teller:
    """Tells about the rules of one rulebook in the language in use."""

    def __init__(self, names: Names, formats: Formats) -> None:
        self.names, self.formats = names, formats

    def ways(self, rule: Rule, formula: Formula) -> list[Way]:
        """A formula in words."""
        return [
            Way(self._said(rule, branch.give_text), self._said(rule, branch.when_text) if branch.when_text else "")
            for branch in formula.branches
        ]

    def parts(self, rule: Rule) -> list[tuple[str, str]]:
        """The parts that a formula names for itself, each with what it is in words."""
        return [(name.replace("_", " "), self._said(rule, text)) for name, text in rule.let.items()]

    def _said(self, rule: Rule, text: str) -> str:
        part = read(text.strip())
        return _RuleSayer({}, {}, self.formats, self, rule).say(part) if part else ""

    def title(self, rule: Rule, written: str) -> str:
        """The title of the rule that a name means in another rule, with the key if the name picks one amount of several."""
        plain = written.partition("[")[0]
        table, _dot, key = plain.rpartition(".")
        if found := self.names.find(rule, plain):
            return _(found.title)
        if table and (found := self.names.find(rule, table)):
            return f"{_(found.title)} ({_(key.replace('_', ' '))})"
        return plain.replace("_", " ")

    def examples(self, rule: Rule, written: Sequence[WrittenExample]) -> Iterator[ExampleTold]:
        """The examples of a rule, from what its file has."""
        for each in written:
            given = [(self.title(rule, name), self._given(rule, name, text)) for name, text in each["given"].items()]
            day = str(each.get("date", ""))
            yield ExampleTold(given, self.value(rule, each["gives"]), self.formats.date(day) if day else "")

    def _given(self, rule: Rule, name: str, text: object) -> str:
        found = self.names.find(rule, name)
        return self.value(found, text) if found else str(text)

    def value(self, rule: Rule, text: object) -> str:
        """A value of a rule as its file writes it."""
        if isinstance(text, list):
            return ", ".join(self.value(rule, each) for each in text)
        if rule.value_type == "bool":
            return self.formats.value(text == "true", "")
        if rule.value_type in ("choice", "date"):
            return self.formats.value(str(text), rule.value_type)
        return self.formats.value(Decimal(str(text)), rule.unit_text)


@dataclass(frozen=True, slots=True)
class _RuleSayer(Sayer):
    """Says a formula without the values of a household: each name is the title of its rule."""

    teller: Teller
    rule: Rule

    def say(self, part: SumPart, within: int = 0) -> str:
        match part.kind:
            case "name":
                return f"“{self.teller.title(self.rule, part.text)}”"
            case "and" | "or":
                joint = _("and") if part.kind == "and" else _("or")
                said = f" {joint} ".join(self.say(each, 1) for each in part.parts)
                return f"({said})" if within else said
            case "if":
                words = _("%(this)s if %(test)s, otherwise %(that)s")
                said = words % dict(zip(("test", "this", "that"), map(self.say, part.parts), strict=True))
                return f"({said})" if within else said
            case "not" if part.parts[0].kind == "is":
                return self._is(part.parts[0], _("%(this)s is not %(that)s"))
            case "not":
                return _("not %(this)s") % {"this": self.say(part.parts[0], 1)}
            case "is":
                return self._is(part, _("%(this)s is %(that)s"))
            case "compare":
                this, that = part.parts
                several = ", ".join(_(each.text.replace("_", " ")) for each in that.parts)
                return _COMPARED[part.text]() % {
                    "this": self.say(this, 1),
                    "that": several if part.text.endswith("in") else self.say(that, 1),
                }
            case "call" if part.text in _CALLED:
                said = _CALLED[part.text]() % {"this": ", ".join(self.say(each) for each in part.parts)}
                return f"({said})" if within else said
            case "call" if "(%s)" not in FUNCTIONS[part.text].words and len(part.parts) > 1:
                inner = ", ".join(self.say(each) for each in part.parts)
                return _(FUNCTIONS[part.text].words).replace("%s", f"({inner})")
        return Sayer.say(self, part, within)

    def _is(self, part: SumPart, words: str) -> str:
        """Whether something is one of its choices."""
        return words % {"this": self.say(part.parts[0]), "that": _(part.text.replace("_", " "))}
