"""`calculator rules ...`: the law as a specialist reads it, and whether it is fit for use."""

from __future__ import annotations

import datetime as dt
import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from calculator.calculator import Calculator
from calculator.cli.errors import Refused
from calculator.contract.case import Case
from calculator.councils import schemes
from calculator.councils.councils import COMPANIONS
from calculator.councils.register import Register
from calculator.law import coverage as covered
from calculator.law.data import NoSuchRule, find, visible
from calculator.month.statement import outputs_of, read_of
from calculator.resources import folder
from calculator.rulebook import (
    ENDED,
    Bands,
    Citation,
    Formula,
    Rule,
    Table,
    Version,
    build,
    load,
    read_files,
    read_sources,
    schema,
)
from calculator.rulebook import check as check_book


# ---------------------------------------------------------------------- check
def check(rules: Path | None, amendments: Sequence[Path], schema_file: Path | None) -> int:
    """Check the rules and say how many there are. 0 where they are fit for use, 1 where not."""
    files = read_sources(rules or folder("rules"), amendments)
    book = build(files, COMPANIONS.key)
    unamended = load(rules or folder("rules")) if amendments else None
    first = dt.date.fromisoformat(book.statement["covers_from"])
    shown = outputs_of(book.statement) + read_of(book.statement)
    shown += [name for notice in book.notices.values() for name in notice.parts()]
    report = check_book(book, shown, first.toordinal(), unamended=unamended)
    for warning in report.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    faults = [*map(str, report.faults), *covered.faults(book), *map(str, COMPANIONS.check(book, files))]
    for fault in faults:
        print(f"fault: {fault}", file=sys.stderr)
    last = dt.date.fromisoformat(book.statement["covers_to"])
    years = ", ".join(f"{year}-{(year + 1) % 100:02}" for year in range(first.year, last.year))
    print(
        f"{report.rules:,} rules, {report.values:,} values, {report.sources:,} sources, {report.examples:,} examples, {report.notices:,} notices, "
        f"{len(report.days):,} days on which something changes; years {years}"
    )
    if schema_file is not None:
        schema_file.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    print(f"{len(faults)} faults, {len(report.warnings)} warnings")
    return 1 if faults else 0


# ---------------------------------------------------------------------- list and show
def listing(calculator: Calculator, prefix: str) -> int:
    """Print every rule whose name begins with a prefix."""
    rules = [rule for rule in visible(calculator) if rule.name.startswith(prefix)]
    if not rules:
        raise NoSuchRule(f"no rule's name begins with '{prefix}'")
    for rule in rules:
        print(f"{rule.name:<56} {rule.unit_text:<14} {rule.title}")
    return 0


def coverage(calculator: Calculator, form: str) -> int:
    """Print what the rules cover, benefit by nation by year."""
    print(covered.table(calculator.book, form))
    return 0


def councils(calculator: Calculator) -> int:
    """Print which councils' schemes are held, for whom, and what was not found."""
    print(schemes.table(calculator.councils.all_schemes()))
    return 0


def council_hours(calculator: Calculator, name: str, day: dt.date) -> int:
    """Print what a council's scheme takes off the bill at each number of hours, for a few usual households."""
    from calculator.law import council_by_hours as sanity

    register = calculator.councils.register
    council = register.find(name)
    if council is None:
        raise NoSuchRule(register.unknown(name))
    found = sanity.table(calculator, council, day)
    print(
        f"{council.name}, {day}: council tax reduction a month, of a bill of {sanity.BILL:,} a year, at {sanity.pay(calculator, day)} an hour"
    )
    print("  ".join(["hours", *(f"{each:>20}" for each in found)]))
    for hours in sanity.HOURS:
        cells = (reductions[hours] for reductions in found.values())
        print(
            "  ".join([f"{hours:>5}", *(f"{'not covered' if cell is None else f'{cell:,.2f}':>20}" for cell in cells)])
        )
    return 0


def new_council(name: str, rules: Path | None, starts: dt.date) -> int:
    """Write the file to fill in for a council's scheme; one that is there is left alone.

    rules: the folder of rules to write in. Raises Refused if none is given, since the rules of an installed package are not to be
    changed, or if nothing can be written there.
    """
    if rules is None:
        raise Refused(
            "new-council writes into a folder of rules: name yours with --rules FOLDER (in a checkout, --rules rules)"
        )
    register = Register(read_files(rules))
    council = register.find(name)
    if council is None:
        raise NoSuchRule(register.unknown(name))
    path = rules / schemes.DATA / f"{schemes.slug(council.name)}.yaml"
    if path.exists():
        raise Refused(f"{path} is there already: add a year to it")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(schemes.blank(council.name, council.code, council.website, starts))
    except OSError as error:
        raise Refused(f"{path}: cannot be written: {error.strerror}") from None
    print(f"{path}: fill in what the scheme's document says, then run `calculator rules check`")
    return 0


def show(calculator: Calculator, name: str, date: dt.date | None) -> int:
    """Print one rule as it stands on a day (today where none is given)."""
    rule = find(calculator, name)
    day = (date or dt.date.today()).toordinal()
    _print_head(rule)
    if rule.kind == "input":
        print(f"An answer of the person{f', from {rule.supplied_from}' if rule.supplied_from else ''}.")
        return 0
    at = rule.version_at(day)
    if at < 0 or rule.versions[at].content == ENDED:
        print(f"Not in force on {dt.date.fromordinal(day)}.")
    else:
        print(f"On {dt.date.fromordinal(day)}{_since(rule.versions[at])}:")
        _print_version(rule, rule.versions[at])
    others = [version for number, version in enumerate(rule.versions) if number != at]
    for version in others:
        print(f"{_since(version).strip(', ').capitalize() or 'Always'}:")
        _print_version(rule, version)
    if rule.source:
        print(f"Source: {_source(rule.source)}")
    if rule.note:
        print(textwrap.fill(f"Note: {rule.note}", 100))
    return 0


def _print_version(rule: Rule, version: Version) -> None:
    """Print what a version holds, and its own source if it has one."""
    print(textwrap.indent(_content(rule, version), "  "))
    if version.source:
        print(f"  Source: {_source(version.source, indent=10)}")


def _source(source: Citation, indent: int = 8) -> str:
    return source.law + (f"\n{' ' * indent}{source.url}" if source.url else "")


def _print_head(rule: Rule) -> None:
    print(f"{rule.name}: {rule.title}")
    each = f", one for each {rule.each.replace('_', ' ')}" if rule.each else ""
    print(f"{rule.unit_text}{each}; by the {rule.clock.replace('_', ' ')} ({rule.place})")
    if rule.explain:
        print(textwrap.fill(rule.explain, 100))


def _since(version: Version) -> str:
    return f", in force from {dt.date.fromordinal(version.start)}" if version.start > 1 else ""


def _content(rule: Rule, version: Version) -> str:
    content = version.content
    if content == ENDED:
        return "ended"
    if isinstance(content, Formula):
        lines = []
        for branch in content.branches:
            if branch.when_text:
                lines.append(f"{branch.give_text}\n    when {branch.when_text}")
            else:
                lines.append(branch.give_text if len(content.branches) == 1 else f"{branch.give_text}\n    otherwise")
        lines += [f"where {name} = {text}" for name, text in rule.let.items()]
        return "\n".join(lines)
    if isinstance(content, Table):
        return f"{content.file}: {len(content.cells):,} amounts by {', '.join(rule.by)}"
    if isinstance(content, Bands):
        return "\n".join(f"{amount(rate * 100)}% from {_money(rule, start)}" for start, rate in content.rows)
    if isinstance(content, dict):
        return "\n".join(f"{key}: {_money(rule, value)}" for key, value in content.items())
    return _money(rule, content)


def amount(number: Decimal) -> str:
    """A number without idle noughts: 427, 0.55, 12.71."""
    return f"{number.normalize():,f}"


def _money(rule: Rule, value: Any) -> str:
    if rule.value_type == "bool":
        return "yes" if value else "no"
    if rule.value_type == "date":
        return str(dt.date.fromordinal(value))
    if rule.value_type == "choice":
        return str(value)
    if rule.unit_text == "ratio":
        return f"{amount(value * 100)}%"
    if rule.unit_text.startswith("GBP"):
        per = rule.unit_text.removeprefix("GBP").replace("/", " a ").replace("_", " ")
        return f"£{value:,.2f}{per}"
    return f"{amount(value)} {rule.unit_text}".removesuffix(" count").removesuffix(" ratio")


# ---------------------------------------------------------------------- diff
def diff(calculator: Calculator, first: dt.date, second: dt.date) -> int:
    """Print what differs in the law between two days, amount by amount, under its subject."""
    changes = 0
    subject = ""
    for rule in visible(calculator):
        lines = list(_changes(rule, first.toordinal(), second.toordinal()))
        if not lines:
            continue
        if rule.prefix != subject:
            subject = rule.prefix
            print("\n" + calculator.statement["subjects"].get(subject, subject.replace("_", " ").capitalize()))
        print(f"  {rule.title} ({rule.name})")
        for line in lines:
            print(f"    {line}")
        at = rule.version_at(second.toordinal())
        if at >= 0 and rule.versions[at].start > 1:
            periods = " (for assessment periods that start then or later)" if rule.clock == "assessment_period" else ""
            print(f"    from {dt.date.fromordinal(rule.versions[at].start)}{periods}")
        source = rule.source_of(rule.versions[at]) if at >= 0 else rule.source
        if source:
            print(f"    {source.law}")
        changes += 1
    print(f"\n{changes} {'rule differs' if changes == 1 else 'rules differ'} between {first} and {second}.")
    return 0


def _changes(rule: Rule, first: int, second: int) -> Iterator[str]:
    before, after = (rule.version_at(day) for day in (first, second))
    if before == after:
        return
    old = rule.versions[before].content if before >= 0 else ENDED
    new = rule.versions[after].content if after >= 0 else ENDED
    if old == ENDED or new == ENDED:
        if old != new:
            there = rule.versions[after if old == ENDED else before]
            yield f"{'begins' if old == ENDED else 'ends'}: {_content(rule, there)}"
    elif isinstance(old, Formula) and isinstance(new, Formula):
        if old.text != new.text:
            yield f"was: {old.text}"
            yield f"now: {new.text}"
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in new:
            if old.get(key) != new[key]:
                yield f"{key.replace('_', ' ')}: {_step(rule, old.get(key), new[key])}"
    elif isinstance(old, Table) and isinstance(new, Table):
        moved = [key for key in new.cells if old.cells.get(key) != new.cells[key]]
        if moved:
            yield f"{len(moved):,} of {len(new.cells):,} amounts differ"
    elif isinstance(old, Bands) and isinstance(new, Bands):
        if old.rows != new.rows:
            for name, rows in (("was", old.rows), ("now", new.rows)):
                yield f"{name}: " + "; ".join(
                    f"{amount(rate * 100)}% from {_money(rule, start)}" for start, rate in rows
                )
    elif old != new:
        yield _step(rule, old, new)


def _step(rule: Rule, old: Any, new: Any) -> str:
    if old is None:
        return f"begins at {_money(rule, new)}"
    text = f"{_money(rule, old)} -> {_money(rule, new)}"
    if rule.value_type == "number" and old:
        share = (new - old) / old * 100
        text += f" ({'+' if share >= 0 else '−'}{abs(share):.1f}%)"
    return text


# ---------------------------------------------------------------------- explain
def explain(calculator: Calculator, name: str, case: Case | None) -> int:
    """Print what a rule hangs on. With a case: its figure, and which missing answers could still change it."""
    rule = find(calculator, name)
    _print_head(rule)
    refers = calculator.book.resolved.refers
    book = calculator.book.rules
    direct = sorted({used for used, _ in refers.get(rule.name, ())} - {rule.name})
    users = sorted(
        other
        for other, used in refers.items()
        if any(each == rule.name for each, _ in used) and not book.rules[other].hidden
    )
    inputs = calculator.depends_on(rule.name)
    print("\nUses: " + _names([used for used in direct if ":" not in used]))
    print("Used by: " + _names(users))
    print(f"Hangs on {len(inputs)} answers: " + _names(inputs))
    if case is not None:
        found = calculator.still_open(case, rule.name)
        for each in found.values:
            print(f"\n{'Now' if each.index is None else f'Now, {rule.each} {each.index + 1}'}: {each.text}")
        print("Not given: " + _names(found.missing))
        print("Can still change the figure: " + _names(found.open))
    return 0


def _names(names: Sequence[str]) -> str:
    return textwrap.fill(", ".join(names) or "nothing", 100, initial_indent="", subsequent_indent="  ")
