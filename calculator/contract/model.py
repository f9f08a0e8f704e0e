"""The base class of every part of a Case, which reports all problems of its input at once."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from calculator.contract.checks import Found, Where
from calculator.contract.values import MOST_TEXT, refusal

MOST_PROBLEMS = 200  # shown for one document


def _not_looked_at() -> PydanticCustomError:
    """A placeholder for the problems beyond those that are shown."""
    return PydanticCustomError("more", "not looked at")


@dataclass(slots=True)
class Tally:
    """How many problems a document has so far. Checking stops once there are more than can be shown."""

    problems: int = 0


class Model(BaseModel):
    """A part of a Case. It refuses unknown fields and is immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, serialize_by_alias=True, defer_build=True)

    @classmethod
    def checks(cls, data: object) -> Iterable[Found]:
        """Problems between the fields of `data`, each as a path and what is allowed there. Subclasses override this."""
        del data
        return ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_problems_at_once(
        cls, data: object, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        """Report the problems of single fields together with those between fields.

        Pydantic alone would report the second kind only after a person had corrected the first.
        """
        if isinstance(data, cls):
            return data
        tally = info.context if isinstance(info.context, Tally) else Tally()
        before = tally.problems
        if before > MOST_PROBLEMS:
            raise _not_looked_at()
        made: Self | None = None
        found: list[tuple[Where, PydanticCustomError]] = []
        try:
            made = handler(data)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            found = [(each["loc"], cls._refused(each)) for each in errors if each["type"] != "more"]
        if isinstance(data, Mapping):
            found += [(where, refusal(message)) for where, message in cls.checks(data)]
        tally.problems = before + len(found)
        if made is None and not found:
            raise _not_looked_at()
        if made is None or found:
            raise ValidationError.from_exception_data(
                cls.__name__, [InitErrorDetails(type=problem, loc=where, input=None) for where, problem in found]
            )
        return made

    @classmethod
    def _refused(cls, error: ErrorDetails) -> PydanticCustomError:
        if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
            return PydanticCustomError("unknown", "no such field", {"model": cls})
        if error["type"] == "unknown":
            return PydanticCustomError("unknown", "no such field", error["ctx"])
        return refusal(in_words(error))


def _advice(model: type[Model], name: str) -> str:
    """Suggest a known field for an unknown name. This is slow, so it is done only for problems that are shown."""
    known = [field.alias or field_name for field_name, field in model.model_fields.items()]
    near = difflib.get_close_matches(name[:MOST_TEXT], known, n=1)
    return f"no such field; did you mean {near[0]}?" if near else f"no such field; the fields are {', '.join(known)}"


def in_words(error: ErrorDetails) -> str:
    """Pydantic's message for an error, in plain words. Our own messages are returned unchanged."""
    context = error.get("ctx", {})
    match error["type"]:
        case "case":
            return str(context["message"])
        case "unknown":
            return _advice(context["model"], str(error["loc"][-1]))
        case "missing":
            return "is needed"
        case "literal_error":
            return f"must be {context['expected']}"
        case "bool_type":
            return "must be true or false"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must be an object, with its fields in {}"
        case "extra_forbidden":
            return "no such field"
        case _:
            return error["msg"]
