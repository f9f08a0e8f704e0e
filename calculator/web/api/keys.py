"""Keys for the API, where whoever runs the site wants them: a file of their hashes, and who may ask with one.

A key is 256 bits drawn at random, so its plain SHA-256 gives nothing away: there is nothing to guess at. A hash made slow on purpose
(scrypt) protects words that people choose; here it would only let anybody make the site work hard by sending wrong keys.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from flask import Flask, Response, current_app, g, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from calculator.contract.errors import CalculatorError
from calculator.contract.reading import problems
from calculator.web.api import api
from calculator.web.api.openapi import KEY_HEADER
from calculator.yaml_text import YamlError, read_yaml

MARK = "calc_"  # begins every key, so that one left in a file or a message is found
NAME = r"[a-z0-9][a-z0-9-]{0,39}"
OFTEN = re.compile(r"[1-9][0-9]{0,6} per (second|minute|hour)")


class KeysRefused(CalculatorError):
    """The file of keys cannot be used, with everything that is wrong with it."""


class Key(BaseModel):
    """One line of the file. From the day in `expires` the key no longer holds; `most_requests` takes the place of the limit by address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hash: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    created: dt.date
    expires: dt.date | None = None
    most_requests: Annotated[str, Field(pattern=f"^{OFTEN.pattern}$")] | None = None

    def holds_on(self, day: dt.date) -> bool:
        return self.expires is None or day < self.expires


def hash_of(key: str) -> str:
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def new(name: str, expires: dt.date | None = None, most_requests: str | None = None) -> tuple[str, str]:
    """A new key, and the line of the file for it. Raises KeysRefused."""
    if not re.fullmatch(NAME, name):
        raise KeysRefused(f"a key's name is 1 to 40 of a to z, 0 to 9 and -, and begins with no -: {name!r} is not")
    key = MARK + secrets.token_urlsafe(32)
    parts = [f'hash: "{hash_of(key)}"', f"created: {dt.date.today()}"]
    parts += [f"expires: {expires}"] if expires else []
    parts += [f"most_requests: {most_requests}"] if most_requests else []
    return key, f"{name}: {{{', '.join(parts)}}}"


def load(file: Path) -> dict[str, Key]:
    """Every key of a file, by name. Raises KeysRefused with all that is wrong in it."""
    try:
        content = file.read_bytes()
        if not any(line.strip() and not line.startswith(b"#") for line in content.splitlines()):
            raise KeysRefused(f"{file}: holds no key: make one with `calculator keys new NAME`")
        lines = read_yaml(content, str(file))
    except OSError as error:
        raise KeysRefused(f"{file}: cannot be read: {error.strerror}") from None
    except YamlError as error:
        raise KeysRefused(str(error)) from None
    found: dict[str, Key] = {}
    faults: list[str] = []
    for name, parts in lines.items():
        if not re.fullmatch(NAME, name) or not isinstance(parts, Mapping):
            faults.append(f"{file}:{name.line}: a line is a name and what `calculator keys new` printed behind it")
            continue
        try:
            found[str(name)] = Key.model_validate({str(part): str(value) for part, value in parts.items()})
        except ValidationError as error:
            faults += [f"{file}:{name.line}: {name}: {each.pointer[1:]} {each.detail}" for each in problems(error)]
    if faults:
        raise KeysRefused("\n".join(faults))
    return found


# ---------------------------------------------------------------------- asking with a key
def guard(app: Flask, keys: Mapping[str, Key]) -> None:
    """Let only those with a key post to the API. The pages and the rules stay open to all."""
    app.extensions["keys"] = dict(keys)

    @app.before_request
    def ask() -> Response | None:
        if request.blueprint != api.blueprint.name or request.method != "POST" or shown():
            return None
        given = _given()
        refused = api.problem(401, "This key is not known, or no longer holds" if given else "A key is needed here")
        fault = ', error="invalid_token"' if given else ""
        refused.headers["WWW-Authenticate"] = f'Bearer realm="calculator"{fault}'
        return refused


def shown() -> tuple[str, Key] | None:
    """The key that this request came with, by its name; None without one that holds today."""
    if "key" not in g:
        g.key = _found(_given(), current_app.extensions.get("keys", {}))
    held: tuple[str, Key] | None = g.key
    return held


def _given() -> list[str]:
    """What was sent as a key: as `Authorization: Bearer`, and in a header of its own. One that holds is enough."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    sent = [token.strip() if scheme.lower() == "bearer" else "", request.headers.get(KEY_HEADER, "")]
    return [each for each in sent if each]


def _found(given: Iterable[str], keys: Mapping[str, Key]) -> tuple[str, Key] | None:
    """Every key is compared, each in the same time whatever was sent, so that how long it takes tells nothing."""
    sent, today = [hash_of(each) for each in given], dt.date.today()
    same = [(name, key) for each in sent for name, key in keys.items() if hmac.compare_digest(each, key.hash)]
    return next(((name, key) for name, key in same if key.holds_on(today)), None)


def who(address: str) -> str:
    """Whose requests are counted together: those with a key that has a limit of its own, or else those of an address."""
    held = shown()
    return f"key {held[0]}" if held and held[1].most_requests else address


def how_often(most: str) -> str:
    """How often this request's sender may ask."""
    held = shown()
    return (held[1].most_requests if held else None) or most
