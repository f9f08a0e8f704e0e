"""What all commands share: groups, the options for the rules to use, and typed dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import click

Run = TypeVar("Run", bound=Callable[..., None])


class Commands(click.Group):
    """A group of commands, each imported when somebody asks for it. If a command does not exist, the message lists those that do.

    places: for each command, by its name, the module and the function in it, as `calculator.cli.batch:batch`. about: the group's help.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        places: Mapping[str, str],
        about: str | None = None,
        context_settings: dict[str, list[str]] | None = None,
    ) -> None:
        super().__init__(name, help=about, context_settings=context_settings)
        self.places = places

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """The names of the commands, in alphabetical order."""
        return sorted(self.places)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported; None if there is none."""
        if cmd_name not in self.places:
            return None
        module, _, function = self.places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), function)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.places:
            ctx.fail(f"There is no command '{args[0]}'. Use one of: {', '.join(self.list_commands(ctx))}.")
        return super().resolve_command(ctx, args)


def with_rules(run: Run) -> Run:
    """Give a command `--amend` and `--rules`; it gets them as `amend: tuple[Path, ...]` and `rules: Path | None`."""
    folder = click.option(
        "--rules", type=Path, metavar="FOLDER", help="Use the rules in this folder instead of those in the package."
    )
    amend = click.option(
        "--amend",
        multiple=True,
        type=Path,
        metavar="FILE",
        help="Lay an amendment over the rules. Repeat it for more; a later one wins.",
    )
    return amend(folder(run))


def date(typed: str) -> dt.date:
    """The type of an option or argument that is a date. Raises BadParameter."""
    try:
        return dt.date.fromisoformat(typed)
    except ValueError:
        raise click.BadParameter(f"'{typed}' is not a date such as 2026-11-23.") from None
