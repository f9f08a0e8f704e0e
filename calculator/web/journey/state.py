"""What a person has answered so far, which is only in an encrypted cookie of their own browser.

The cookie is for the addresses of one journey, so that two tabs do not mix. It ends when the browser closes, or half an hour after
it was last used.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from calculator.web.seal import Seal

COOKIE = "journey"
MOST_BYTES = 3_800  # browsers keep 4,096 with the name and what stands beside it


@dataclass(slots=True)
class State:
    """`answers` are by the names of the form, `seen` are the pages that were answered or passed, `topics` the topics that were ticked.

    `known` are the pages that had their answer when the journey began, so that they are not counted as questions.
    """

    answers: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)


class TooLarge(Exception):
    """More answers than a cookie holds."""


def close(seal: Seal, state: State) -> str:
    """The cookie's value. Raises TooLarge."""
    text = json.dumps([state.answers, state.seen, state.topics, state.known], ensure_ascii=False, separators=(",", ":"))
    sealed = seal.close(text)
    if len(sealed) > MOST_BYTES:
        raise TooLarge
    return sealed


def opened(seal: Seal, sealed: str) -> State | None:
    """The state in a cookie, or None if the cookie is too old or not ours."""
    try:
        text = seal.open(sealed)
        return None if text is None else State(*json.loads(text))
    except (ValueError, TypeError):
        return None
