"""How a figure was worked out: its rule and the rules behind it, each with its sum and its law."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from calculator.contract.result import Position, Source, WorkingEntry
from calculator.web.answer.sums import Sayer, is_figure, is_nothing, names_said, read
from calculator.web.format import Formats
from calculator.web.language import _

# What a line opens to: its own rule, and those behind it.
DEEPEST = 3
MOST_STEPS = 6
YOUR_ANSWER = "Your answer"


@dataclass(slots=True)
class From:
    """Where a figure comes from. `law` is empty for the person's own answer."""

    law: str
    url: str | None
    since: str


@dataclass(slots=True)
class Step:
    """One figure: its rule, its parts, the sum in words, the figure, and its sources."""

    rule: str
    title: str
    adult: int | None
    parts: list[tuple[str, str]]
    sum: str
    value: str
    explain: str
    sources: list[From] = field(default_factory=list)


class Workings:
    """The working of one position, found by rule. `shown` are the rules that have a line of their own on the page."""

    def __init__(self, position: Position, formats: Formats, shown: Iterable[str] = ()) -> None:
        self.formats = formats
        self.shown = frozenset(shown)
        self._position = position
        self._entries: dict[str, list[WorkingEntry]] = {}
        self._used: dict[tuple[str, str, int | None], list[WorkingEntry]] = {}  # by subject, name and adult

    def entries(self, rule: str) -> list[WorkingEntry]:
        """The entries of a rule. A rule that was worked out for two dates has two, but only one if both gave the same."""
        found = self._entries.get(rule)
        if found is None:
            working = self._position.working
            once = {
                (each.adult, each.value, each.formula): each for each in reversed(working.of(rule) if working else ())
            }
            found = self._entries[rule] = list(reversed(once.values()))
        return found

    def steps(self, rule: str | None) -> list[Step]:
        """A rule's own step and then, once each, those of the figures it uses."""
        return [self._step(entry) for entry in self._chain(rule)] if rule else []

    def _chain(self, rule: str) -> Sequence[WorkingEntry]:
        """The entries of a rule and of the rules behind it, each once. It stops at rules that have a line of their own, and
        leaves out rules that only pass a figure on."""
        found: list[WorkingEntry] = []
        own = self.entries(rule)
        waiting = [(entry, 0) for entry in [each for each in own if each.value] or own[:1]]
        while waiting and len(found) < MOST_STEPS:
            entry, depth = waiting.pop(0)
            if any(entry is each for each in found):
                continue
            behind = [each for name in entry.with_ for each in self._named(entry, name) if self._worth_saying(each)]
            if len(behind) == 1 and _passes_on(entry, behind[0]):
                waiting.insert(0, (behind[0], depth))
                continue
            found.append(entry)
            if depth < DEEPEST:
                waiting += [(each, depth + 1) for each in behind]
        return found

    def _named(self, entry: WorkingEntry, name: str) -> list[WorkingEntry]:
        """The entries of a rule by the name that a formula uses for it: its own subject's before any other."""
        subject = entry.rule.rpartition(".")[0]
        key = (subject, name, entry.adult)
        if key not in self._used:
            plain = name.partition("[")[0]
            # Of a table of amounts, the name may end in the key.
            tries = (f"{subject}.{plain}", plain, f"{subject}.{plain.rpartition('.')[0]}", plain.rpartition(".")[0])
            found = next((entries for each in tries if (entries := self.entries(each))), [])
            mine = [each for each in found if each.adult == entry.adult]
            self._used[key] = mine if entry.adult is not None and mine else found
        return self._used[key]

    def _worth_saying(self, entry: WorkingEntry) -> bool:
        """Whether an entry is an amount other than 0 that has no line of its own."""
        return bool(entry.formula and entry.value and entry.unit.startswith("GBP") and entry.rule not in self.shown)

    def _step(self, entry: WorkingEntry) -> Step:
        formula = read(entry.formula)
        said = set(names_said(formula, entry.with_))
        parts = [
            (self._title(entry, name), self.formats.value(value, entry.names.get(name, {}).get("unit", "")))
            for name, value in entry.with_.items()
            if name in said and is_figure(value) and not is_nothing(value)
        ]
        words = Sayer(entry.with_, entry.names, self.formats).say(formula) if formula else ""
        return Step(
            rule=entry.rule,
            title=_(entry.title),
            adult=entry.adult,
            parts=parts,
            sum=words if len(parts) > 1 or " " in words else "",
            value=self.formats.value(entry.value, entry.unit),
            explain=_(entry.explain) if entry.explain else "",
            sources=list(self._sources(entry)),
        )

    def _title(self, entry: WorkingEntry, name: str) -> str:
        title = _(entry.names.get(name, {}).get("title", name.replace("_", " ")))
        table, _dot, key = name.rpartition(".")
        if (
            table
            and not entry.rule.startswith(f"{table}.")
            and any(_is_amount(each, table) for each in self._named(entry, name))
        ):
            title = f"{title} ({_(key.replace('_', ' '))})"
        return title[:1].upper() + title[1:]

    def _sources(self, entry: WorkingEntry) -> Iterator[From]:
        """The law of the rule and of the amounts in it, each once."""
        amounts = [each for name in entry.with_ for each in self._named(entry, name) if not each.formula]
        seen = set()
        for each in (entry, *amounts):
            if each.source is not None and each.source.law not in seen:
                seen.add(each.source.law)
                yield self._from(each.source, each)

    def _from(self, source: Source, entry: WorkingEntry) -> From:
        law = "" if source.law == YOUR_ANSWER else source.law
        since = self.formats.date(entry.in_force_from) if entry.in_force_from and law else ""
        return From(law, source.url, since)


def _passes_on(entry: WorkingEntry, behind: WorkingEntry) -> bool:
    """Whether a rule only takes one figure from another rule and changes nothing."""
    figures = [value for value in entry.with_.values() if is_figure(value) and not is_nothing(value)]
    return len(figures) == 1 and (behind.value, behind.unit) == (entry.value, entry.unit)


def _is_amount(entry: WorkingEntry, table: str) -> bool:
    """Whether an entry is the amount taken from a table of that name."""
    return not entry.formula and entry.rule.endswith(table.rpartition(".")[2])
