"""What a person entered, in the words of the form."""

import re
from collections.abc import Iterable

from calculator.web.fields import KINDS_OF_INCOME, WAYS_OF_PAY, Answers, Field
from calculator.web.language import _

IN_POUNDS = ("pounds", "amount", "income", "taken", "pay")


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
            words = {**WAYS_OF_PAY, **KINDS_OF_INCOME, **field.choices}
            named = [_(words.get(value, value.replace("_", " "))) for value in given]
            if field.look in IN_POUNDS and re.fullmatch(r"[0-9.,]+", named[0]):
                named[0] = f"£{named[0]}"
        found.append((_(field.label), ", ".join(named)))
    return found
