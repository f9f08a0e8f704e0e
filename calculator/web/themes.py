"""Providers, whose name, logo, colours, contact and links are on the pages. Each has a YAML file, which is checked before the site starts.

A provider's pages are under /p/<name of the file>/, and one provider can be that of the whole site. A file does not change any figure:
it only says what is shown around them, and which council the form begins with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, Response, abort, current_app, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from werkzeug.local import LocalProxy

from calculator.contract.errors import CalculatorError
from calculator.contract.reading import problems
from calculator.i18n.language import WELSH, current, gettext, later
from calculator.yaml_text import YamlError, read_plain

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 Contrast (Minimum), level AA
# The grounds of site.css that a provider's colours stand on.
PAPER, SURFACE = "#fcfaf6", "#ffffff"
LOGOS = {".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp"}
LOCAL = ("localhost", "127.0.0.1")
USUAL_PORTS = {"https": "443", "http": "80"}
OWN = later("Benefits and work calculator")
_CHOSEN, _MARK = "calculator.provider", "/p/"


class ProviderError(CalculatorError):
    """A provider's file that cannot be used, with everything that is wrong with it."""


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise PydanticCustomError("colour", "must be a colour such as #234e5a, in quotes")
    return value.lower()


def _address(value: str) -> str:
    if not re.fullmatch(r"(https://|mailto:|tel:)[^\s\"'<>]{1,300}", value):
        raise PydanticCustomError("address", "must be an address that begins with https://, mailto: or tel:")
    return value


def _origin(value: str) -> str:
    """As a browser writes the origin of a page: lower case, without a path and without the usual port."""
    found = re.fullmatch(r"(https?)://([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::([0-9]{1,5}))?", value.lower())
    if found is None:
        raise PydanticCustomError(
            "origin",
            "must be the origin of a site, such as https://www.example.org: no path, no slash at its end, no *",
        )
    scheme, host, port = found.groups()
    if scheme == "http" and host not in LOCAL:
        raise PydanticCustomError("origin", "must begin with https://; http:// is only for localhost and 127.0.0.1")
    if port is not None and not 0 < int(port) < 65536:
        raise PydanticCustomError("origin", "must have a port from 1 to 65535, or none")
    return f"{scheme}://{host}" if port in (None, USUAL_PORTS[scheme]) else f"{scheme}://{host}:{int(port)}"


class _ThemePart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ThemeWords(_ThemePart):
    """Words in both languages. Without Welsh words, the English ones are used."""

    en: Annotated[str, Field(min_length=1, max_length=600)]
    cy: Annotated[str, Field(max_length=600)] = ""

    def __str__(self) -> str:
        return self.cy if self.cy and current() == WELSH else self.en


class Colours(_ThemePart):
    """The three tokens of site.css that a provider sets."""

    brand: Annotated[str, AfterValidator(_colour)]
    brand_ink: Annotated[str, AfterValidator(_colour)]
    brand_soft: Annotated[str, AfterValidator(_colour)]

    def faults(self) -> Iterator[str]:
        """Each pair of colours that words would be hard to read in."""
        for name, first, other, second in (
            ("brand", self.brand, "the page", PAPER),
            ("brand", self.brand, "cards and fields", SURFACE),
            ("brand", self.brand, "brand_soft", self.brand_soft),
            ("brand_ink", self.brand_ink, "brand", self.brand),
        ):
            found = contrast(first, second)
            if found < LEAST_CONTRAST:
                yield (
                    f"colours: {name} {first} on {other} {second} has a contrast of {found:.2f} to 1; words need "
                    f"{LEAST_CONTRAST} to 1 (WCAG 2.2 AA): make one of the two darker or lighter"
                )


class Link(_ThemePart):
    text: ThemeWords
    url: Annotated[str, AfterValidator(_address)]


class Provider(_ThemePart):
    """A provider's file. `id` is the name of the file. `origins` are the sites that may show the widget in a frame and use the API
    from a browser."""

    id: str = ""
    name: ThemeWords
    logo: Annotated[str, Field(max_length=100)] | None = None
    colours: Colours | None = None
    contact: ThemeWords | None = None
    council: str | None = None
    links: Annotated[list[Link], Field(max_length=8)] = Field(default_factory=list)
    origins: Annotated[list[Annotated[str, AfterValidator(_origin)]], Field(max_length=50)] = Field(
        default_factory=list
    )
    folder: Path | None = None


def contrast(first: str, second: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of sRGB (WCAG 2.2, definitions)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def load(folder: Path, councils: Collection[str]) -> dict[str, Provider]:
    """Every provider of a folder, by the name of its file.

    councils: the names of the councils that a provider may name. Raises ProviderError with all that is wrong in any file.
    """
    if not folder.is_dir():
        raise ProviderError(f"{folder}: is not a folder of providers' files")
    found: dict[str, Provider] = {}
    faults: list[str] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            provider = _read(file, councils)
        except ProviderError as error:
            faults.append(str(error))
        else:
            found[provider.id] = provider
    if faults:
        raise ProviderError("\n".join(faults))
    return found


def _read(file: Path, councils: Collection[str]) -> Provider:
    if not re.fullmatch(r"[a-z0-9-]{1,40}", file.stem):
        raise ProviderError(f"{file}: the file's name becomes part of an address: use a to z, 0 to 9 and -")
    try:
        provider = Provider.model_validate(
            {**read_plain(file.read_bytes(), str(file)), "id": file.stem, "folder": file.parent}
        )
    except YamlError as error:
        raise ProviderError(str(error)) from None
    except ValidationError as error:
        told = (f"{file}: {each.pointer[1:].replace('/', ' › ')} {each.detail}" for each in problems(error))
        raise ProviderError("\n".join(told)) from None
    faults = list(provider.colours.faults()) if provider.colours else []
    if provider.council and provider.council not in councils:
        faults.append(
            f"council {provider.council!r} is not the name of a council: see `calculator rules list --councils`"
        )
    if provider.logo and (
        Path(provider.logo).name != provider.logo
        or Path(provider.logo).suffix not in LOGOS
        or not (file.parent / provider.logo).is_file()
    ):
        faults.append(f"logo {provider.logo!r} is not a file beside this one that ends in {', '.join(LOGOS)}")
    if faults:
        raise ProviderError("\n".join(f"{file}: {each}" for each in faults))
    return provider


class _ProviderPrefix:
    """Takes /p/<provider> off a path and puts it in front of every address made on the page."""

    def __init__(self, app: Callable[..., Iterable[bytes]], providers: Mapping[str, Provider], own: str | None) -> None:
        self.app, self.providers, self.own = app, providers, own

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        name, slash, rest = path.removeprefix(_MARK).partition("/")
        if path.startswith(_MARK) and name in self.providers:
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{_MARK}{name}"
            environ["PATH_INFO"] = slash + rest or "/"
            environ[_CHOSEN] = name
        elif self.own:
            environ[_CHOSEN] = self.own
        return self.app(environ, start)


def chosen() -> Provider | None:
    """The provider whose pages are asked for, or None on the site's own pages."""
    providers: Mapping[str, Provider] = current_app.extensions["providers"]
    return providers.get(request.environ.get(_CHOSEN, ""))


def origins() -> list[str]:
    """The sites that may hold the widget on the pages being asked for: a provider's own, or all of them where none is named."""
    provider = chosen()
    return list(provider.origins) if provider else sorted(all_origins())


def all_origins() -> frozenset[str]:
    """Every site that any provider names."""
    providers: Mapping[str, Provider] = current_app.extensions["providers"]
    return frozenset(origin for provider in providers.values() for origin in provider.origins)


def dress(app: Flask, providers: Mapping[str, Provider], own: str | None = None) -> None:
    """Show each provider's pages as its own. `own` is the provider of pages whose address names none.

    Raises ProviderError if there is no provider of that name.
    """
    if own is not None and own not in providers:
        raise ProviderError(f"there is no provider {own!r}: there are {', '.join(providers) or 'none'}")
    app.extensions["providers"] = dict(providers)
    app.wsgi_app = _ProviderPrefix(app.wsgi_app, providers, own)  # type: ignore[method-assign,assignment]
    app.jinja_env.globals.update(
        provider=LocalProxy(lambda: found.name if (found := chosen()) else gettext(OWN)), theme=chosen
    )

    @app.get("/theme.css")
    def theme_css() -> Response:
        provider = chosen()
        if provider is None or provider.colours is None:
            abort(404)
        tokens = provider.colours.model_dump()
        lines = (f"--{name.replace('_', '-')}:{colour};" for name, colour in tokens.items())
        return Response(f":root{{{''.join(lines)}}}\n", mimetype="text/css")

    @app.get("/logo")
    def logo() -> Response:
        provider = chosen()
        if provider is None or provider.logo is None or provider.folder is None:
            abort(404)
        # A picture that holds a script must not run it when it is opened by itself: the policy of every page forbids that.
        return Response((provider.folder / provider.logo).read_bytes(), mimetype=LOGOS[Path(provider.logo).suffix])
