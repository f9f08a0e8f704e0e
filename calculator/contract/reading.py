"""Reading a Case from JSON: limits on the size of a document, and every problem as a JSON pointer with a message."""

import json
from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from calculator.contract.case import Case
from calculator.contract.checks import Where
from calculator.contract.errors import CaseError, Problem
from calculator.contract.model import MOST_PROBLEMS, Model, Tally, in_words
from calculator.contract.values import MOST_TEXT

MOST_FIELDS = 100  # in one object, whether the fields are known or not
MOST_VALUES = 10_000  # in one document, counting each field of an object and each item of a list
MOST_ITEMS = 1_000  # in one list of any kind; the lists of a Case have lower limits of their own
DEEPEST = 50
TOO_DEEP = "is nested too deeply"

_Kind = TypeVar("_Kind", bound=Model)


def problems(error: ValidationError) -> list[Problem]:
    """Every problem of a validation error, as JSON pointers and plain messages."""
    found = error.errors(include_url=False, include_input=False)
    told = [Problem(pointer(each["loc"]), in_words(each)) for each in found[:MOST_PROBLEMS]]
    if len(found) > MOST_PROBLEMS:
        told.append(Problem("", f"has more problems than these {MOST_PROBLEMS}"))
    return told


def pointer(where: Where) -> str:
    """The JSON pointer (RFC 6901) to a place. It can always be printed, whatever characters the keys contain."""
    parts = (str(part)[:MOST_TEXT].replace("~", "~0").replace("/", "~1") for part in where)
    return "".join(f"/{part}" for part in parts).encode("utf-8", "backslashreplace").decode()


def read_case(data: object) -> Case:
    """Make a Case from parsed JSON.

    Raises:
        CaseError: the data is not a valid Case; the error holds every problem.
    """
    return read_model(Case, data)


def bounded(data: object) -> None:
    """Refuse a document that is larger than any valid one.

    This check comes first, because counting a field is cheaper than validating it.

    Raises:
        CaseError: the document is too large; the error holds one problem.
    """
    waiting: list[tuple[Where, object]] = [((), data)]
    values = 0
    while waiting:
        where, value = waiting.pop()
        if isinstance(value, Mapping):
            most, parts = MOST_FIELDS, list(value.items())
        elif isinstance(value, list | tuple):
            most, parts = MOST_ITEMS, list(enumerate(value))
        else:
            continue
        values += len(value)
        if len(value) > most:
            told = f"must have at most {most:,} {'fields' if most == MOST_FIELDS else 'items'}; it has {len(value):,}"
            raise CaseError([Problem(pointer(where), told)])
        if len(where) > DEEPEST:
            raise CaseError([Problem(pointer(where[:1]), TOO_DEEP)])
        if values > MOST_VALUES:
            raise CaseError([Problem("", f"must hold at most {MOST_VALUES:,} fields and items in all")])
        waiting += [((*where, name), part) for name, part in parts]


def read_model(kind: type[_Kind], data: object) -> _Kind:
    """Make any model of the contract from parsed JSON. Raises CaseError, as `read_case` does."""
    bounded(data)
    try:
        return kind.model_validate(data, context=Tally())
    except ValidationError as error:
        raise CaseError(problems(error)) from None
    except RecursionError:
        raise CaseError([Problem("", TOO_DEEP)]) from None


def read_json(text: str | bytes) -> object:
    """Parse JSON text.

    Raises:
        CaseError: the text is not JSON, gives a field twice, holds NaN or an infinity, or is nested too deeply.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_each_once)
    except RecursionError:
        raise CaseError([Problem("", TOO_DEEP)]) from None
    except UnicodeDecodeError:
        raise CaseError([Problem("", "must be text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        detail = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise CaseError([Problem("", detail)]) from None
    except ValueError:  # Python's own limit on the digits of a whole number
        raise CaseError([Problem("", "holds a number with too many digits")]) from None


def _no_constant(word: str) -> None:
    raise CaseError([Problem("", f"holds {word}, which is not a number in JSON")])


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made: dict[str, object] = {}
    for name, value in pairs:
        if name in made:
            raise CaseError([Problem("", f"gives the field '{pointer((name,))[1:]}' twice in one object")])
        made[name] = value
    return made
