"""The year after a job begins as dated money: payments, months, checkpoints, the lowest day, what to do when, and what-ifs.

All amounts come from the ledger (ledger.py); here they are put in order, set beside the year as now, and said in the words of
rules/result.yaml.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from calculator import result as out
from calculator.case import Option, PaydayOf, Sick, WhatIf
from calculator.inputs import ZERO, monthly
from calculator.language import day_said, gettext
from calculator.ledger import DAY, WEEK, Books, Period, Stint, World, add_months, later_hours
from calculator.position import Run, pence, title_of
from calculator.transition.banking import paid_by

_CHECKPOINTS = (6, 13, 26, 52)
_DAYS = {"week": 7, "two_weeks": 14, "four_weeks": 28}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Weekly money in a year of 52 weeks, as the contract's months have it.
_DAYS_OF_YEAR = 364
_DAYS_IN_YEAR = 365
# Benefits whose next payday an adult can give with them.
_OWN_PAYDAY = ("new_style_esa", "new_style_jsa")
# What comes before a job that starts a long time from now is not shown.
_BEFORE = dt.timedelta(days=183)
# Actions for the sake of a job hang on these.
_OF_THE_JOB = ("starts", "first_payday", "two_paydays", "claim")
_TWICE = dt.timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money on a day: above nothing it comes in."""

    date: dt.date
    line: str
    amount: Decimal
    kind: str
    title: str
    note: str | None = None
    adult: int | None = None
    job: str | None = None


class Year:
    """One world worked out to a last day."""

    def __init__(self, books: Books, world: World, last: dt.date, starts: dt.date) -> None:
        self.books, self.world, self.last, self.starts = books, world, last, starts
        self.first = max(books.case.date, starts - _BEFORE)
        self.words = books.said("words")
        self.lines = {line["id"]: line for line in books.statement["lines"]}
        self.periods: list[Period] = books.periods(world, last, self.first)
        self.payments = sorted(self._payments(), key=lambda each: (each.date, -each.amount))

    def net(self, first: dt.date, last: dt.date) -> Decimal:
        return sum((each.amount for each in self.payments if first <= each.date <= last), ZERO)

    # ------------------------------------------------------------------ payments
    def _payments(self) -> Iterator[Payment]:
        yield from self._pay()
        yield from self._universal_credit()
        given = self.books.case.paydays
        for line, cycle in self.books.plan["payments"].items():
            if line == "council_tax" and not (given and given.council_tax):
                yield from self._instalments(self.lines[line])
            else:
                yield from self._line(line, cycle)
        yield from self._profit()

    def _pay(self) -> Iterator[Payment]:
        words = self.words
        for stint in self.world.stints:
            name = stint.place.job.name
            title = words["payday"].format(job=name) if name else words["payday_unnamed"]
            for pay in self.books.pays(stint, self.last + 40 * DAY):
                if not self.first <= pay.date <= self.last or not pay.received:
                    continue
                said = [words["taken"].format(gross=_money(pay.gross))] if pay.gross != pay.received else []
                if pay.sick:
                    said.append(words["sick"])
                elif pay.part:
                    said.append(words["part"])
                if pay.tax < 0:
                    said.append(words["refund"].format(tax=_money(-pay.tax)))
                note = " ".join(said) or None
                pointer = stint.place.pointer
                yield Payment(pay.date, "pay", pay.received, "payday", title, note, stint.adult + 1, pointer)

    def _universal_credit(self) -> Iterator[Payment]:
        words, account = self.words, self.books.case.universal_credit
        twice = account is not None and account.paid == "twice_monthly"
        before: Period | None = None
        for period in self.periods:
            paid = period.award - period.deductions
            note = self._why(period, before)
            before = period
            # A period that pay leaves without an award is said, so that nobody waits for it.
            if not self.first <= period.paid_on <= self.last or not (paid or period.status == "nil_earnings"):
                continue
            landlords = min(paid, self._managed(period))
            if landlords:
                paid -= landlords
                note = " ".join(filter(None, (note, words["landlord"].format(amount=_money(landlords)))))
            if not paid and landlords:
                continue
            first = pence(paid / 2) if twice else paid
            yield Payment(
                period.paid_on, "universal_credit", first, "universal_credit", words["universal_credit"], note
            )
            second = paid_by(period.ends + 7 * DAY + _TWICE, self.books.case.nation)
            if twice and second <= self.last:
                yield Payment(
                    second, "universal_credit", paid - first, "universal_credit", words["universal_credit_half"]
                )

    def _managed(self, period: Period) -> Decimal:
        """What of an award goes straight to the landlord: the help with rent, where the Case says so."""
        home = self.books.case.home
        if home is None or not home.paid_to_landlord:
            return ZERO
        return min(period.award, pence(period.run.values["universal_credit.housing_element"]))

    def _landlords(self, day: dt.date) -> Decimal:
        """What of a month's rent others pay to the landlord, by the circumstances of a day.

        Housing Benefit goes there unless the Case says that it does not.
        """
        home = self.books.case.home
        if home is None or home.paid_to_landlord is False:
            return ZERO
        period = next((each for each in self.periods if each.starts <= day <= each.ends), None)
        managed = self._managed(period) if period else ZERO
        return managed + self.books.spell(self.world, day).total(self.lines["housing_benefit"]["rule"])

    def _why(self, period: Period, before: Period | None) -> str | None:
        """Why a payment is what it is: the paydays in its period, what was counted, and how it differs from the one before."""
        words, said = self.words, []
        dates = {"starts": day_said(period.starts), "ends": day_said(period.ends)}
        worked = any(stint.held(period.starts, period.ends) for stint in self.world.stints)
        if len(period.pays) > 1:
            said.append(words["several"].format(count=len(period.pays), **dates))
        elif (
            worked
            and not period.pays
            and any(self.books.pays(each, self.last + 40 * DAY) for each in self.world.stints)
        ):
            said.append(words["none"].format(**dates))
        if period.status == "nil_earnings":
            said.append(words["nil"].format(earned=_money(period.earned)))
        elif not period.award:
            said.append(words["nothing"])
        elif period.earned:
            said.append(words["counted"].format(earned=_money(period.earned)))
        if period.surplus:
            said.append(words["surplus"].format(surplus=_money(period.surplus)))
        if period.capped:
            said.append(words["capped"])
        free = self.books.plan["free_prescriptions"]
        if not period.run.values[free] and self.books.spell(self.world, period.ends).values[free]:
            said.append(words["no_free_prescriptions"])
        if before and (period.award - period.deductions) != (before.award - before.deductions):
            more = (period.award - period.deductions) - (before.award - before.deductions)
            said.append(words["more" if more > 0 else "less"].format(difference=_money(abs(more))))
        if period.assumed_rates and before and not before.assumed_rates:
            said.append(words["rates_unknown"].format(day=day_said(self.books.last_rules)))
        return " ".join(said) or None

    def _line(self, name: str, cycle: str) -> Iterator[Payment]:
        line, case = self.lines[name], self.books.case
        given: PaydayOf | None = getattr(case.paydays, name) if case.paydays else None
        own = [getattr(adult, name) for adult in case.adults] if name in _OWN_PAYDAY else []
        next_day = given.next if given else next((each.next_payday for each in own if each and each.next_payday), None)
        rent_weekly = (
            name == "rent" and case.home is not None and case.home.rent is not None and case.home.rent.per in _DAYS
        )
        every = given.every if given else case.home.rent.per if rent_weekly and case.home and case.home.rent else cycle
        cost = line["kind"] == "cost"
        title = title_of(line, case.nation)
        home = case.home
        if name == "housing_benefit" and home is not None and home.paid_to_landlord is not False:
            return
        for due, before in self._due(name, next_day, every):
            weekly = every in _DAYS
            amount = pence(
                self._accrued(line, before + DAY, due) if weekly else self._monthly(line, due) * _MONTHS[every]
            )
            if not amount:
                continue
            date = due if cost else paid_by(due, case.nation)
            if not self.first <= date <= self.last:
                continue
            if cost:
                yield Payment(date, name, -amount, "cost", title)
            else:
                kind = "new_style_esa" if name == "new_style_esa" else "other_benefit"
                yield Payment(date, name, amount, kind, title)

    def _instalments(self, line: dict[str, Any]) -> Iterator[Payment]:
        """Council tax from April on: each instalment spreads what is still owed for the year, as it is known by then."""
        title = title_of(line, self.books.case.nation)
        instalments = int(self.books.amount("instalments", self.first))
        owed = ZERO
        for year in range(self.first.year - 1, self.last.year + 1):
            months = [add_months(dt.date(year, 4, 1), n) for n in range(12)]
            if months[-1] < self.first.replace(day=1):
                continue
            so_far, paid = owed, ZERO
            for count, due in enumerate(months):
                if due > self.last:
                    return
                month = self._monthly(line, due)
                so_far += month
                known = so_far + month * (11 - count) - paid
                amount = pence(max(ZERO, known / max(1, instalments - count)))
                paid += amount
                if amount and due >= self.first:
                    yield Payment(due, line["id"], -amount, "cost", title)
            # What was paid beyond a bill that fell late in the year comes off the next.
            owed = so_far - paid

    def _due(self, name: str, given: dt.date | None, every: str) -> Iterator[tuple[dt.date, dt.date]]:
        """Each day on which a line is due, with the day before."""
        if every in _DAYS:
            cycle = dt.timedelta(days=_DAYS[every])
            # Where the Case does not say: the second Monday from now, and so on from there.
            due = given or self.first + dt.timedelta(days=7 + (-self.first.weekday()) % 7)
            while due - cycle >= self.first:
                due -= cycle
            while due <= self.last + 10 * DAY:
                yield due, due - cycle
                due += cycle
            return
        months = _MONTHS[every]
        # Costs that begin with the job are due on the day it begins, and on that day of each month.
        anchor = given or (self.starts if name in ("childcare", "work_costs") else self.first.replace(day=1))
        before, due = anchor, anchor
        count = -24
        while due <= self.last + 10 * DAY:
            due = add_months(anchor, count * months)
            if due >= self.first:
                yield due, before
            before = due
            count += 1

    def _monthly(self, line: dict[str, Any], day: dt.date) -> Decimal:
        """What a line comes to a month by the circumstances of a day."""
        if line["id"] in self.books.plan["with_universal_credit"]:
            period = next((each for each in self.periods if each.starts <= day <= each.ends), None)
            if period is None and self.periods and day > self.periods[-1].ends:
                period = self.periods[-1]
            if period is not None:
                return period.run.total(line["rule"])
        amount = self.books.spell(self.world, day).total(line["rule"])
        return max(ZERO, amount - self._landlords(day)) if line["id"] == "rent" else amount

    def _accrued(self, line: dict[str, Any], first: dt.date, last: dt.date) -> Decimal:
        """What a weekly line comes to for the days from first to last."""
        total, day = ZERO, first
        while day <= last:
            to = self.books.until(self.world, day, last)
            if line["id"] == "rent" or line["id"] in self.books.plan["with_universal_credit"]:
                to = min([to, *(period.ends for period in self.periods if day <= period.ends)])
            total += self._monthly(line, day) * 12 * ((to - day).days + 1) / _DAYS_OF_YEAR
            day = to + DAY
        return total

    def _profit(self) -> Iterator[Payment]:
        """A month's profit at the end of each month, with what is due on it in tax and National Insurance set aside."""
        if not any(stint.place.job.profit for stint in self.world.stints):
            return
        due = self.first.replace(day=1)
        while True:
            due = add_months(due, 1)
            day = due - DAY
            if day > self.last:
                return
            run = self.books.spell(self.world, day)
            for adult, amount in enumerate(run.values["self_employment.earned_income"]):
                if amount:
                    yield Payment(
                        day, "self_employed_profit", pence(amount), "payday", self.words["profit"], None, adult + 1
                    )


class Maker:
    """Timelines of the options of one case."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.case = books.case
        self.words = books.said("words")
        self._now: dict[tuple[dt.date, dt.date], Year] = {}

    def option(self, number: int, now: Run, then: Run) -> tuple[out.Timeline, out.Year]:
        """The timeline of an option, and the sums of its year. `now` and `then` are its two typical months."""
        chosen = self.case.options[number]
        starts, last = self._first_day(chosen), self._last_day(chosen)
        world = self.books.of_option(number)
        claimed_now = self.case.claims is None or self.case.claims.universal_credit is not False
        made = chosen.claims_made
        claimed_then = made is not None and made.universal_credit is True
        # A first claim begins a first assessment period; one that goes on keeps its own.
        claims_from = None if claimed_now or not claimed_then else world.claims_from or starts
        world = replace(world, claims_from=claims_from)
        as_now = self._as_now(last, starts)
        year = Year(self.books, world, last, starts)
        timeline = self._timeline(year, as_now, starts, now, then, chosen.ends)
        for what_if in chosen.what_if:
            timeline.what_if.append(self._what_if(world, what_if, as_now, starts, last, now, then))
        # A month that the end of the year cuts off can lack the pay that its costs are paid from.
        whole_months = [month for month in timeline.months if month.part_until is None]
        worst = min(whole_months, key=lambda month: month.difference, default=None)
        paid = {f"{each.date:%Y-%m}" for each in year.payments if each.line == "universal_credit"}
        whole = [month for month in timeline.months[:-1] if dt.date.fromisoformat(f"{month.month}-01") >= starts]
        had = any(each.line == "universal_credit" for each in as_now.payments)
        totals = out.Year(
            timeline.checkpoints[-1].difference,
            out.WorstMonth(worst.month, worst.difference) if worst else None,
            sum(1 for month in whole if month.month not in paid) if had else 0,
        )
        return timeline, totals

    def _first_day(self, chosen: Option) -> dt.date:
        return max(self.case.date, chosen.starts or self.case.date)

    def _last_day(self, chosen: Option) -> dt.date:
        """The last day of the 52 weeks from an option's start."""
        return self._first_day(chosen) + _CHECKPOINTS[-1] * WEEK - DAY

    def _as_now(self, last: dt.date, starts: dt.date) -> Year:
        if (last, starts) not in self._now:
            self._now[last, starts] = Year(self.books, self.books.as_now(), last, starts)
        return self._now[last, starts]

    def _timeline(
        self, year: Year, as_now: Year, starts: dt.date, now: Run, then: Run, ends: dt.date | None
    ) -> out.Timeline:
        months = list(_months(year, as_now))
        days, lowest = self._days(year, as_now, now)
        since = [month for month in months if month.month >= f"{starts:%Y-%m}"]
        return out.Timeline(
            assessment_periods=[_period(each) for each in year.periods],
            events=sorted(
                [*map(_event, year.payments), *self._actions(year, starts, now, then, ends), *self._changes(year)],
                key=lambda event: (event.date, event.kind in ("tell", "deadline", "change")),
            ),
            months=months,
            checkpoints=[
                out.Checkpoint(weeks, _difference(year, as_now, starts + weeks * 7 * DAY - DAY))
                for weeks in _CHECKPOINTS
            ],
            lowest=lowest,
            days=days,
            first_better_off_month=next((month.month for month in since if month.difference > 0), None),
        )

    # ------------------------------------------------------------------ what if
    def _what_if(
        self, world: World, what_if: WhatIf, as_now: Year, starts: dt.date, last: dt.date, now: Run, then: Run
    ) -> out.Timeline:
        """The same year where something happens, from a day; the job it happens to is the option's."""
        stint = self.books.chosen(world)
        day = what_if.date or starts + (what_if.after_weeks or 0) * 7 * DAY
        ends: dt.date | None = None
        if stint is not None:
            day = max(day, stint.starts or day)
            if what_if.kind == "ends":
                ends = day - DAY if what_if.date is None else day
                world = self.books.changed(world, stint, ends=max(ends, stint.starts or ends))
            elif what_if.kind == "hours":
                world = self.books.changed(world, stint, job=later_hours(stint.place.job, what_if.hours or ZERO, day))
            elif what_if.kind == "sick":
                world = self._sick(world, stint, day, what_if.weeks)
            else:
                world = self.books.changed(world, stint, moved=day)
        year = Year(self.books, world, last, starts)
        timeline = self._timeline(year, as_now, starts, now, then, ends)
        timeline.kind, timeline.date = what_if.kind, day
        return timeline

    def _sick(self, world: World, stint: Stint, day: dt.date, weeks: int | None) -> World:
        job = stint.place.job.model_copy(update={"sick": Sick.model_validate({"from": day})})
        return self.books.off_sick(world, stint, job, day, day + weeks * 7 * DAY - DAY if weeks else None)

    # ------------------------------------------------------------------ what to do, and what changes
    def _actions(self, year: Year, starts: dt.date, now: Run, then: Run, ends: dt.date | None) -> Iterator[out.Event]:
        stint = self.books.chosen(year.world)
        pays = self.books.pays(stint, year.last + 40 * DAY) if stint else []
        anchors: dict[str, dt.date | None] = {
            "starts": starts if stint else None,
            "first_payday": pays[0].date if pays else None,
            "two_paydays": self._two_paydays(year),
            "claim": year.world.claims_from,
            "ends": ends,
            **self._award_anchors(year, ends),
            **self._esa_anchors(year),
        }
        known = self._known(stint, anchors)
        for action in self.books.plan["actions"]:
            anchor = anchors.get(action["anchor"])
            if anchor is None or not _holds(action, now, then):
                continue
            date = max(self.case.date, anchor + int(action.get("days", 0)) * DAY)
            if ends is not None and action["anchor"] in _OF_THE_JOB and action["kind"] == "deadline" and date >= ends:
                continue  # what is for the sake of a job is too late once it has ended
            title, text, wording = action["title"], action["text"], action.get("wording")
            adult = stint.adult + 1 if stint else None
            say = _filled(gettext(wording), known) if wording else None
            yield out.Event(date, action["kind"], None, adult, gettext(title), None, gettext(text), say)

    def _award_anchors(self, year: Year, ends: dt.date | None) -> dict[str, dt.date]:
        """The last day to go back to Universal Credit as before, or the day a job ends after that day has passed.

        The months count from the end of the last award before the job ended (UC Regs 2013 reg 21(3C)).
        """
        award_ended = _award_ended(year.periods, ends) if ends else None
        if ends is None or award_ended is None:
            return {}
        last = add_months(award_ended, int(self.books.amount_of("universal_credit.claim_again_months", award_ended)))
        return {"award_last_day": last} if last >= ends else {"award_too_late": ends}

    def _esa_anchors(self, year: Year) -> dict[str, dt.date]:
        """The last day to claim New Style ESA again as before, and the day from which only a new claim could bring it back.

        The weeks count from the last day on which ESA was due (ESA Regs 2013 reg 86).
        """
        anchors: dict[str, dt.date] = {}
        for stop in self.books.stops(year.world):
            if year.first <= stop.returns <= year.last:
                if stop.linked:
                    anchors.setdefault("esa_last_day", self.books.last_day_to_link(stop.last))
                else:
                    anchors.setdefault("esa_too_late", stop.returns)
        return anchors

    def _known(self, stint: Stint | None, anchors: dict[str, dt.date | None]) -> dict[str, str]:
        """What ready wording can be filled with: days, and the hours and pay of the job as it begins."""
        known = {name: day_said(day) for name, day in anchors.items() if day}
        known["payday"] = known.pop("first_payday", "")
        job = stint.place.job if stint else None
        if job is not None and not job.schedule and job.hours_per_week is not None and job.pay is not None:
            known["hours"] = f"{job.hours_per_week.normalize():f}"
            known["pay"] = f"£{job.pay.amount:,.2f} {self.words[f'per_{job.pay.per}']}"
        return {name: words for name, words in known.items() if words}

    def _two_paydays(self, year: Year) -> dt.date | None:
        """The day on which a second monthly pay falls in one assessment period."""
        for period in year.periods:
            for stint in year.world.stints:
                own = [pay for pay in period.pays if pay.stint.place.pointer == stint.place.pointer]
                if (stint.place.job.paid or "month") == "month" and len(own) > 1 and not stint.place.job.pays:
                    return own[1].date
        return None

    def _changes(self, year: Year) -> Iterator[out.Event]:
        """Benefits that stop or begin, and new rates."""
        books, world = self.books, year.world
        lines = [
            line for line in books.statement["lines"] if line["kind"] == "benefit" and line["id"] != "universal_credit"
        ]
        before = books.spell(world, year.first)
        for day in world.turns:
            if day <= year.first:
                continue
            if day > year.last:
                break
            run = books.spell(world, day)
            for line in lines:
                if line["id"] in books.plan["with_universal_credit"]:
                    continue
                had, has = before.total(line["rule"]), run.total(line["rule"])
                if bool(had) != bool(has):
                    title = self.words["stops" if had else "begins"].format(title=title_of(line, self.case.nation))
                    yield out.Event(day, "change", line["id"], None, title, None, None)
            before = run
        if year.first <= books.last_rules < year.last:
            text = self.words["rates_unknown"].format(day=day_said(books.last_rules + DAY))
            yield out.Event(books.last_rules + DAY, "change", None, None, self.words["rates"], None, text)
        april = next(
            (each.starts for each in year.periods if each.starts.month == 4 and each.starts > self.case.date), None
        )
        if april and books.last_rules >= april:
            yield out.Event(april, "change", None, None, self.words["rates"], None, self.words["rates_note"])

    # ------------------------------------------------------------------ day by day
    def _days(self, year: Year, as_now: Year, now: Run) -> tuple[list[out.DayPoint], out.Lowest]:
        """Where things stand on each day with a payment, and the day with the least money.

        Everyday spending is as given, or what is left over now, day by day.
        """
        spending, balance = self.case.everyday_spending, self.case.bank_balance
        month = monthly(spending) if spending is not None else max(ZERO, now.left_over())
        own, other = _byday(year), _byday(as_now)
        total, ahead = balance or ZERO, ZERO
        points, low, day = [], None, year.first
        while day <= year.last:
            total += own[day] - month * 12 / _DAYS_IN_YEAR
            ahead += own[day] - other[day]
            if own[day] or other[day]:
                points.append(out.DayPoint(day, pence(total), ahead))
            if low is None or total < low[0]:
                low = total, day
            day += DAY
        least, when = low or (total, year.first)
        return points, out.Lowest(when, pence(least), balance is None)

    # ------------------------------------------------------------------ what was taken as given
    def assumptions(self, open_: bool) -> Iterator[out.Assumption]:
        """What the timelines take for granted because the Case does not say; `open_` where a question has several answers."""
        case, account = self.case, self.case.universal_credit
        jobs = [(stint.place.pointer, stint) for stint in self.books.as_now().stints]
        for number in range(len(case.options)):
            jobs += [(each.place.pointer, each) for each in self.books.of_option(number).stints if each.new]
        asked = {
            "one_answer": "/views" if open_ else None,
            "assessment_period_day": None if account and account.assessment_period_day else "/universal_credit",
            "payment_days": None if case.paydays else "/paydays",
            "everyday_spending": None if case.everyday_spending else "/everyday_spending",
            "bank_balance": None if case.bank_balance is not None else "/bank_balance",
        }
        for pointer, stint in jobs:
            job = stint.place.job
            if job.profit is None and job.first_payday is None:
                asked[f"first_payday {pointer}"] = f"{pointer}/first_payday"
            if stint.new and job.pay and job.starter_statement is None and job.tax_code is None:
                asked[f"starter_statement {pointer}"] = f"{pointer}/starter_statement"
        for number, option in enumerate(case.options):
            ends = option.ends or any(what_if.kind == "ends" for what_if in option.what_if)
            if option.childcare is not None and option.job is not None and ends:
                asked[f"option_childcare {number}"] = f"/options/{number}/childcare"
        scheme_ends = self.books.last_scheme_day()
        if scheme_ends and any(self._last_day(option) > scheme_ends for option in case.options):
            asked["council_tax_scheme"] = "/council" if case.council else "/nation"
        texts = self.books.said("assumptions")
        for name, path in asked.items():
            if path:
                key = name.split(" ")[0]
                yield out.Assumption(key, path, texts[key].format(day=day_said(scheme_ends or case.date)))


def _award_ended(periods: list[Period], ends: dt.date) -> dt.date | None:
    """The last day of the last award before the pay of a job that ended left no Universal Credit; None where it leaves some.

    The last pay can be small enough to bring some back, or large enough to end it only in the period after.
    """
    until = [period for period in periods if period.starts <= ends]
    if all(period.award > 0 for period in until[-2:]):
        following = periods[len(until) : len(until) + 1]
        return until[-1].ends if until and following and not following[0].award else None
    before = until[:-1] if until[-1].award > 0 else until
    return next((period.ends for period in reversed(before) if period.award > 0), None)


def _byday(year: Year) -> dict[dt.date, Decimal]:
    found: dict[dt.date, Decimal] = defaultdict(lambda: ZERO)
    for each in year.payments:
        found[each.date] += each.amount
    return found


def _filled(words: str, known: dict[str, str]) -> str | None:
    """Ready wording with its places filled; None where one of them is not known."""
    try:
        return words.format_map(known)
    except KeyError:
        return None


def _holds(action: dict[str, Any], now: Run, then: Run) -> bool:
    def above(run: Run, name: str) -> bool:
        value = run.values[name]
        return any(value) if isinstance(value, list) else bool(value)

    tests: Iterable[tuple[str, Callable[[str], bool]]] = (
        ("if_now", lambda name: above(now, name)),
        ("if", lambda name: above(then, name)),
        ("unless", lambda name: not above(then, name)),
    )
    return all(test(action[key]) for key, test in tests if key in action)


def _months(year: Year, as_now: Year) -> Iterator[out.Month]:
    first = year.first.replace(day=1)
    running = ZERO
    while first <= year.last:
        last = add_months(first, 1) - DAY
        within = [each.amount for each in year.payments if first <= each.date <= last]
        money_in, money_out = sum((a for a in within if a > 0), ZERO), -sum((a for a in within if a < 0), ZERO)
        before = as_now.net(first, last)
        difference = money_in - money_out - before
        running += difference
        cut = year.last if last > year.last else None
        yield out.Month(f"{first:%Y-%m}", money_in, money_out, before, difference, running, cut)
        first = add_months(first, 1)


def _difference(year: Year, as_now: Year, last: dt.date) -> Decimal:
    return year.net(year.first, last) - as_now.net(year.first, last)


def _period(period: Period) -> out.AssessmentPeriod:
    return out.AssessmentPeriod(
        period.starts, period.ends, period.paid_on, period.earned, period.award, period.deductions,
        period.award - period.deductions, period.status, period.capped,
    )  # fmt: skip


def _event(payment: Payment) -> out.Event:
    return out.Event(
        payment.date, payment.kind, payment.line, payment.adult, payment.title, abs(payment.amount), payment.note,  # type: ignore[arg-type]
        job=payment.job,
    )  # fmt: skip


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
