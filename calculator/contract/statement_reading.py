"""What a Universal Credit statement tells of a household: facts with how sure they are, lines that are not understood, and a check."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from calculator.contract.record import Number, Record, says

Sureness = Literal["settled", "likely", "open"]


@dataclass(slots=True)
class StatementFact(Record):
    """One thing that follows from a statement."""

    as_given: ClassVar[frozenset[str]] = frozenset({"value"})

    id: str = field(metadata=says("The name of the fact.", "lcwra_rate"))
    title: str = field(metadata=says("What the fact is about.", "Rate of the extra money for health"))
    text: str = field(metadata=says("The fact in words.", "The protected rate"))
    pointer: str = field(
        metadata=says(
            "Where it goes in a case, as a JSON pointer. Empty if it has no place there.", "/adults/0/lcwra_rate"
        )
    )
    value: Any = field(metadata=says("The value there. Null if nothing is entered for it.", "protected"))
    lines: list[str] = field(metadata=says("The lines of the statement from which it follows.", ["health"]))
    written: str = field(metadata=says("The main line as it was written, or its name and amount.", "LCWRA £429.80"))
    sureness: Sureness = field(
        metadata=says("Whether it is settled by the rules, likely, or open between the alternatives.", "settled")
    )
    alternatives: list[str] = field(
        default_factory=list, metadata=says("What else it could be, in words.", ["The lower rate"])
    )
    why: str = field(
        default="", metadata=says("How it follows, or what is still open.", "It is the amount of the protected rate.")
    )


@dataclass(slots=True)
class StatementLineNotUnderstood(Record):
    """A line of a statement, or of its text, that no fact was made of."""

    line: str = field(
        metadata=says("The field of the statement. Empty for a line of text that was not read.", "health")
    )
    text: str = field(metadata=says("The line as it was written, or its name and amount.", "Health £300.00"))
    why: str = field(metadata=says("Why nothing follows from it.", "It is not an amount of the rules on that day."))


@dataclass(slots=True)
class StatementQuestion(Record):
    """Something that the statement leaves open and that is still to be asked."""

    pointer: str = field(metadata=says("The place in a case, as a JSON pointer.", "/adults/0/age"))
    title: str = field(metadata=says("What is asked.", "Your age"))


@dataclass(slots=True)
class StatementCheckLine(Record):
    """One line of the statement beside what the rules give."""

    id: str = field(metadata=says("The line.", "housing"))
    title: str = field(metadata=says("Its title.", "Housing"))
    found: Number | None = field(
        metadata=says("What the statement says. Null if it has no such line.", 450, unit="pounds")
    )
    expected: Number = field(metadata=says("What the rules give.", 450, unit="pounds"))
    agrees: bool = field(metadata=says("Whether the two agree.", True))
    why: str = field(
        default="", metadata=says("The usual reasons for a difference.", "A child may not be in the claim yet.")
    )
    ask: str = field(
        default="",
        metadata=says("Words to ask DWP with, for the journal.", "How was the amount for children worked out?"),
    )


@dataclass(slots=True)
class StatementCheck(Record):
    """The statement checked against the rules, with what the person told and what the statement tells."""

    text: str = field(metadata=says("The outcome in a sentence.", "The statement says the same as our rules."))
    found: Number | None = field(
        metadata=says("What the statement pays. Null if it does not say.", 1239.54, unit="pounds")
    )
    expected: Number = field(metadata=says("What the rules give.", 1239.54, unit="pounds"))
    agrees: bool = field(metadata=says("Whether everything that the statement says agrees.", True))
    cause: str = field(
        metadata=says(
            "What the payment of the statement would fit. Empty if it agrees or nothing fits.",
            "It fits an award with no work allowance.",
        )
    )
    lines: list[StatementCheckLine] = field(metadata=says("The lines, in the order of the statement."))


@dataclass(slots=True)
class StatementReading(Record):
    """What a statement tells, what it leaves to ask, and how it compares with the rules."""

    as_given: ClassVar[frozenset[str]] = frozenset({"statement", "case"})

    statement: dict[str, object] = field(
        metadata=says("The lines as they were read or given.", {"standard_allowance": 424.90})
    )
    rules_on: dt.date = field(metadata=says("The day whose amounts were used.", "2026-10-14"))
    facts: list[StatementFact] = field(metadata=says("What follows from the statement."))
    not_understood: list[StatementLineNotUnderstood] = field(metadata=says("Lines from which nothing follows."))
    ask: list[StatementQuestion] = field(metadata=says("What is left to ask."))
    case: dict[str, Any] = field(
        metadata=says(
            "The case with the facts that are settled or likely put in.", {"adults": [{"lcwra_rate": "protected"}]}
        )
    )
    check: StatementCheck | None = field(
        metadata=says("The check against the rules. Null if too little is known for one.")
    )
