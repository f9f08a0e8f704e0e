"""The site's own commands: `calculator serve` and `calculator keys new`.

They import the site inside their functions, because the other commands start beside them and must not load it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import click

from calculator.command_line import Commands, date, with_rules


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """The type of an option that is a whole number within these bounds. Raises BadParameter."""

    def number(typed: str) -> int:
        if not typed.isdecimal() or not least <= int(typed) <= most:
            raise click.BadParameter(f"'{typed}' is not a whole number from {least} to {most}.")
        return int(typed)

    return number


def rate(typed: str) -> str:
    """The type of an option that says how many requests are allowed in a time. Raises BadParameter."""
    from calculator.web.api.keys import OFTEN

    if not OFTEN.fullmatch(typed):
        raise click.BadParameter(
            f"'{typed}' is not a number of requests per second, minute or hour, such as '1200 per minute'."
        )
    return typed


def contact(typed: str) -> str:
    """The type of an option that says how somebody can be reached. Raises BadParameter."""
    if not typed.startswith(("mailto:", "https://", "tel:")) or not typed.isprintable():
        raise click.BadParameter(f"'{typed}' does not begin with mailto:, https:// or tel:.")
    return typed


@click.command()
@click.option(
    "--port",
    type=whole_number(1, 65535),
    default="8000",
    show_default=True,
    metavar="N",
    help="The port to listen on, from 1 to 65535.",
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen on.")
@click.option(
    "--providers",
    type=Path,
    metavar="FOLDER",
    help="Providers whose name, colours and links pages can show, a YAML file each.",
)
@click.option("--provider", metavar="NAME", help="The provider whose look the site itself has.")
@click.option(
    "--workers",
    type=whole_number(1, 64),
    default="1",
    show_default=True,
    metavar="N",
    help="How many processes answer requests, from 1 to 64.",
)
@click.option(
    "--most-requests",
    type=rate,
    default="1200 per minute",
    show_default=True,
    metavar="N-PER",
    help="How often one client may ask.",
)
@click.option(
    "--proxies",
    type=whole_number(0, 9),
    default="0",
    show_default=True,
    metavar="N",
    help="How many trusted proxies stand in front and say who asks, from 0 to 9.",
)
@click.option(
    "--address",
    metavar="URL",
    help="Where people find the site, such as https://work.example.org. Requests for other hosts are refused.",
)
@click.option(
    "--security",
    type=contact,
    metavar="CONTACT",
    help="Whom /.well-known/security.txt says to tell of a fault, such as mailto:security@example.org.",
)
@click.option(
    "--keys",
    type=Path,
    metavar="FILE",
    help="Who may post to the API, a line each from `calculator keys new`.",
)
@click.option(
    "--offer",
    type=Path,
    metavar="FOLDER",
    help="Amendments that a client of the API can ask for by name, a file each.",
)
@click.option(
    "--log",
    type=click.Choice(("json", "none")),
    default="none",
    show_default=True,
    help="Whether to write a line of JSON for each request, without what was asked.",
)
@with_rules
def serve(
    port: int,
    host: str,
    providers: Path | None,
    provider: str | None,
    workers: int,
    most_requests: str,
    proxies: int,
    address: str | None,
    security: str | None,
    keys: Path | None,
    offer: Path | None,
    log: str,
    amend: tuple[Path, ...],
    rules: Path | None,
) -> None:
    """Run the site. By default only this machine can reach it."""
    from calculator.web.server import serve as server

    server.serve(
        server.Setup(
            host=host,
            port=port,
            rules=rules,
            amendments=amend,
            providers=providers,
            own=provider,
            workers=workers,
            most_requests=most_requests,
            proxies=proxies,
            address=address,
            security=security,
            keys=keys,
            log=log == "json",
            offer=offer,
        )
    )


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--expires", type=date, metavar="DATE", help="The day from which the key is no longer valid.")
@click.option(
    "--most-requests", type=rate, metavar="N-PER", help="How often it may be used, instead of the limit by address."
)
def new(name: str, expires: dt.date | None, most_requests: str | None) -> None:
    """Make a key, and show it once with the line for the file of keys.

    NAME says who will use it, in a to z, 0 to 9 and -.
    """
    from calculator.web.api.keys import new as make

    key, line = make(name, expires, most_requests)
    print("The key. It is shown this once and kept nowhere; hand it over by a way that others cannot read:")
    print(f"\n{key}\n\nThe line for the file that `calculator serve --keys FILE` reads:\n\n{line}")


keys = Commands("keys", places={"new": "calculator.web.server.commands:new"}, about="Make keys for the API.")
