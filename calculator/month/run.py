"""The values of one run of the rules as a Position: the lines of a typical month, and what is said beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from calculator.contract import result as out
from calculator.i18n.language import gettext
from calculator.month.inputs import ZERO, Inputs
from calculator.month.situation import Situation
from calculator.month.words import say
from calculator.rulebook import ENDED, Engine, Explanation, NoticeRule, Rule, RuleUse, Values

PENNY = Decimal("0.01")
MONEY_IN = {"pay": 1, "benefit": 1, "deduction": -1}
SIGNS = {**MONEY_IN, "cost": -1}
_WEEKS, _MONTHS = Decimal(52), Decimal(12)


def pence(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("1e-9")).quantize(PENNY, ROUND_HALF_UP)


def _adding_up(parts: list[Decimal], total: Decimal) -> list[Decimal]:
    """Parts in pence that add up to the total in pence: the largest takes what rounding leaves over."""
    rounded = [pence(part) for part in parts]
    rounded[parts.index(max(parts))] += total - sum(rounded, ZERO)
    return rounded


def title_of(shown: dict[str, Any], nation: str | None) -> str:
    """What a line or a limit of rules/result.yaml is called in a nation."""
    return gettext(shown.get("titles", {}).get(nation, shown["title"]))


class Run:
    """One position worked out: the situation, what went into the rules and what came out."""

    def __init__(self, engine: Engine, situation: Situation, inputs: Inputs, values: Values) -> None:
        self.engine, self.situation, self.inputs, self.values = engine, situation, inputs, values
        self.book = engine.book
        self.left_out: set[tuple[str, int | None]] = set()  # notices about a question that changes nothing here

    def figures_given(self) -> bool:
        """Whether any figures may be shown at all."""
        return bool(self.values[self.book.statement["figures"]])

    @cached_property
    def amounts(self) -> list[tuple[dict[str, Any], Decimal, Decimal]]:
        """The lines that are not nothing: what rules/result.yaml says of each, its amount a month, and that in pence."""
        found = []
        for line in self.book.statement["lines"]:
            amount = self.total(line["rule"])
            if per_month := pence(amount):
                found.append((line, amount, per_month))
        return found

    def lines_by_id(self) -> dict[str, out.Line]:
        return {line.id: line for line in self.lines()} if self.figures_given() else {}

    def per_month(self, names: Iterable[str]) -> dict[str, Decimal]:
        """Some lines' amounts a month in pence."""
        amounts = {line["id"]: per_month for line, _amount, per_month in self.amounts}
        return {name: amounts.get(name, ZERO) for name in names}

    def left_over(self) -> Decimal:
        """Left over before debts, a month."""
        return sum((SIGNS.get(line["kind"], 0) * per_month for line, _amount, per_month in self.amounts), ZERO)

    def total(self, name: str) -> Decimal:
        """A rule's value for the household: the sum where it has several."""
        value = self.values[name]
        found: Decimal = sum(value, ZERO) if isinstance(value, list) else value
        return found

    def by_adult(self, name: str) -> list[Decimal] | None:
        """A rule's value split by adult, where it belongs to adults or their jobs."""
        each = self.book.rules[name].each
        value = self.values[name]
        if each == "adult":
            return list(value)
        if each == "job":
            return [sum((value[job] for job in held), ZERO) for held in self.values.structure.owned["job"]]
        return None

    def lines(self) -> list[out.Line]:
        """The lines that are not nothing, each rounded to the penny."""
        found = []
        nobody = [ZERO] * self.values.structure.counts["adult"]
        for line, amount, per_month in self.amounts:
            split = self.by_adult(line["rule"])
            found.append(
                out.Line(
                    line["id"], line["kind"], title_of(line, self.situation.case.nation), per_month, pence(amount * _MONTHS / _WEEKS), pence(amount * _MONTHS),
                    nobody if split is None else _adding_up(split, per_month), rule=line["rule"],
                    scheme=self.scheme() if line.get("scheme") else None,
                )
            )  # fmt: skip
        return found

    def source(self, source: Any) -> out.Source | None:
        """Where a rule comes from; of one that only shapes what a council's scheme says, the scheme's own document."""
        held = self.inputs.scheme
        if source and held and source.law == self.book.statement["scheme_law"]:
            return out.Source(f"{held.law} ({held.name})", held.url)
        return _source(source)

    def scheme(self) -> out.Source | None:
        """The council's or nation's own scheme behind a line: its name with the year, its document and where that is."""
        held = self.inputs.scheme
        return out.Source(f"{held.council}: {held.name}. {held.law}", held.url) if held else None

    def position(self, with_working: bool) -> out.Position:
        """The Position of the contract, without what depends on things left open."""
        lines = self.lines() if self.figures_given() else []
        missing = list(dict.fromkeys(line for notice, _ in self.showing("notice") for line in notice.missing))
        money_in = sum((line.per_month * MONEY_IN[line.kind] for line in lines if line.kind in MONEY_IN), ZERO)
        money_out = sum((line.per_month for line in lines if line.kind == "cost"), ZERO)
        debts = sum((line.per_month for line in lines if line.kind == "debt"), ZERO)
        return out.Position(
            lines=lines,
            complete=not missing,
            missing=missing,
            money_in=money_in,
            money_out=money_out,
            left_over_before_debts=money_in - money_out,
            left_over=money_in - money_out - debts,
            housing_benefit=self.housing_benefit() if self.figures_given() else out.HousingBenefitStatement(),
            universal_credit=self.statement() if self.figures_given() else out.UniversalCreditStatement("not_covered"),
            working=Entries(self) if with_working and self.figures_given() else None,
        )

    def statement(self) -> out.UniversalCreditStatement:
        """The Universal Credit statement, its fields named in rules/result.yaml."""
        made = out.UniversalCreditStatement()
        status = self.book.rules[self.book.statement["universal_credit"]["status"]]
        made.status = status.choices[self.values[status.name]]
        if made.status in self.book.statement["no_statement_when"]:
            return made
        for field, name in self.book.statement["universal_credit"].items():
            rule, value = self.book.rules[name], self.values[name]
            target: Any = made
            if field.startswith("housing."):
                target, field = made.housing, field.removeprefix("housing.")
            if rule.value_type != "choice":
                amount = pence(value)
                setattr(target, field, None if field in ("cap_level", "lha_cap") and not amount else amount)
        return made

    def housing_benefit(self) -> out.HousingBenefitStatement:
        """Housing Benefit, its fields named in rules/result.yaml."""
        made = out.HousingBenefitStatement()
        for field, name in self.book.statement["housing_benefit"].items():
            value = self.values[name]
            setattr(made, field, value if isinstance(value, bool) else pence(value))
        return made

    # ------------------------------------------------------------------ what is said
    def showing(self, kind: str) -> Iterator[tuple[NoticeRule, int | None]]:
        """The notices of a kind whose condition holds, with the adult (or other thing) concerned."""
        for notice in self.book.notices_of(kind):
            holds = self.values[notice.when]
            if isinstance(holds, list):
                yield from ((notice, index) for index, yes in enumerate(holds) if yes)
            elif holds:
                yield notice, None

    def held(self, name: str | None, index: int | None) -> bool:
        if name is None:
            return False
        value = self.values[name]
        return bool(
            (value[index] if index is not None and index < len(value) else any(value))
            if isinstance(value, list)
            else value
        )

    def adult_of(self, notice: NoticeRule, index: int | None) -> int | None:
        """The adult a notice is about, counting from 1."""
        if index is None or notice.each not in ("adult", "job"):
            return None
        return (self.values.structure.owner["job"][index] if notice.each == "job" else index) + 1

    def fill(self, notice: NoticeRule, text: str, index: int | None) -> str:
        """The braces of a text filled with this household's figures."""
        text, filled = gettext(text), {}
        for label, name in notice.fills.items():
            rule = self.book.rules[name]
            value = self.values[name]
            if isinstance(value, list):
                value = value[index] if index is not None else sum(value, ZERO)
            filled[label] = say(rule, value)
        return text.format(**filled) if filled else text

    def notices(self, before: Run | None) -> list[out.Notice]:
        """What to watch or know in this position; `before` is the position now, where this is an option."""
        found = []
        for notice, index in self.showing("notice"):
            if (
                (notice.name, index) in self.left_out
                or (notice.only_option and before is None)
                or (before is not None and before.held(notice.unless_now, index))
            ):
                continue
            found.append(
                out.Notice(
                    notice.shown_as, notice.severity, self.adult_of(notice, index), self.fill(notice, notice.title, index),  # type: ignore[arg-type]
                    self.fill(notice, notice.text, index), notice.confidence, self.link(notice),  # type: ignore[arg-type]
                )
            )  # fmt: skip
        return found

    def link(self, notice: NoticeRule) -> out.Source | None:
        """Where a notice comes from; of the one on a scheme that is not held, the council's own page on it."""
        source, council = _source(notice.source), self.inputs.council
        if source and council and notice.name == self.book.statement["council_page_of"]:
            return out.Source(source.law, council.scheme_page)
        return source

    def helps(self, before: Run) -> list[out.Help]:
        return [
            out.Help(
                notice.shown_as,
                self.fill(notice, notice.title, index),
                self.fill(notice, notice.text, index),
                self.worth(notice),
                _source(notice.source),
                notice.confidence,  # type: ignore[arg-type]
            )
            for notice, index in _once(self.showing("help"))
            if not before.held(notice.unless_now, index)
        ]

    def lost(self, before: Run) -> list[out.Lost]:
        """What is had now and would not be had in this position."""
        return [
            out.Lost(
                notice.shown_as,
                self.fill(notice, notice.title, index),
                self.worth(notice),
                None,
                self.fill(notice, notice.text, index),
                _source(notice.source),
                notice.confidence,  # type: ignore[arg-type]
            )
            for notice, index in _once(self.showing("lost"))
            if not before.held(notice.unless_now, index) and not before.held(notice.when, index)
        ]

    def missing_worth(self) -> dict[tuple[str, ...], tuple[Decimal | None, bool]]:
        """What is not covered in this position: the most each can be worth a month, and whether it falls as income rises.

        None where no most is known.
        """
        found: dict[tuple[str, ...], tuple[Decimal | None, bool]] = {}
        for notice, index in self.showing("notice"):
            if not notice.missing:
                continue
            most = None
            if notice.worth_up_to is not None:
                value = self.values[notice.worth_up_to]
                most = pence(value[index or 0] if isinstance(value, list) else value)
            before = found.get(notice.missing, (most, notice.falls_with_income))[0]
            found[notice.missing] = (
                None if most is None or before is None else max(most, before),
                notice.falls_with_income,
            )
        return found

    def worth(self, notice: NoticeRule) -> Decimal | None:
        return pence(self.total(notice.value_per_year)) if notice.value_per_year else None

    def assumptions(self) -> list[out.Assumption]:
        found = []
        for notice, index in self.showing("assumption"):
            found.append(
                out.Assumption(notice.shown_as, self.path_of(notice, index), self.fill(notice, notice.text, index))
            )
        return found

    def path_of(self, notice: NoticeRule, index: int | None) -> str:
        """Where in the Case the thing that a notice is about stands, as a JSON pointer."""
        path = notice.path or ""
        if self.situation.option is not None:
            path = path.replace("/options/*", f"/options/{self.situation.option}")
        if index is None:
            return path
        if notice.each == "job":
            return self.inputs.jobs[index].pointer + path.rpartition("*")[2]
        return path.replace("*", str(self.inputs.children[index] if notice.each == "child" else index))


class Entries(out.Working):
    """Every rule behind the lines, in order, with this household's numbers. They are made when they are read: a page opens few."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.steps = Explanation(run.engine, run.values, [line["rule"] for line in run.book.statement["lines"]])
        self._all: list[out.WorkingEntry] | None = None
        self._of: dict[str, list[out.WorkingEntry]] = {}
        self._named: dict[str, dict[str, str]] = {}  # a rule is a part of many others

    def __iter__(self) -> Iterator[out.WorkingEntry]:
        if self._all is None:
            self._all = [self._entry(step) for step in self.steps]
        return iter(self._all)

    def of(self, rule: str) -> list[out.WorkingEntry]:
        if rule not in self._of:
            self._of[rule] = [self._entry(step) for step in self.steps.of(rule)]
        return self._of[rule]

    def _entry(self, step: RuleUse) -> out.WorkingEntry:
        rule, owner = step.rule, self.run.values.structure.owner
        adult = None
        if step.index is not None and rule.each in ("adult", "job"):
            adult = (owner["job"][step.index] if rule.each == "job" else step.index) + 1
        return out.WorkingEntry(
            rule.name, gettext(rule.title), _show(rule, step.value), rule.unit_text, adult, step.formula,
            {name: _show(used, value) for name, (used, value) in step.given.items()},
            self.run.source(step.source),
            dt.date.fromordinal(step.in_force_from) if step.in_force_from else None,
            gettext(rule.explain) or None,
            {name: self._name(used) for name, (used, _) in step.given.items()},
            step.branch,
        )  # fmt: skip

    def _name(self, used: Rule) -> dict[str, str]:
        found = self._named.get(used.name)
        if found is None:
            found = self._named[used.name] = {"title": gettext(used.title), "unit": used.unit_text or _unit(used)}
        return found


def _unit(rule: Rule) -> str:
    from calculator.rulebook import unit_in_words

    return rule.value_type if rule.value_type != "number" else unit_in_words(rule.unit)


def _once(found: Iterator[tuple[NoticeRule, int | None]]) -> Iterator[tuple[NoticeRule, int | None]]:
    """One of each: help and losses are the household's."""
    seen: set[str] = set()
    for notice, index in found:
        if notice.name not in seen:
            seen.add(notice.name)
            yield notice, index


def _show(rule: Rule, value: Any) -> Any:
    if isinstance(value, list):
        return [_show(rule, part) for part in value]
    if value == ENDED or value is None:
        return None
    if rule.value_type == "choice":
        return rule.choices[value]
    if rule.value_type == "date":
        return dt.date.fromordinal(value) if value else None
    return value


def _source(source: Any) -> out.Source | None:
    return out.Source(source.law, source.url) if source else None
