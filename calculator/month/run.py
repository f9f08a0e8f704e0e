"""Turns the values of one run of the rules into a Position: the lines of a typical month, and the notices with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from calculator.contract import result as out
from calculator.contract.values import Nation
from calculator.i18n.language import gettext
from calculator.month.inputs import ZERO, Inputs
from calculator.month.situation import Situation
from calculator.month.statement import KeptLimit, StatedBook, StatementLine
from calculator.month.words import say
from calculator.rulebook import Cell, Citation, Explanation, NoticeRule, Rule, RuleUse, Scalar, Values

Shown = Scalar | str | dt.date | None
PENNY = Decimal("0.01")
MONEY_IN = {"pay": 1, "benefit": 1, "deduction": -1}
SIGNS = {**MONEY_IN, "cost": -1}
_WEEKS, _MONTHS = Decimal(52), Decimal(12)


def pence(amount: Decimal) -> Decimal:
    """Pounds rounded to the penny, half a penny up."""
    return amount.quantize(Decimal("1e-9")).quantize(PENNY, ROUND_HALF_UP)


def _adding_up(parts: list[Decimal], total: Decimal) -> list[Decimal]:
    """Parts rounded to the penny so that they add up to the total. The largest part takes the difference that rounding leaves."""
    rounded = [pence(part) for part in parts]
    rounded[parts.index(max(parts))] += total - sum(rounded, ZERO)
    return rounded


def title_of(shown: StatementLine | KeptLimit, nation: Nation | None) -> str:
    """What a line or a limit of the statement is called in a nation."""
    return gettext(shown.titles.get(nation, shown.title) if nation else shown.title)


# By the lines: the most that they can be worth a month, None if no limit is known, and whether that falls as income rises.
Worth = dict[tuple[str, ...], tuple[Decimal | None, bool]]


class Run:
    """One position worked out: the situation, the inputs of the rules, and their values."""

    def __init__(self, book: StatedBook, situation: Situation, inputs: Inputs, values: Values) -> None:
        self.book, self.engine, self.rules, self.statement = book, book.engine, book.rules, book.statement
        self.situation, self.inputs, self.values = situation, inputs, values
        self.left_out: set[tuple[str, int | None]] = set()  # notices about a question whose answer changes nothing here
        self._showing: dict[str, list[tuple[NoticeRule, int | None]]] = {}

    def figures_given(self) -> bool:
        """Whether any figures may be shown at all."""
        return bool(self.values[self.statement.figures])

    @cached_property
    def amounts(self) -> list[tuple[StatementLine, Decimal, Decimal]]:
        """The lines that are not zero: the statement's entry, the exact amount a month in pounds, and that amount rounded to the penny."""
        found = []
        for line in self.statement.lines:
            amount = self.total(line.rule)
            if per_month := pence(amount):
                found.append((line, amount, per_month))
        return found

    def lines_by_id(self) -> dict[str, out.Line]:
        """The lines that are not zero, by name; none if no figures may be shown."""
        return {line.id: line for line in self.lines()} if self.figures_given() else {}

    def per_month(self, names: Iterable[str]) -> dict[str, Decimal]:
        """Amounts of some lines, in pounds a month rounded to the penny; 0 for a line that is not there."""
        amounts = {line.id: per_month for line, _amount, per_month in self.amounts}
        return {name: amounts.get(name, ZERO) for name in names}

    def left_over(self) -> Decimal:
        """What is left over before debts, in pounds a month."""
        return sum((SIGNS.get(line.kind, 0) * per_month for line, _amount, per_month in self.amounts), ZERO)

    def left_over_after_debts(self) -> Decimal:
        """What is left over after debts that are taken off, in pounds a month."""
        return self.left_over() - sum((month for line, _amount, month in self.amounts if line.kind == "debt"), ZERO)

    def total(self, name: str) -> Decimal:
        """A rule's value for the household: the sum, if the rule has a value for each of an entity."""
        value = self.values[name]
        found: Decimal = sum(value, ZERO) if isinstance(value, list) else value
        return found

    def by_adult(self, name: str) -> list[Decimal] | None:
        """A rule's value split by adult, if it belongs to adults or their jobs; None for any other rule."""
        each = self.rules.rules[name].each
        value = self.values[name]
        if each == "adult":
            return list(value)
        if each == "job":
            return [sum((value[job] for job in held), ZERO) for held in self.values.structure.owned["job"]]
        return None

    def lines(self) -> list[out.Line]:
        """The lines that are not zero, each rounded to the penny."""
        found = []
        nobody = [ZERO] * self.values.structure.counts["adult"]
        for line, amount, per_month in self.amounts:
            split = self.by_adult(line.rule)
            found.append(
                out.Line(
                    line.id, line.kind, title_of(line, self.situation.case.nation), per_month, pence(amount * _MONTHS / _WEEKS), pence(amount * _MONTHS),
                    nobody if split is None else _adding_up(split, per_month), rule=line.rule,
                    scheme=self.scheme() if line.scheme else None,
                )
            )  # fmt: skip
        return found

    def source(self, source: Citation | None) -> out.Source | None:
        """The source of a rule. A rule that only applies a council's scheme has the scheme's own document as its source."""
        held = self.inputs.scheme
        if source and held and source.law == self.statement.scheme_law:
            return out.Source(f"{held.law} ({held.name})", held.url)
        return _source(source)

    def scheme(self) -> out.Source | None:
        """The scheme of the council or nation behind a line: its name with the year, its document and the address."""
        held = self.inputs.scheme
        return out.Source(f"{held.council}: {held.name}. {held.law}", held.url) if held else None

    def position(self, with_working: bool) -> out.Position:
        """The Position of the contract, without the ranges that come from open questions."""
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
            universal_credit=self.universal_credit()
            if self.figures_given()
            else out.UniversalCreditStatement("not_covered"),
            working=Entries(self) if with_working and self.figures_given() else None,
        )

    def universal_credit(self) -> out.UniversalCreditStatement:
        """The Universal Credit statement, with the fields that the statement of the rules gives it."""
        made = out.UniversalCreditStatement()
        status = self.rules.rules[self.statement.universal_credit["status"]]
        made.status = status.choices[self.values[status.name]]
        if made.status in self.statement.no_statement_when:
            return made
        for field, name in self.statement.universal_credit.items():
            rule, value = self.rules.rules[name], self.values[name]
            target: out.UniversalCreditStatement | out.UniversalCreditHousing = made
            if field.startswith("housing."):
                target, field = made.housing, field.removeprefix("housing.")
            if rule.value_type != "choice":
                amount = pence(value)
                setattr(target, field, None if field in ("cap_level", "lha_cap") and not amount else amount)
        return made

    def housing_benefit(self) -> out.HousingBenefitStatement:
        """Housing Benefit, with the fields that the statement of the rules gives it."""
        made = out.HousingBenefitStatement()
        for field, name in self.statement.housing_benefit.items():
            value = self.values[name]
            setattr(made, field, value if isinstance(value, bool) else pence(value))
        return made

    # ------------------------------------------------------------------ what is said
    def showing(self, kind: str) -> list[tuple[NoticeRule, int | None]]:
        """The notices of a kind whose condition holds, each with the index of the adult (or other entity) that it is about."""
        if kind not in self._showing:
            self._showing[kind] = list(self._holding(self.rules.notices_of(kind)))
        return self._showing[kind]

    def _holding(self, notices: Iterable[NoticeRule]) -> Iterator[tuple[NoticeRule, int | None]]:
        for notice in notices:
            holds = self.values[notice.when]
            if isinstance(holds, list):
                yield from ((notice, index) for index, yes in enumerate(holds) if yes)
            elif holds:
                yield notice, None

    def held(self, name: str | None, index: int | None) -> bool:
        """Whether a rule or input is true or above nothing: for one entity, or for any of them if the index is None or out of range."""
        if name is None:
            return False
        value = self.values[name]
        return bool(
            (value[index] if index is not None and index < len(value) else any(value))
            if isinstance(value, list)
            else value
        )

    def adult_of(self, notice: NoticeRule, index: int | None) -> int | None:
        """The adult that a notice is about, counted from 1; None if it is about something else."""
        if index is None or notice.each not in ("adult", "job"):
            return None
        return (self.values.structure.owner["job"][index] if notice.each == "job" else index) + 1

    def fill(self, notice: NoticeRule, text: str, index: int | None) -> str:
        """A text of a notice in the language in use, with its braces filled with this household's figures."""
        text, filled = gettext(text), {}
        for label, name in notice.fills.items():
            rule = self.rules.rules[name]
            value = self.values[name]
            if isinstance(value, list):
                value = value[index] if index is not None else sum(value, ZERO)
            filled[label] = say(rule, value)
        return text.format(**filled) if filled else text

    def notices(self, before: Run | None) -> list[out.Notice]:
        """The notices of this position. before: the position now, if this is an option."""
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
                    notice.shown_as, notice.severity, self.adult_of(notice, index), self.fill(notice, notice.title, index),
                    self.fill(notice, notice.text, index), notice.confidence, self.link(notice),
                )
            )  # fmt: skip
        return found

    def link(self, notice: NoticeRule) -> out.Source | None:
        """The source of a notice. The notice about a scheme that the rules do not have links to the council's own page."""
        source, council = _source(notice.source), self.inputs.council
        if source and council and notice.shown_as == self.statement.council_page_of:
            return out.Source(source.law, council.scheme_page)
        return source

    def helps(self, before: Run) -> list[out.Help]:
        """The help that somebody could get in this position and does not get now."""
        return [
            out.Help(
                notice.shown_as,
                self.fill(notice, notice.title, index),
                self.fill(notice, notice.text, index),
                self.worth(notice),
                _source(notice.source),
                notice.confidence,
            )
            for notice, index in _once(self.showing("help"))
            if not before.held(notice.unless_now, index)
        ]

    def lost(self, before: Run) -> list[out.Lost]:
        """The help that somebody has now and would lose in this position."""
        return [
            out.Lost(
                notice.shown_as,
                self.fill(notice, notice.title, index),
                self.worth(notice),
                None,
                self.fill(notice, notice.text, index),
                _source(notice.source),
                notice.confidence,
            )
            for notice, index in _once(self.showing("lost"))
            if not before.held(notice.unless_now, index) and not before.held(notice.when, index)
        ]

    @cached_property
    def missing_worth(self) -> Worth:
        """What the lines that are not covered in this position can be worth."""
        return self._worth_of(lambda notice: notice.missing)

    @cached_property
    def doubtful_worth(self) -> Worth:
        """What the lines that have a figure in this position, but not a sure one, can be worth."""
        return self._worth_of(lambda notice: notice.in_doubt)

    def _worth_of(self, lines_of: Callable[[NoticeRule], tuple[str, ...]]) -> Worth:
        found: Worth = {}
        for notice, index in self._holding(self.rules.notices_about_worth):
            if not (lines := lines_of(notice)):
                continue
            most = None
            if notice.worth_up_to is not None:
                value = self.values[notice.worth_up_to]
                most = pence(value[index or 0] if isinstance(value, list) else value)
            before = found.get(lines, (most, notice.falls_with_income))[0]
            found[lines] = (None if most is None or before is None else max(most, before), notice.falls_with_income)
        return found

    def worth(self, notice: NoticeRule) -> Decimal | None:
        """What a notice says that help is worth, in pounds a year."""
        return pence(self.total(notice.value_per_year)) if notice.value_per_year else None

    def assumptions(self) -> list[out.Assumption]:
        """What this position assumes because the Case does not say it."""
        found = []
        for notice, index in self.showing("assumption"):
            found.append(
                out.Assumption(notice.shown_as, self.path_of(notice, index), self.fill(notice, notice.text, index))
            )
        return found

    def path_of(self, notice: NoticeRule, index: int | None) -> str:
        """The JSON pointer to what a notice is about in the Case."""
        path = notice.path or ""
        if self.situation.option is not None:
            path = path.replace("/options/*", f"/options/{self.situation.option}")
        if index is None:
            return path
        if notice.each == "job":
            return self.inputs.jobs[index].pointer + path.rpartition("*")[2]
        if notice.each == "child":
            return path.replace("/children/*", self.situation.child(self.inputs.children[index]).pointer)
        if notice.each == "adult":
            return path.replace("/adults/*", self.situation.adult(index).pointer)
        return path.replace("*", str(index))


class Entries(out.Working):
    """Every rule behind the lines, in order, with this household's numbers. Entries are made when they are read, because a page shows few."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.steps = Explanation(run.engine, run.values, [line.rule for line in run.statement.lines])
        self._all: list[out.WorkingEntry] | None = None
        self._of: dict[str, list[out.WorkingEntry]] = {}
        self._named: dict[str, dict[str, str]] = {}  # kept because one rule is part of many others

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


def _once(found: Iterable[tuple[NoticeRule, int | None]]) -> Iterator[tuple[NoticeRule, int | None]]:
    """Each notice once, because help and losses belong to the household."""
    seen: set[str] = set()
    for notice, index in found:
        if notice.name not in seen:
            seen.add(notice.name)
            yield notice, index


def _show(rule: Rule, value: Cell | None) -> Shown | list[Shown]:
    """A value of a rule as a result has it: a choice by its name, and a date as a date."""
    return [_shown(rule, part) for part in value] if isinstance(value, list) else _shown(rule, value)


def _shown(rule: Rule, value: Scalar | None) -> Shown:
    if value is None:
        return None
    if rule.value_type == "choice":
        return rule.choices[int(value)]
    if rule.value_type == "date":
        return dt.date.fromordinal(int(value)) if value else None
    return value


def _source(source: Citation | None) -> out.Source | None:
    return out.Source(source.law, source.url) if source else None
