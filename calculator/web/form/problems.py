"""Problems of a case in the language of the page.

The contract says them in English, because programs read them too. Here each of its sentences has its translation.
"""

from __future__ import annotations

import re

from calculator.contract.errors import Problem
from calculator.i18n import language
from calculator.i18n.language import gettext
from calculator.web.language import later as _

_PLACE = re.compile(r"%\((\w++)\)s")
OR = _("or")
# The sentences of the contract and of the calculator, with what is filled in. The first that fits is taken, so the general ones come last.
SENTENCES = (
    _("must be a number from %(low)s to %(high)s"),
    _("must be a whole number from %(low)s to %(high)s"),
    _("must be true or false"),
    _("must be a month written year-month, such as 2027-01"),
    _("must be an object, with its fields in {}"),
    _("must be a date written year-month-day, such as 2026-11-23"),
    _("must be a date from %(low)s to %(high)s"),
    _("there is no such day as %(day)s"),
    _("must be text of 1 to %(most)s characters on one line"),
    _("must be a list of %(least)s to %(most)s; it has %(number)s"),
    _("must be a list"),
    _("must be a tax code, such as 1257L, S1257L, BR or 1257L M1"),
    _("must be a day of the month from 1 to 31, 'last working day' or, for example, 'last friday'"),
    _("must be 'all', 'none' or a list of names of jobs done now"),
    _("must be 'adult:1', 'adult:2', 'child:1' or 'outside'"),
    _("must be unique: '%(name)s' is used more than once"),
    _("must give an age from %(low)s to %(high)s on %(day)s"),
    _("must be another person in the case: %(allowed)s"),
    _("must be 'now' or the name of an option"),
    _("must not be 'now', which names the position now"),
    _("must be 'job' or absent if a job is given"),
    _("must be the name of a job that adult %(number)s does now: %(allowed)s"),
    _("must not be before %(name)s, %(day)s"),
    _("must be %(day)s or later: the rules held begin on that day"),
    _("the period would begin on %(day)s, and the rules held begin on %(first)s"),
    _("there is no adult %(number)s in this case"),
    _("there is no child %(number)s in this case"),
    _("give %(first)s or %(second)s, not both"),
    _("is needed, unless %(other)s is given"),
    _("is needed if the kind is hours"),
    _("must be absent: use another change of /council"),
    _("must stay: a change has a day of its own in from"),
    _("must stay: other benefits and taxes apply in another nation, so make a case of its own for the move"),
    _("must stay: the balance is that of the case's date"),
    _("must stay: use money of the option"),
    _("must stay: the days on which money comes are those of the whole year"),
    _("must stay: these are facts from the account as it is now"),
    _("must stay: use claims or universal_credit_from of the option"),
    _("must stay: use /council"),
    _("must stay: the first adult is the person who asks"),
    _("must stay: use job, replaces or also of the option, or schedule of the job"),
    _("must stay: the year works out what tax codes do"),
    _("is about the sum and not about the household"),
    _("is needed if op is 'add' or 'replace'"),
    _("is needed if work is 'job'"),
    _("is needed if childcare is by the %(period)s"),
    _("is needed if %(pay)s is by the day"),
    _("is needed if %(pay)s is by the hour"),
    _("is needed"),
    _("no such field; did you mean %(name)s?"),
    _("no such field; the fields are %(names)s"),
    _("no such field"),
    _("must have at most %(most)s fields; it has %(number)s"),
    _("must have at most %(most)s items; it has %(number)s"),
    _("must hold at most %(most)s fields and items in all"),
    _("has more problems than these %(most)s"),
    _("is nested too deeply"),
    _("must be %(allowed)s"),
)


def _filled(words: str, detail: str) -> dict[str, str] | None:
    """What fills the places of a sentence, by their names; None if a text is not that sentence. Each place ends where the next words begin."""
    begins, *parts = _PLACE.split(words)
    if not detail.startswith(begins):
        return None
    found, rest = {}, detail[len(begins) :]
    for name, following in zip(parts[::2], parts[1::2], strict=True):
        last = name == parts[-2]
        end = rest.rfind(following) if last else rest.find(following, 1)
        if end < 1:
            return None
        found[name], rest = rest[:end], rest[end + len(following) :]
    return found if not rest else None


def in_words(problem: Problem) -> str:
    """What a problem says, in the language of the page. A problem meant for people is in that language already."""
    if problem.for_people or language.current() == language.ENGLISH:
        return problem.detail
    for words in SENTENCES:
        given = _filled(words, problem.detail)
        if given is not None:
            if "allowed" in given:
                given["allowed"] = given["allowed"].replace(" or ", f" {gettext(OR)} ")
            return gettext(words) % given if given else gettext(words)
    return gettext(problem.detail)
