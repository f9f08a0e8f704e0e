"""What a person entered, in the words of the form."""

from collections.abc import Iterable

from calculator.web.fields import KINDS_OF_INCOME, WAYS_OF_PAY, Answers, Field
from calculator.web.language import _


def said(fields: Iterable[Field], answers: Answers) -> list[tuple[str, str]]:
    """Each question that has an answer, with the answer as the form words it."""
    found = []
    for field in fields:
        given = [answers[name] for name in field.names if answers.get(name)]
        if not field.is_filled(answers) or not given:
            continue
        if field.look == "boxes":
            pairs = zip(field.choices.values(), field.names, strict=True)
            named = [_(words) for words, name in pairs if answers.get(name)]
        else:
            words = {**KINDS_OF_INCOME, **WAYS_OF_PAY, **field.choices}
            named = [_(words.get(value, value.replace("_", " "))) for value in given]
        found.append((_(field.label), ", ".join(named)))
    return found
