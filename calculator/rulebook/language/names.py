"""Which rule a name means where it is written, and the rules that come with the engine."""

from __future__ import annotations

from calculator.rulebook.errors import Location, fault, nearest
from calculator.rulebook.language.model import ALWAYS, CLOCKS, Branch, Formula, Rule, Rulebook, Version
from calculator.rulebook.language.typed import MeaningError


class Names:
    """Looks names up as a rule writes them: with its entity's or its prefix's name before them, or in full."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def find(self, rule: Rule, chain: str) -> Rule | None:
        """The rule that a chain of words means in another rule; None if there is none. Raises MeaningError if it could be several."""
        root = rule.name.partition(":")[0]
        let = self.book.rules.get(f"{root}:{chain}")
        prefix = root.rpartition(".")[0] if rule.looks_in is None else rule.looks_in
        places = [f"{rule.each}.{chain}" if rule.each else "", f"{prefix}.{chain}" if prefix else "", chain]
        found = {name: self.book.rules[name] for name in places if name in self.book.rules}
        if let is not None:
            found[let.name] = let
        if len(found) > 1:
            raise MeaningError(f"'{chain}' could be {' or '.join(found)}: rename one, or write the full name")
        return next(iter(found.values()), None)

    def hint(self, chain: str) -> str:
        """A question for a message: which rule may have been meant by a name that is none."""
        near = nearest(chain, self.book.rules)
        return f": did you mean {near}?" if near else ""


def add_built_in(book: Rulebook) -> None:
    """Inputs that come with the engine: the dates of the clocks, and the order of each entity (1 is the first)."""
    place = next((rule.place for rule in book.rules.values()), None)
    if place is None:
        raise fault(Location("rules", 1), "", "there is no rule in any of the files")
    for clock in CLOCKS:
        name = f"clock.{clock}"
        made = Rule(name, f"Date: {clock.replace('_', ' ')}", "input", "date", place, value_type="date", hidden=True)
        book.add(made)
    for entity in book.entities.values():
        name = f"{entity.name}.order"
        made = Rule(name, f"{entity.title}: position", "input", "count", place, each=entity.name, hidden=True)
        book.add(made)


def add_parts(book: Rulebook) -> None:
    """Turn each let: part into a hidden rule of its own, so that it is worked out once."""
    for rule in list(book.rules.values()):
        for part, text in rule.let.items():
            name = f"{rule.name}:{part}"
            hidden = Rule(
                name,
                part.replace("_", " "),
                "formula",
                "",
                rule.place,
                value_type="inferred",
                each=rule.each,
                hidden=True,
            )
            hidden.clock, hidden.source = rule.clock, rule.source
            hidden.versions = [Version(ALWAYS, Formula((Branch("", text),)))]
            book.add(hidden)
