"""What figures need of the rules, as typed trees for the household: the lines rounded to the penny, and their sums."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from calculator.batch.figures import BODIES, Figure
from calculator.month.run import MONEY_IN
from calculator.month.statement import Body, StatedBook, StatementLine
from calculator.rulebook import Typed

_ZERO: Typed = ("number", Decimal(0))
SHOWN, ALL_COVERED, COMPARABLE = "shown", "complete", "comparable"
PAY, HOURS = "pay", "hours"
SAVED, TAXES, EMPLOYER = "saved", "taxes", "employer"


class Wanted:
    """Makes trees from the statement of the rules."""

    def __init__(self, book: StatedBook) -> None:
        self.book, self.statement, self.rules = book, book.statement, book.rules.rules

    def of(self, figures: Iterable[Figure]) -> dict[str, Typed]:
        """What the figures of one position need, by names that `arrays` knows."""
        found: dict[str, Typed] = {SHOWN: self.any(self.statement.figures)}
        for figure in figures:
            match figure.what:
                case "line":
                    rule = next(line.rule for line in self.statement.lines if line.id == figure.of)
                    found[f"line {figure.of}"] = self.penny(rule)
                case "total" if figure.of == ALL_COVERED:
                    found[ALL_COVERED] = ("not", self.missing())
                case "total":
                    found[f"total {figure.of}"] = self.total_of(figure.of)
                case "rule":
                    found[f"rule {figure.of}"] = self.rule(figure)
                case "change":
                    found |= self.compared()
                case "finances":
                    found |= self.compared() | self.finances()
        return found

    def compared(self) -> dict[str, Typed]:
        """What the comparison of two positions needs of each."""
        return {
            SHOWN: self.any(self.statement.figures),
            COMPARABLE: ("not", self.not_comparable()),
            "total left_over_before_debts": self.total_of("left_over_before_debts"),
            PAY: self.sum(line.rule for line in self.statement.lines if line.kind == "pay"),
        }

    def carried(self) -> dict[str, Typed]:
        """What an option takes from the position now."""
        return {f"carried {name}": self.value(rule) for name, rule in self.statement.carried.items()}

    # ------------------------------------------------------------------ trees
    def value(self, name: str) -> Typed:
        """A rule's number for the household: the sum, if it has a value for each of an entity."""
        each, tree = self.rules[name].each, ("ref", name, None)
        return tree if each is None else ("reduce", "sum", each, None, tree)

    def any(self, name: str) -> Typed:
        """Whether a rule holds, for the household or for any of its entity."""
        each, tree = self.rules[name].each, ("ref", name, None)
        return tree if each is None else ("reduce", "any", each, None, tree)

    def rule(self, figure: Figure) -> Typed:
        if figure.holds == "number":
            return self.value(figure.of)
        return self.any(figure.of) if figure.holds == "true or false" else ("ref", figure.of, None)

    def penny(self, name: str) -> Typed:
        return ("function", "round_penny", (self.value(name),))

    def sum(self, names: Iterable[str]) -> Typed:
        """The sum of rules, each rounded to the penny."""
        return added(self.penny(name) for name in names)

    def total_of(self, name: str) -> Typed:
        lines = self.statement.lines
        signs = (
            {"cost": -1, **MONEY_IN}
            if name.startswith("left_over")
            else {"cost": 1}
            if name == "money_out"
            else MONEY_IN
        )
        if name == "left_over":
            signs = {**signs, "debt": -1}
        plus = self.sum(line.rule for line in lines if signs.get(line.kind) == 1)
        minus = self.sum(line.rule for line in lines if signs.get(line.kind) == -1)
        return ("binary", "-", plus, minus)

    def missing(self) -> Typed:
        """Whether a line is not worked out."""
        return either(self.any(notice.when) for notice in self.book.rules.notices_of("notice") if notice.missing)

    def not_comparable(self) -> Typed:
        """Whether no change can be given: the award is not worked out, or a line could be worth any amount."""
        award = next(line.id for line in self.statement.lines if line.rule == self.statement.award)
        notices = self.book.rules.notices_of("notice")
        return either(self.any(n.when) for n in notices if n.missing and (award in n.missing or n.worth_up_to is None))

    def finances(self) -> dict[str, Typed]:
        """What public money pays and gets in a position: benefits, taxes, what the employer pays, and each by who pays or gets it."""
        public = self.statement.public_finances
        paid = [line for line in self.statement.lines if line.body]
        found: dict[str, Typed] = {
            SAVED: self.sum(line.rule for line in paid),
            TAXES: self.sum(part.rule for part in public.tax),
            EMPLOYER: self.penny(public.employer),
        }
        for body in BODIES:
            found[f"paid by {body}"] = added(self._by(line, body) for line in paid)
            parts = [
                (self.penny(part.rule), part.body_in("england") == body, part.body_in("scotland") == body)
                for part in public.tax
            ]
            found[f"got by {body}"] = added(self._in_nation(*part) for part in parts)
        return found

    def _by(self, line: StatementLine, body: Body | str) -> Typed:
        amount = self.penny(line.rule)
        return self._in_nation(amount, line.body_in("england") == body, line.body_in("scotland") == body)

    def _in_nation(self, amount: Typed, elsewhere: bool, scotland: bool) -> Typed:
        """An amount that counts in Scotland, elsewhere, in both or nowhere."""
        if elsewhere == scotland:
            return amount if elsewhere else _ZERO
        code = self.rules["home.nation"].choices.index("scotland")
        is_scotland = ("compare", "==", ("ref", "home.nation", None), ("code", code))
        return ("if", is_scotland, amount if scotland else _ZERO, amount if elsewhere else _ZERO)


def added(parts: Iterable[Typed]) -> Typed:
    found: Typed = _ZERO
    for part in parts:
        found = ("binary", "+", found, part)
    return found


def either(parts: Iterable[Typed]) -> Typed:
    return ("or", (("truth", False), *parts))
