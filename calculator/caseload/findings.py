"""What a report says: its tables and its dividends, made from the sums of a caseload, with small counts hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from calculator.calculator import Calculator
from calculator.caseload import words
from calculator.caseload.assess import Verdict
from calculator.caseload.finances import Dividend, added, dividend, scaled
from calculator.caseload.groups import GROUPS
from calculator.caseload.settings import Settings
from calculator.caseload.tables import (
    ALL,
    OTHER,
    ReportRow,
    ReportTable,
    TableColumn,
    average,
    counted,
    households_column,
    merged,
    percent,
)
from calculator.caseload.tally import BANDS, EFFECTS, VERDICTS, CaseloadTally, Effects, PublicSums
from calculator.contract.record import Number, Record, says
from calculator.contract.result import PublicFinances, RulesUsed
from calculator.i18n.language import gettext

ZERO = Decimal(0)
BODIES = ("uk_government", "scottish_government", "welsh_government", "council")
PARTS = (
    "benefits_saved", "council_tax_reduction_saved", "childcare_paid", "income_tax", "national_insurance",
    "employer_national_insurance", "total",
)  # fmt: skip


@dataclass(slots=True)
class DividendAtHours(Record):
    """The dividend if every participant who starts works so many hours."""

    hours: int = field(metadata=says("Hours a week.", 16))
    dividend: Dividend = field(metadata=says("What is returned against the cost."))


@dataclass(slots=True)
class Findings(Record):
    """What a report says of a caseload. Counts that could identify somebody are hidden, and null."""

    with_view = frozenset({"reform", "cost_of_reform"})

    households: Number | None = field(metadata=says("Households that were worked out.", 1874))
    refused: Number | None = field(metadata=says("Cases that could not be worked out.", 6))
    without_hours: Number | None = field(
        metadata=says("Households whose case has no job that can be worked for other hours.", 0)
    )
    least: int = field(metadata=says("The smallest count that is shown.", 5))
    rules: RulesUsed = field(metadata=says("The rules that were used."))
    tables: list[ReportTable] = field(metadata=says("The tables."))
    dividends: list[DividendAtHours] = field(
        metadata=says("The dividend at each number of hours. Empty if too few households are known.")
    )
    reform: str | None = field(
        default=None, metadata=says("The rules that are compared with those in force, by name.", "taper-50")
    )
    cost_of_reform: Number | None = field(
        default=None, metadata=says("What the other rules cost public money.", 2100000000.0, unit="pounds a year")
    )

    def table(self, name: str) -> ReportTable | None:
        """A table by its name."""
        return next((each for each in self.tables if each.id == name), None)


class _Making:
    """Makes the tables of one report."""

    def __init__(self, tally: CaseloadTally, calculator: Calculator, settings: Settings) -> None:
        self.tally, self.calculator, self.settings = tally, calculator, settings
        self.least, self.main = settings.least, settings.main
        self.told_at_main: frozenset[int] = frozenset()

    # ------------------------------------------------------------------ better or worse
    def better_off(self) -> ReportTable:
        """How many are better off at each number of hours."""
        hours = self.settings.hours
        rows: dict[str, list[int]] = {
            verdict: [self.tally.verdicts[each][verdict] for each in hours] for verdict in VERDICTS
        }
        made, _ = counted(rows, self.least, row_totals=False)
        by_hours = [[row[place] for _, row in made] for place in range(len(hours))]
        main = by_hours[hours.index(self.main)]
        self.told_at_main = frozenset(place for place, value in enumerate(main) if value is not None)
        columns = [*(TableColumn(words.name(each), "households") for each in VERDICTS), households_column()]
        columns.append(TableColumn(gettext("Average change a month"), "pounds"))
        shown = []
        for each, values in zip(hours, by_hours, strict=True):
            number = self.tally.verdicts[each].total()
            mean = average(self.tally.changes[each], number) if number >= self.least else None
            shown.append(ReportRow(words.hours_said(each), [*values, mean]))
        text = gettext(
            "Each household is counted once in each row, against now. About the same is less than £5 a month either way. It depends "
            "where help that is not worked out, such as a council's own reduction, decides."
        )
        return ReportTable(
            "better_off",
            gettext("Better off, about the same and worse off"),
            text,
            gettext("Hours a week"),
            columns,
            shown,
        )

    def by_group(self, group: str) -> ReportTable:
        """The same at one number of hours, by a group."""
        counts = self._merged(
            {name: [each[verdict] for verdict in VERDICTS] for name, each in self.tally.by_group[group].items()}
        )
        made, _ = counted(counts, self.least, told=self.told_at_main)
        columns = [*(TableColumn(words.name(each), "households") for each in VERDICTS), households_column()]
        rows = [ReportRow(self.title(group, name), values) for name, values in made]
        title = gettext("%(group)s, at %(hours)s") % {
            "group": gettext(words.GROUP_TITLES[group]),
            "hours": words.hours_said(self.main),
        }
        return ReportTable(f"by_{group}", title, "", gettext(words.GROUP_HEADS[group]), columns, rows)

    def divides(
        self, groups: Mapping[str, Counter[Verdict]] | Mapping[str, Effects] | Mapping[str, PublicSums]
    ) -> bool:
        """Whether more than one group has enough households for a row of its own, so that a table says more than its last row."""
        sizes = {name: each.total() if isinstance(each, Counter) else each.households for name, each in groups.items()}
        return len(set(merged(sizes, self.least).values())) > 1

    def _merged(self, counts: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
        """The rows of a group, with those of few households together, the largest first."""
        into = merged({name: sum(row) for name, row in counts.items()}, self.least)
        rows: dict[str, list[int]] = {}
        for name in sorted(counts, key=lambda each: (into[each] == OTHER, -sum(counts[each]), each)):
            held = rows.setdefault(into[name], [0] * len(counts[name]))
            rows[into[name]] = [one + other for one, other in zip(held, counts[name], strict=True)]
        return rows

    def title(self, group: str, name: str) -> str:
        """What a row of a group is called."""
        if group == "council" and name not in ("", ALL, OTHER):
            council = self.calculator.councils.register.find(name)
            return council.name if council else name
        return words.name(name)

    # ------------------------------------------------------------------ cliffs and rates
    def cliffs(self) -> ReportTable:
        """Where a little more work leaves less, and the rule behind it."""
        found = self.tally.cliffs
        into = merged({rule: each.households for rule, each in found.items()}, self.least)
        sums: dict[str, tuple[int, Decimal, Decimal]] = {}
        for rule, each in sorted(found.items(), key=lambda pair: (into[pair[0]] == OTHER, -pair[1].loss, pair[0])):
            number, loss, hours = sums.get(into[rule], (0, ZERO, ZERO))
            sums[into[rule]] = number + each.households, loss + each.loss, hours + each.hours
        without = sum(self.tally.verdicts[self.main].values()) - sum(each.households for each in found.values())
        made, silent = counted(
            {**{rule: [each[0]] for rule, each in sums.items()}, "": [without]}, self.least, row_totals=False
        )
        rows = []
        for rule, values in made:
            number, loss, hours = sums.get(rule, (0, ZERO, ZERO))
            tell = rule in sums and rule not in silent
            means: list[Number | str | None] = ["", ""]
            if rule in sums:
                means = [average(loss, number) if tell else None, average(hours, number) if tell else None]
            rows.append(ReportRow(self._cliff_title(rule), [*self._law(rule), values[0], *means]))
        columns = [
            TableColumn(gettext("Rule"), "text"),
            TableColumn(gettext("Law"), "text"),
            TableColumn(gettext("Households"), "households"),
            TableColumn(gettext("Average loss a month"), "pounds"),
            TableColumn(gettext("Average hours at which it comes"), "hours"),
        ]
        text = gettext(
            "For each household, the deepest fall of £10 a month or more from one tenth of an hour to the next, up to 45 hours a week."
        )
        return ReportTable(
            "cliffs",
            gettext("The worst cliffs, and the rule behind each"),
            text,
            gettext("What is lost"),
            columns,
            rows,
        )

    def _cliff_title(self, rule: str) -> str:
        if rule in (ALL, OTHER):
            return words.name(rule)
        line = self.tally.cliffs[rule].line if rule else ""
        titles = {each.id: each.title for each in self.calculator.statement.lines}
        return gettext(titles[line]) if line else gettext("No cliff")

    def _law(self, rule: str) -> list[Number | str | None]:
        held = self.calculator.book.rules.rules.get(rule)
        return [rule, held.source.law or ""] if held and held.source else ["", ""]

    def rates(self, kind: str) -> ReportTable:
        """How rates are spread, by the rules in force and by the others."""
        hours = self.settings.hours
        marginal = kind == "marginal_rates"
        before = self.tally.marginal if marginal else self.tally.participation
        after = self.tally.marginal_after if marginal else self.tally.participation_after
        compared = bool(self.tally.effects.households)
        held = [before[each] for each in hours] + ([after[each] for each in hours] if compared else [])
        rows = {str(place): [each[place] for each in held] for place in range(len(BANDS) + 1)}
        made, _ = counted(rows, self.least, row_totals=False)
        columns = [households_column(words.hours_said(each)) for each in hours]
        if compared:
            reformed = [gettext("%(hours)s, other rules") % {"hours": words.hours_said(each)} for each in hours]
            columns += [households_column(each) for each in reformed]
        shown = [ReportRow(words.name(ALL) if name == ALL else words.band(int(name)), values) for name, values in made]
        if marginal:
            title, text = (
                gettext("Effective marginal rates"),
                gettext(
                    "The share of the next pound of pay that goes in tax, National Insurance, benefits and other help."
                ),
            )
        else:
            title, text = (
                gettext("Participation tax rates"),
                gettext(
                    "The share of all the pay from a job that goes in this way, and in costs of working and childcare."
                ),
            )
        return ReportTable(kind, title, text, gettext("Rate"), columns, shown)

    # ------------------------------------------------------------------ public money
    def public_money(self) -> ReportTable:
        """What a participant in work returns to public money in a full year, and to whom."""
        hours = self.settings.hours
        rows = []
        for part in (*PARTS, *BODIES):
            values: list[Number | str | None] = []
            for each in hours:
                money = self.tally.money[each]
                total = money.public.by_body[part] if part in BODIES else getattr(money.public, part)
                values.append(average(total, money.households) if money.households >= self.least else None)
            rows.append(ReportRow(words.name(part) if part != "council" else gettext(words.COUNCILS), values))
        text = gettext(
            "The average of a household over a full year in work, against now. The last rows say who gets it."
        )
        columns = [TableColumn(words.hours_said(each), "pounds") for each in hours]
        return ReportTable(
            "public_money", gettext("What comes back to public money"), text, gettext("Part"), columns, rows
        )

    def by_council(self) -> ReportTable:
        """The dividend by council, at one number of hours and over the time in work."""
        found = self.tally.by_council
        into = merged({code: each.households for code, each in found.items()}, self.least)
        together: dict[str, PublicSums] = {}
        for code in sorted(found, key=lambda each: (into[each] == OTHER, -found[each].households, each)):
            held = together.setdefault(into[code], PublicSums())
            held.households += found[code].households
            held.public = _sum(held, found[code])
        made, silent = counted(
            {code: [each.households] for code, each in together.items()}, self.least, row_totals=False
        )
        whole = self.tally.money[self.main]
        share = self.settings.programme.part_of_year
        rows = []
        for code, values in made:
            money = whole if code == ALL else together[code]
            each = scaled(money.public, share)
            amounts = [each.total, *(each.by_body[body] for body in BODIES)]
            means = [None if code in silent else average(amount, money.households) for amount in amounts]
            rows.append(ReportRow(self.title("council", code), [values[0], *means]))
        columns = [households_column(gettext("Households")), TableColumn(words.name("total"), "pounds")]
        columns += [
            TableColumn(words.name(body) if body != "council" else gettext("The council"), "pounds") for body in BODIES
        ]
        title = gettext("The dividend by council, at %(hours)s") % {"hours": words.hours_said(self.main)}
        text = gettext("The average of a participant in the first year, over the time in work.")
        return ReportTable("dividend_by_council", title, text, gettext("Council"), columns, rows)

    def councils_missing(self) -> ReportTable:
        """The councils whose own reduction is not in the rules."""
        found = self.tally.councils_missing
        into = merged(dict(found), self.least)
        rows: dict[str, list[int]] = {}
        for code in sorted(found, key=lambda each: (into[each] == OTHER, -found[each], each)):
            rows[into[code]] = [rows.get(into[code], [0])[0] + found[code]]
        made, _ = counted(rows, self.least, row_totals=False)
        shown = [ReportRow(self.title("council", code), values) for code, values in made]
        text = gettext("The figures of these households leave their council tax reduction out.")
        title = gettext("Councils whose council tax reduction is not worked out")
        return ReportTable(
            "councils_missing", title, text, gettext("Council"), [households_column(gettext("Households"))], shown
        )

    def counselling(self) -> ReportTable:
        """How often each step of benefits counselling was taken."""
        held = self.tally.counselling
        rows = []
        for step, number in held.steps.items():
            small = 0 < number < self.least or 0 < held.records - number < self.least
            values: list[Number | str | None] = [None, None]
            if not small and held.records >= self.least:
                values = [Decimal(number), percent(number, held.records)]
            rows.append(ReportRow(words.name(step), values))
        shown = Decimal(held.records) if held.records >= self.least else None
        rows.append(ReportRow(gettext("All records"), [shown, None if shown is None else Decimal(100)]))
        columns = [TableColumn(gettext("Records"), "households"), TableColumn(gettext("Share"), "percent")]
        return ReportTable(
            "counselling",
            gettext("Benefits counselling"),
            gettext("What the counselling records have."),
            gettext("Step"),
            columns,
            rows,
        )

    # ------------------------------------------------------------------ other rules
    def reform(self, group: str) -> ReportTable:
        """Who gains and loses by other rules, by a group."""
        found = self.tally.effects_by_group[group]
        counts = {name: [each.counts[effect] for effect in EFFECTS] for name, each in found.items()}
        into = merged({name: sum(row) for name, row in counts.items()}, self.least)
        made, silent = counted(self._merged(counts), self.least, told=self._told_effects())
        rows = []
        for name, values in made:
            held = [each for key, each in found.items() if name in (ALL, into[key])]
            rows.append(ReportRow(self.title(group, name), [*values, *self._sums(held, name in silent)]))
        title = gettext("Who gains and who loses: %(group)s") % {"group": gettext(words.GROUP_TITLES[group])}
        return ReportTable(
            f"reform_by_{group}", title, "", gettext(words.GROUP_HEADS[group]), self._reform_columns(), rows
        )

    def reform_by_income(self) -> ReportTable:
        """Who gains and loses, by tenths of the caseload's income."""
        tenths = self.tally.tenths()
        counts = {str(place): [each.counts[effect] for effect in EFFECTS] for place, each in enumerate(tenths)}
        made, silent = counted(counts, self.least, told=self._told_effects())
        rows = []
        for name, values in made:
            held = tenths if name == ALL else [tenths[int(name)]]
            title = words.name(ALL) if name == ALL else str(int(name) + 1)
            rows.append(ReportRow(title, [*values, *self._sums(held, name in silent)]))
        text = gettext(
            "The first tenth has the lowest income after tax for the size of the household, among these households."
        )
        title = gettext("Who gains and who loses: by tenths of income")
        return ReportTable("reform_by_income", title, text, gettext("Tenth"), self._reform_columns(), rows)

    def _reform_columns(self) -> list[TableColumn]:
        columns = [*(TableColumn(words.name(each), "households") for each in EFFECTS), households_column()]
        columns.append(TableColumn(gettext("Average change a month"), "pounds"))
        return [*columns, TableColumn(gettext("Cost a year"), "pounds")]

    def _told_effects(self) -> frozenset[int]:
        """The columns of all households that may be shown: the same in every table of gains and losses."""
        effects = self.tally.effects
        made, _ = counted({each: [effects.counts[each]] for each in EFFECTS}, self.least, row_totals=False)
        return frozenset(place for place, (_, values) in enumerate(made) if values[0] is not None)

    def _sums(self, held: Sequence[Effects], silent: bool) -> list[Number | str | None]:
        number = sum(each.households for each in held)
        if silent or number < self.least:
            return [None, None]
        gain, cost = sum((each.gain for each in held), ZERO), sum((each.public for each in held), ZERO)
        return [average(gain, number), cost * self.scale]

    @property
    def scale(self) -> Decimal:
        """How many real households each stands for."""
        if self.settings.households is None or not self.tally.households:
            return Decimal(1)
        return Decimal(self.settings.households) / self.tally.households


def _sum(held: PublicSums, more: PublicSums) -> PublicFinances:
    return added([held.public, more.public])


def findings(tally: CaseloadTally, calculator: Calculator, settings: Settings, reform: str | None = None) -> Findings:
    """What a report says. reform: the name of the rules that households were compared by."""
    making, compared = _Making(tally, calculator, settings), bool(tally.effects.households)
    tables: list[ReportTable] = []
    dividends: list[DividendAtHours] = []
    if sum(tally.verdicts[settings.main].values()) >= settings.least:
        tables.append(making.better_off())
        tables += [making.by_group(group) for group in GROUPS if making.divides(tally.by_group[group])]
        tables.append(making.cliffs())
        tables += [making.rates("marginal_rates"), making.rates("participation_rates")]
        tables.append(making.public_money())
        if making.divides(tally.by_council):
            tables.append(making.by_council())
        for each in settings.hours:
            money = tally.money[each]
            dividends.append(DividendAtHours(each, dividend(money.public, money.households, settings.programme)))
    if tally.councils_missing.total() >= settings.least:
        tables.append(making.councils_missing())
    if tally.counselling.records:
        tables.append(making.counselling())
    if compared and tally.effects.households >= settings.least:
        tables += [making.reform(group) for group in GROUPS if making.divides(tally.effects_by_group[group])]
        tables.append(making.reform_by_income())
    cost = sum((each.public for each in tally.effects_by_group["nation"].values()), ZERO) * making.scale
    return Findings(
        households=_shown(tally.households, settings.least),
        refused=_shown(tally.refused, settings.least),
        without_hours=_shown(tally.without_hours, settings.least),
        least=settings.least,
        rules=rules_used(calculator),
        tables=tables,
        dividends=dividends,
        reform=reform,
        cost_of_reform=cost if compared and tally.effects.households >= settings.least else None,
    )


def rules_used(calculator: Calculator) -> RulesUsed:
    """The rules in force that a caseload was worked out with."""
    rules = calculator.book.rules
    return RulesUsed(calculator.last, calculator.statement.version, rules.fingerprint, list(rules.amendments))


def _shown(count: int, least: int) -> Decimal | None:
    return None if 0 < count < least else Decimal(count)
