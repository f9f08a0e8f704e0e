"""The `calculator` command: cases from files, the rules themselves, and the site."""

from __future__ import annotations

import argparse
import gc
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TextIO

from calculator.cli.errors import Refused
from calculator.contract.errors import CalculatorError, CaseError, Problem, problems_under

USED_WRONGLY = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Exit codes: 0 done, 1 the rules cannot be used, 2 what was handed in cannot be used."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    from calculator.rulebook import RuleError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without a pound sign gets a question mark, not a crash
    try:
        code: int = chosen.run(chosen)
        return code
    except CaseError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return USED_WRONGLY
    except (CalculatorError, Refused) as error:
        print(error, file=sys.stderr)
        return USED_WRONGLY
    except RuleError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="calculator", description="What taking a job of so many hours at so much pay does to a household's money."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(group: Any, name: str, run: Any, text: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = group.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    def with_rules(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--amend",
            action="append",
            default=[],
            type=Path,
            metavar="FILE",
            help="lay an amendment over the rules (may be repeated)",
        )
        made.add_argument(
            "--rules", type=Path, metavar="FOLDER", help="the folder of rules to use in place of the packaged ones"
        )

    made = command(
        commands, "calculate", _calculate, "Work out a case, several in a JSON array, or one a line (JSON Lines)."
    )
    made.add_argument("case", metavar="CASE", help="a JSON file; - is standard input")
    made.add_argument("--format", choices=("text", "json"), default="text")
    made.add_argument("--output", type=Path, metavar="FILE", help="write there in place of standard output")
    with_rules(made)

    made = command(
        commands, "timeline", _timeline, "The first year in each option, payday by payday and payment by payment."
    )
    made.add_argument("case", metavar="CASE", help="a JSON file with one case; - is standard input")
    made.add_argument(
        "--format", choices=("text", "json", "ics"), default="text", help="ics: a calendar file of what to do and when"
    )
    made.add_argument("--option", metavar="NAME", help="of this option alone (ics: the first, where it is not said)")
    made.add_argument("--payments", action="store_true", help="in a calendar file: every payment as well")
    made.add_argument("--output", type=Path, metavar="FILE", help="write there in place of standard output")
    with_rules(made)

    made = command(
        commands, "payslip", _payslip, "Hold a real payslip, and the statement for it, against what the rules give."
    )
    made.add_argument("case", metavar="CASE", help="a JSON file with one case; - is standard input")
    made.add_argument("--option", metavar="NAME", help="whose job it is from (the first option, where it is not said)")
    made.add_argument("--date", required=True, metavar="DATE", help="the day it was paid")
    for name, help_text in (
        ("gross", "pay before deductions"),
        ("tax", "income tax; below nothing where some came back"),
        ("national-insurance", "National Insurance"),
        ("pension", "pension payment"),
        ("take-home", "what reached the bank"),
        ("counted", "the pay on the Universal Credit statement"),
        ("award", "Universal Credit before deductions for debts, as on the statement"),
    ):
        made.add_argument(f"--{name}", type=_pounds, required=name == "gross", metavar="POUNDS", help=help_text)
    made.add_argument("--format", choices=("text", "json"), default="text")
    made.add_argument("--output", type=Path, metavar="FILE", help="write there in place of standard output")
    with_rules(made)

    made = command(commands, "serve", _serve, "Run the site, for this machine alone.")
    made.add_argument("--port", type=_port, default=8000)
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument(
        "--providers",
        type=Path,
        metavar="FOLDER",
        help="whose name, colours and links pages can show: a YAML file each",
    )
    made.add_argument("--provider", metavar="NAME", help="the one of them whose pages those of the site are")
    made.add_argument("--workers", type=_count(1, 64), default=1, metavar="N", help="processes to answer with (1)")
    made.add_argument(
        "--most-requests",
        type=_often,
        default="1200 per minute",
        metavar="N-PER",
        help="how often one client may ask, such as '1200 per minute'",
    )
    made.add_argument(
        "--proxies", type=_count(0, 9), default=0, metavar="N", help="trusted proxies in front, which say who asks (0)"
    )
    made.add_argument(
        "--keys", type=Path, metavar="FILE", help="who may post to the API: a line each from `calculator keys new`"
    )
    made.add_argument(
        "--offer",
        type=Path,
        metavar="FOLDER",
        help="amendments that whoever asks the API may have laid over the rules: a file each, asked for by its name",
    )
    made.add_argument(
        "--log",
        choices=("json", "none"),
        default="none",
        help="a line of JSON for each request, without anything of it",
    )
    with_rules(made)

    keys = commands.add_parser("keys", help="Keys for the API.").add_subparsers(required=True, metavar="WHAT")
    made = command(keys, "new", _keys_new, "Make a key: it is shown once, with the line to put in the file of keys.")
    made.add_argument("name", metavar="NAME", help="who will use it: a to z, 0 to 9 and -")
    made.add_argument("--expires", type=_date, metavar="DATE", help="from which day it no longer holds")
    made.add_argument(
        "--most-requests", type=_often, metavar="N-PER", help="how often it may ask, in place of the limit by address"
    )

    rules = commands.add_parser("rules", help="Check, list, show, compare and explain the rules.").add_subparsers(
        required=True, metavar="WHAT"
    )
    made = command(rules, "check", _rules_check, "Whether the rules are fit for use, and how many there are.")
    made.add_argument("--schema", type=Path, metavar="FILE", help="also write a JSON Schema of rule files, for editors")
    with_rules(made)
    made = command(rules, "list", _rules_list, "Every rule: name, unit, title.")
    made.add_argument("prefix", nargs="?", default="", help="only the rules whose names begin so")
    made.add_argument(
        "--coverage", action="store_true", help="in place of the rules: what they cover, benefit by nation by year"
    )
    made.add_argument(
        "--councils", action="store_true", help="in place of the rules: the councils' schemes that are held"
    )
    made.add_argument(
        "--hours",
        metavar="COUNCIL",
        help="in place of the rules: what one council's scheme takes off the bill, by hours of work",
    )
    made.add_argument("--format", choices=("text", "markdown"), default="text", help="of the table of coverage")
    with_rules(made)
    made = command(rules, "new-council", _rules_new_council, "Write the file to fill in for a council's scheme.")
    made.add_argument("name", help="a council, by name or GSS code")
    made.add_argument("--from", dest="starts", type=_date, metavar="DATE", help="the first day of its year (1 April)")
    made.add_argument("--rules", type=Path, metavar="FOLDER", help="the folder of rules to write in (needed)")
    made = command(rules, "show", _rules_show, "One rule as it stands on a day, with its source.")
    made.add_argument("name")
    made.add_argument("--date", type=_date, metavar="DATE")
    with_rules(made)
    made = command(rules, "diff", _rules_diff, "What changed in the law between two days, amount by amount.")
    made.add_argument("first", type=_date, metavar="DATE")
    made.add_argument("second", type=_date, metavar="DATE")
    with_rules(made)
    made = command(
        rules, "explain", _rules_explain, "What a rule hangs on; with a case, its figure and what is missing."
    )
    made.add_argument("name")
    made.add_argument("--case", metavar="CASE", help="a JSON file; - is standard input")
    with_rules(made)
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a whole number from 1 to 65535")
    return int(text)


def _count(least: int, most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        if not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}")
        return int(text)

    return count


def _often(text: str) -> str:
    from calculator.web.api.keys import OFTEN

    if not OFTEN.fullmatch(text):
        raise argparse.ArgumentTypeError(
            "must be a number of requests per second, minute or hour, such as '1200 per minute'"
        )
    return text


def _pounds(text: str) -> Any:
    from calculator.i18n.numbers import as_number

    amount = as_number(text)
    if isinstance(amount, str):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number such as 881.23")
    return amount


def _date(text: str) -> Any:
    import datetime as dt

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date such as 2026-11-23") from None


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CaseError([Problem("", "must be text in UTF-8")]) from None


def _load(chosen: argparse.Namespace) -> Any:
    from calculator.calculator import Calculator

    return Calculator.load(chosen.rules, chosen.amend)


# ---------------------------------------------------------------------- calculate
def _calculate(chosen: argparse.Namespace) -> int:
    # Nothing that loading makes is thrown away: to look for what could be is time lost.
    gc.disable()
    try:
        form, found = _cases(_read(chosen.case))
        calculator = _load(chosen)
        gc.freeze()
    finally:
        gc.enable()
    try:
        return _work_out_all(chosen, calculator, form, found)
    finally:
        calculator.book.keep()


def _timeline(chosen: argparse.Namespace) -> int:
    case = _case(_read(chosen.case))
    if not case.options:
        raise CaseError([Problem("/options", "a timeline is of an option: give one with a job that starts")])
    views = tuple(dict.fromkeys((*case.views, "timeline")))
    result = _load(chosen).calculate(case.model_copy(update={"views": views}))
    if chosen.option is not None:
        named = [option for option in result.options if option.name == chosen.option]
        if not named:
            raise Refused(f"--option: must be the name of an option: {', '.join(each.name for each in result.options)}")
        result.options = named
    if chosen.format == "ics":
        from calculator.year.calendar_file import calendar_file

        first = result.options[0]
        if first.timeline is None:
            raise Refused(f"{first.name}: no dates can be given, as it cannot be worked out")
        # The file has line ends of its own.
        _write(
            chosen, [calendar_file(first.name, first.timeline, chosen.payments).decode().replace("\r\n", "\n").rstrip()]
        )
        return 0
    if chosen.format == "json":
        _write(chosen, [_json(result, indent=2)])
        return 0
    from calculator.cli.calendar import calendar

    _write(chosen, [calendar(result)])
    return 0


def _payslip(chosen: argparse.Namespace) -> int:
    from calculator.cli.tables import findings
    from calculator.contract.job import Payslip
    from calculator.contract.reading import read_model

    case = _case(_read(chosen.case))
    names = [option.name for option in case.options]
    if chosen.option is not None and chosen.option not in names:
        raise Refused(f"--option: must be the name of an option: {', '.join(names)}")
    if not names:
        raise CaseError([Problem("/options", "a payslip is of an option's job: give one")])
    given = {name: getattr(chosen, name) for name in Payslip.model_fields if getattr(chosen, name) is not None}
    slip = read_model(Payslip, given)
    found = _load(chosen).check_payslip(case, names.index(chosen.option) if chosen.option else 0, slip)
    if chosen.format == "json":
        _write(chosen, [json.dumps([each.to_json() for each in found], ensure_ascii=False, indent=2)])
    else:
        _write(chosen, [findings(found)])
    return 0


def _work_out_all(chosen: argparse.Namespace, calculator: Any, form: str, found: list[Any]) -> int:
    if form == "one":
        result = _worked_out(calculator, found[0])
        _write(chosen, [_json(result, indent=2) if chosen.format == "json" else _text(result)])
        return 0
    results: list[Any] = []
    refused = 0
    for number, data in enumerate(found):
        try:
            if isinstance(data, CaseError):
                raise data
            with problems_under(f"/{number}"):
                results.append(_worked_out(calculator, data))
        except CaseError as error:
            refused += 1
            results.append(error)
    if chosen.format == "text":
        shown: Iterable[str] = [
            "\n\n".join(_refusal(each) if isinstance(each, CaseError) else _text(each) for each in results)
        ]
    elif form == "array":
        shown = ["[", ",\n".join(_json(each) for each in results), "]"] if results else ["[]"]
    else:
        shown = [_json(each) for each in results]
    _write(chosen, shown)
    return USED_WRONGLY if refused else 0


def _cases(text: str) -> tuple[str, list[Any]]:
    """What was handed in: one object, an array, or JSON Lines (where a bad line is an error in its place)."""
    from calculator.contract.reading import read_json

    try:
        data = read_json(text)
        return ("array", data) if isinstance(data, list) else ("one", [data])
    except CaseError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{") or not lines[0].rstrip().endswith("}"):
            raise error from None
    found: list[Any] = []
    for number, line in enumerate(lines):
        try:
            with problems_under(f"/{number}"):
                found.append(read_json(line))
        except CaseError as error:
            found.append(error)
    return "lines", found


def _worked_out(calculator: Any, data: Any) -> Any:
    return calculator.calculate(_case_of(data))


def _case(text: str) -> Any:
    """One case: as it stands in a file, or in a plan that the site kept."""
    from calculator.contract.reading import read_json

    return _case_of(read_json(text))


def _case_of(data: Any) -> Any:
    from calculator.contract.reading import read_case

    if not isinstance(data, dict) or "kind" not in data:
        return read_case(data)
    from calculator.contract.plan_file import opened

    return opened(data).case


def _json(result: Any, indent: int | None = None) -> str:
    if isinstance(result, CaseError):
        errors = [{"pointer": each.pointer, "detail": each.detail} for each in result.problems]
        return json.dumps(
            {"error": "the case cannot be worked out", "errors": errors}, ensure_ascii=False, indent=indent
        )
    return json.dumps(result.to_json(), ensure_ascii=False, indent=indent)


def _refusal(error: CaseError) -> str:
    return "This case cannot be worked out:\n" + "\n".join(f"  {problem}" for problem in error.problems)


def _text(result: Any) -> str:
    from calculator.cli.tables import table

    return table(result)


def _write(chosen: argparse.Namespace, parts: Iterable[str]) -> None:
    if chosen.output is None:
        _print(sys.stdout, parts)
        return
    try:
        with chosen.output.open("w", encoding="utf-8") as file:
            _print(file, parts)
    except OSError as error:
        raise Refused(f"{chosen.output}: cannot be written: {error.strerror}") from None


def _print(file: TextIO, parts: Iterable[str]) -> None:
    for part in parts:
        print(part, file=file)


# ---------------------------------------------------------------------- rules
def _rules_check(chosen: argparse.Namespace) -> int:
    from calculator.cli import rules_command

    return rules_command.check(chosen.rules, chosen.amend, chosen.schema)


def _rules_list(chosen: argparse.Namespace) -> int:
    import datetime as dt

    from calculator.cli import rules_command

    if chosen.coverage:
        return rules_command.coverage(_load(chosen), chosen.format)
    if chosen.councils:
        return rules_command.councils(_load(chosen))
    if chosen.hours:
        return rules_command.council_hours(_load(chosen), chosen.hours, dt.date.today())
    return rules_command.listing(_load(chosen), chosen.prefix)


def _rules_new_council(chosen: argparse.Namespace) -> int:
    import datetime as dt

    from calculator.cli import rules_command

    today = dt.date.today()
    april = dt.date(today.year if today.month > 3 else today.year - 1, 4, 1)
    return rules_command.new_council(chosen.name, chosen.rules, chosen.starts or april)


def _rules_show(chosen: argparse.Namespace) -> int:
    from calculator.cli import rules_command

    return rules_command.show(_load(chosen), chosen.name, chosen.date)


def _rules_diff(chosen: argparse.Namespace) -> int:
    from calculator.cli import rules_command

    return rules_command.diff(_load(chosen), chosen.first, chosen.second)


def _rules_explain(chosen: argparse.Namespace) -> int:
    from calculator.cli import rules_command

    case = _case(_read(chosen.case)) if chosen.case else None
    return rules_command.explain(_load(chosen), chosen.name, case)


# ---------------------------------------------------------------------- site
def _keys_new(chosen: argparse.Namespace) -> int:
    from calculator.web.api.keys import new

    key, line = new(chosen.name, chosen.expires, chosen.most_requests)
    print("The key. It is shown this once and kept nowhere; hand it over by a way that others cannot read:")
    print(f"\n{key}\n\nThe line for the file that `calculator serve --keys FILE` reads:\n\n{line}")
    return 0


def _serve(chosen: argparse.Namespace) -> int:
    from calculator.web.server.serve import Setup, serve

    serve(
        Setup(
            chosen.host,
            chosen.port,
            chosen.rules,
            tuple(chosen.amend),
            chosen.providers,
            chosen.provider,
            chosen.workers,
            chosen.most_requests,
            chosen.proxies,
            chosen.keys,
            chosen.log == "json",
            chosen.offer,
        )
    )
    return 0
