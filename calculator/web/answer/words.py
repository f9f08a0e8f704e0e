"""What a page says about a result in sentences: the answer, what it depends on, and what other hours would do."""

from decimal import Decimal
from functools import cached_property

from calculator import compare
from calculator.compare import Answer, Row
from calculator.contract.case import Case, Option
from calculator.contract.result import Help, Line, Notice, OptionResult, Position, Result
from calculator.web.answer.common_questions import CommonQuestion, asked
from calculator.web.answer.glossary import GlossaryWord, words_of
from calculator.web.answer.hours_words import limits, other_hours
from calculator.web.answer.names import OPEN_ANSWERS, line_names, listed, row_ranges, row_title
from calculator.web.answer.picture import Picture, This, picture
from calculator.web.answer.working import Step, Workings
from calculator.web.format import Formats, Number
from calculator.web.language import _

HELP_FIRST = 3  # how much help is shown at once; the rest is folded away, and printed


class Told:
    """The sentences about one option of a result."""

    def __init__(self, result: Result, case: Case, number: int, formats: Formats) -> None:
        self.result, self.case, self.formats = result, case, formats
        self.option: OptionResult = result.options[number]
        self.chosen: Option = case.options[number]
        self.before = compare.compared_with(result)
        self.answer: Answer = compare.answer(result, self.option)
        self.groups = compare.groups(self.before, self.option.position)
        self.job = self.chosen.job.settled if self.chosen.job is not None else None
        shown = [row.rule for group in self.groups for row in group.rows if row.rule]
        self._then = Workings(self.option.position, formats, shown)
        self._now = Workings(self.before, formats, shown)

    def steps(self, row: Row) -> list[Step]:
        """The working of a line in the choice, or in what it is compared with if only that has the line."""
        first, second = (self._now, self._then) if row.now and not row.then else (self._then, self._now)
        return first.steps(row.rule) or second.steps(row.rule)

    @property
    def schemes(self) -> list[Line]:
        """The lines that come from a council's own scheme. The page names the scheme beside them."""
        lines = {line.id: line for line in (*self.before.lines, *self.option.position.lines) if line.scheme}
        return list(lines.values())

    @property
    def words(self) -> list[GlossaryWord]:
        """The words that come up in the rows of this answer."""
        return words_of({row.id for group in self.groups for row in group.rows})

    @property
    def caption(self) -> str:
        """The name of the choice and its hours and pay."""
        job = self.job
        parts = []
        if job is not None and job.hours_per_week is not None:
            parts.append(_("%(hours)s a week") % {"hours": self.formats.hours(job.hours_per_week)})
        if job is not None and job.pay is not None and job.pay.per == "hour":
            parts.append(_("%(pay)s an hour") % {"pay": self.formats.pounds(job.pay.amount)})
        if job is not None and self.chosen.job is not job:
            parts.append(_("once all its changes are made"))
        return f"{self.chosen.name}: {', '.join(parts)}" if parts else self.chosen.name

    @property
    def column(self) -> str:
        return {"job": _("In the job"), "none": _("Without work"), "as_now": _("As now")}[self.chosen.work_done]

    @cached_property
    def columns(self) -> tuple[str, str]:
        """The headings of the two columns."""
        return _("Now") if self.case.compare_with == "now" else self.case.compare_with, self.column

    def depends_on(self, row: Row) -> str:
        """The open answers that a figure depends on, in words."""
        ends = {compare.HANGS_ON[row.id].rpartition("/")[2]} if row.id in compare.HANGS_ON else set()
        ends |= {
            pointer.rpartition("/")[2]
            for position in (self.before, self.option.position)
            for line in position.lines
            if line.id == row.id or (line.id == "universal_credit" and row.id in ("award", "paid"))
            for pointer in line.depends_on
        }
        named = [say() for end, say in OPEN_ANSWERS.items() if end in ends and row.confidence == "depends"]
        return _("Depends on %(these)s") % {"these": listed(named)} if named else ""

    def whose(self, row: Row) -> str:
        """In a couple, whose money a line is. Empty for a line of the whole household."""
        if len(self.result.case["adults"]) < 2:
            return ""
        if row.id == "award":
            return _("One payment for you both")
        now, then = row.by_adult
        mine, theirs = (any(each[place] for each in row.by_adult if each) for place in (0, 1))
        if mine and theirs:
            given = {
                name: self.formats.pounds(amount)
                for name, amount in zip(("mine", "theirs"), then if any(then) else now, strict=True)
            }
            return _("You %(mine)s, your partner %(theirs)s") % given
        return _("Yours") if mine else _("Your partner’s") if theirs else ""

    def ranges(self, row: Row) -> list[str]:
        return row_ranges(row, self.columns, self.formats)

    @property
    def may_end(self) -> bool:
        """Whether it is a job with no last day."""
        return self.chosen.work_done == "job" and self.chosen.ends is None

    @cached_property
    def compared(self) -> str:
        return _("now") if self.case.compare_with == "now" else f"“{self.case.compare_with}”"

    @property
    def notices(self) -> list[Notice]:
        """The notices about the choice, and then those about how things are now."""
        own = {each.id for each in self.option.notices}
        return [*self.option.notices, *(each for each in self.result.notices if each.id not in own)]

    @cached_property
    def heading(self) -> str:
        """The answer in one sentence, with the same shape for more and for less."""
        found = self.answer
        given = {
            "work": {
                "job": _("With this job"),
                "none": _("Without paid work"),
                "as_now": _("With work as it is now"),
            }[self.chosen.work_done],
            "than": self.compared,
        }
        if found.change is None:
            return _("We cannot say what the difference would be")
        if found.as_range:
            return self._heading_between(given, *found.as_range)
        given["money"] = self._money(abs(found.change))
        if found.by_year:
            return self._heading_of_year(given)
        if found.direction == "same":
            return _("%(work)s you would have about the same each month as %(than)s") % given
        if found.direction == "more":
            return _("%(work)s you would have about %(money)s a month more than %(than)s") % given
        return _("%(work)s you would have about %(money)s a month less than %(than)s") % given

    def _heading_of_year(self, given: dict[str, str]) -> str:
        """The answer as an average, for months that are not alike."""
        if self.answer.direction == "same":
            return _("%(work)s you would have about the same as %(than)s, on average over the first year") % given
        if self.answer.direction == "more":
            return (
                _("%(work)s you would have about %(money)s a month more than %(than)s, on average over the first year")
                % given
            )
        return (
            _("%(work)s you would have about %(money)s a month less than %(than)s, on average over the first year")
            % given
        )

    def _heading_between(self, given: dict[str, str], low: Decimal, high: Decimal) -> str:
        """The answer as a range, for an answer that may be more or less, or that leaves something out."""
        given = {**given, "low": self._money(abs(low)), "high": self._money(abs(high))}
        if low < 0 < high:
            return _("%(work)s you could have from %(low)s a month less to %(high)s more than %(than)s") % given
        if high <= 0:
            return _("%(work)s you would have from %(high)s to %(low)s a month less than %(than)s") % given
        return _("%(work)s you would have from %(low)s to %(high)s a month more than %(than)s") % given

    @property
    def lead(self) -> str:
        """What the figure counts, and how Universal Credit would change."""
        if self.answer.change is None:
            return " ".join(
                [
                    _("Something here is not worked out, and a figure without it could mislead."),
                    _("The list below says what it is, and who can help."),
                ]
            )
        sentences = []
        costs = line_names(line.id for line in compare.costs(self.option.position))
        if costs:
            sentences.append(_("That is what is left after %(costs)s.") % {"costs": listed(costs)})
        if self.single_months:
            return " ".join(
                [*sentences, _("It is not the same in every month: %(months)s.") % {"months": self.single_months}]
            )
        if self.answer.between is not None and self._award_depends:
            return " ".join(sentences)
        change = compare.universal_credit_change(self.before, self.option.position)
        after = self.option.position.universal_credit
        given = {"money": self._money(abs(change))}
        if change > 0 and self.newly_claimed:
            sentences.append(_("About %(money)s of it is Universal Credit, which you do not get now.") % given)
            sentences.append(_("You may be able to claim it without this change too.") % given)
        elif change and not after.award:
            sentences.append(_("Your Universal Credit would go down by %(money)s a month, to nothing.") % given)
        elif change < 0:
            sentences.append(_("Your Universal Credit would go down by about %(money)s a month.") % given)
        elif change > 0:
            sentences.append(_("Your Universal Credit would go up by about %(money)s a month.") % given)
        return " ".join(sentences)

    @property
    def _award_depends(self) -> bool:
        """Whether Universal Credit depends on something that is not known, now or then."""
        return any(
            line.range
            for position in (self.before, self.option.position)
            for line in position.lines
            if line.id == "universal_credit"
        )

    @property
    def newly_claimed(self) -> bool:
        """Whether Universal Credit is part of the choice but is not claimed now."""
        after = self.option.position.universal_credit
        return self.before.universal_credit.status == "not_claimed" and after.status != "not_claimed"

    def _money(self, amount: Number) -> str:
        return self.formats.whole_pounds(amount)

    def amount(self, amount: Decimal, between: compare.Range | None, whole: bool = False) -> str:
        """An amount, or its range if it depends on something that is not known."""
        shown = self.formats.whole_pounds if whole else self.formats.pounds
        low, high = map(shown, between or (amount, amount))
        return low if low == high else _("from %(low)s to %(high)s") % {"low": low, "high": high}

    def span(self, amount: Decimal, between: compare.Range | None, whole: bool = False) -> str:
        """An amount for a narrow column, or its two ends if it depends on something that is not known."""
        low, high = map(self.formats.whole_pounds if whole else self.formats.pounds, between or (amount, amount))
        return low if low == high else f"{low} – {high}"

    def difference(self, row: Row) -> str:
        """The change of a line; of the last ones, what the answer gives. A change that is not settled is no figure."""
        if row.kind == "total" and self.answer.as_range and not self.answer.by_year:
            return self.formats.answer(self.answer, whole=False)
        return _("depends") if row.change_depends else self.formats.more_or_less(row.change)

    def award_of(self, position: Position) -> str:
        """The Universal Credit of a position in whole pounds, or its range."""
        return self.span(position.universal_credit.award, compare.award_range(position), whole=True)

    def left_of(self, position: Position) -> str:
        """What a position leaves over before debts in whole pounds, or its range."""
        return self.span(position.left_over_before_debts, position.left_over_range, whole=True)

    @cached_property
    def dated(self) -> str:
        """What figures that have a date rest on, if something is not known; empty if all is settled. They follow one of the possible answers."""
        if not self.open_answers:
            return ""
        given = {
            "these": listed(self.open_answers),
            "award": self.amount(compare.ZERO, compare.award_range(self.option.position)),
        }
        said = [_("We do not know %(these)s. Figures with a date follow one possible answer.") % given]
        if compare.award_range(self.option.position):
            said.append(_("In a usual month Universal Credit could be %(award)s.") % given)
        if self.answer.between:
            said.append(_("The difference lies %(range)s.") % {"range": self.between})
        return " ".join(said)

    def adds_up(self, row: Row) -> list[Row]:
        """The lines that a sum or total is made of."""
        return compare.addends(self.groups, row) if row.kind != "line" and not self.steps(row) else []

    @cached_property
    def left_between(self) -> tuple[str, str]:
        """The range of what is left over, now and then, if it depends on something that is not known."""

        def said(found: compare.Range | None) -> str:
            return self.amount(compare.ZERO, found, whole=True) if found and found[0] != found[1] else ""

        if self.answer.by_year:
            return "", ""  # the ranges are those of a usual month
        return said(self.before.left_over_range), said(self.option.position.left_over_range)

    @property
    def figures(self) -> tuple[str, str, str]:
        """Now, then and the difference, or their ranges. They are in pence if whole pounds would not add up."""
        found = self.answer
        now, then = self.left_between
        pence = found.show_pence and found.between is None and not now and not then
        shown = self.formats.pounds if pence else self.formats.whole_pounds
        return now or shown(found.now), then or shown(found.then), self.formats.answer(found, whole=not pence)

    @property
    def left_depends_on(self) -> str:
        """What the figures for now and then depend on that is not known, if they have ranges."""
        return listed(self.open_answers) if any(self.left_between) else ""

    @property
    def single_months(self) -> str:
        """The lowest and the highest month, if the answer is an average of months that are not alike."""
        if self.answer.months is None:
            return ""
        low, high = (self.formats.more_or_less(each, whole=True) for each in self.answer.months)
        return _("from %(low)s to %(high)s in a single month") % {"low": low, "high": high}

    @property
    def each_month(self) -> str:
        """What kind of month the figures are for."""
        return _("a month, on average") if self.answer.by_year else _("a month")

    @cached_property
    def before_debts(self) -> bool:
        """Whether debts are taken from what is left over, so that the figures are not the last ones of the table."""
        return any(line.kind == "debt" for position in (self.before, self.option.position) for line in position.lines)

    @property
    def left_titles(self) -> tuple[str, str]:
        """What the figures for now and then are called. They are before debts, so that a loan that is paid back looks like no loss."""
        if self.case.compare_with != "now":
            now = _("Left over with %(other)s, before debts") if self.before_debts else _("Left over with %(other)s")
            return now % {"other": self.compared}, _("Left over then, before debts") if self.before_debts else _(
                "Left over then"
            )
        if self.before_debts:
            return _("Left over now, before debts"), _("Left over then, before debts")
        return _("Left over now"), _("Left over then")

    @cached_property
    def between(self) -> str:
        """The range of the difference, and why there is one."""
        if self.answer.between is None:
            return ""
        low, high = (self.formats.more_or_less(each, whole=True) for each in self.answer.between)
        why = [*(_("the %(line)s") % {"line": name} for name in line_names(self.missing)), *self.open_answers]
        text = _("between %(low)s and %(high)s") % {"low": low, "high": high}
        return _("%(range)s, as we do not know %(why)s") % {"range": text, "why": listed(why)} if why else text

    @property
    def missing(self) -> tuple[str, ...]:
        """The lines that the figures are without."""
        return self.answer.missing

    @cached_property
    def open_answers(self) -> list[str]:
        ends = {
            pointer.rpartition("/")[2]
            for position in (self.before, self.option.position)
            for line in position.lines
            for pointer in line.depends_on
        }
        return [say() for end, say in OPEN_ANSWERS.items() if end in ends]

    @property
    def moves(self) -> list[str]:
        """What is not known and moves the answer, the furthest first, with how far: what to ask first."""
        said = []
        for each in self.option.moved_by or []:
            end = each.path.rpartition("/")[2]
            what = (
                OPEN_ANSWERS[end]() if end in OPEN_ANSWERS else listed(line_names(each.lines)) or end.replace("_", " ")
            )
            given = {
                "what": what[:1].upper() + what[1:],
                "low": self.formats.more_or_less(each.lowest, True),
                "high": self.formats.more_or_less(each.highest, True),
                "width": self.formats.whole_pounds(each.highest - each.lowest),
            }
            said.append(_("%(what)s: moves the answer by %(width)s a month, from %(low)s to %(high)s.") % given)
        return said

    @property
    def of_each_pound(self) -> str:
        option = self.option
        kept = option.kept_per_pound
        if (
            kept is None
            or self.answer.change is None
            or kept > 1
            or self.newly_claimed
            or self.missing
            or self.answer.by_year
        ):
            return ""  # something besides pay changes, so a share of the pay would mislead
        said = []
        if kept >= Decimal("0.995"):
            said.append(_("You would keep all of the extra pay."))
        elif kept > 0:
            said.append(
                _("Of each £1 of extra pay you would keep about %(pence)s, after all of the above.")
                % {"pence": self.formats.pence_of_a_pound(kept)}
            )
        if option.better_off_per_hour is not None and option.better_off_per_hour > 0:
            said.append(
                _("That is about %(money)s for each extra hour of work.")
                % {"money": self.formats.pounds(option.better_off_per_hour)}
            )
        return " ".join(said)

    @cached_property
    def hours(self) -> list[str]:
        """Other numbers of hours at this pay."""
        return other_hours(self.option, self.formats)

    @cached_property
    def picture(self) -> Picture | None:
        """The picture of what every number of hours at this pay would leave."""
        view, after = self.option.hours, self.option.position
        if view is None:
            return None
        this = None
        if self.job is not None and self.job.hours_per_week is not None:
            this = This(self.job.hours_per_week, after.left_over_before_debts, after.universal_credit.award)
        return picture(view, self.before.left_over_before_debts, this, self.compared, self.formats)

    @cached_property
    def limits(self) -> list[tuple[str, str]]:
        """What is kept up to so many hours, and up to how many."""
        return limits(self.option, self.formats)

    @property
    def help(self) -> tuple[list[Help], list[Help], list[Help]]:
        """The help to show first, then other help that rules give, and other help that somebody decides case by case."""
        ranked = sorted(self.option.help, key=lambda each: (-(each.value_per_year or 0), each.confidence != "settled"))
        first, rest = ranked[:HELP_FIRST], ranked[HELP_FIRST:]
        return (
            first,
            [each for each in rest if each.confidence == "settled"],
            [each for each in rest if each.confidence != "settled"],
        )

    @property
    def asked(self) -> list[CommonQuestion]:
        """What people often ask, with what this answer says about it."""
        limits = dict(zip((limit.id for limit in self.option.limits), self.limits, strict=True))
        lines = {line.id for position in (self.before, self.option.position) for line in position.lines}
        return asked(self.option, limits, self.before_debts, self.result.assumptions, lines)

    @cached_property
    def stays(self) -> list[tuple[str, str]]:
        """What would stay the same, with names and amounts."""
        return [
            (row_title(row)[0], _("%(money)s a month") % {"money": self.amount(row.then, row.ranges[1])})
            for row in compare.kept(self.before, self.option.position)
        ]
