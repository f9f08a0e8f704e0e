"""The kinds of field about a job, and about a choice that may be a job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calculator.web.form.choices import WAYS_OF_PAY
from calculator.web.form.fields import Amount, Answers, Choice, Day, Field, Given, Number, refused
from calculator.web.form.pointers import Data, drop, find, put, put_or_drop, text_at
from calculator.web.form.written import as_payday, date_shown, number_shown, payday_shown
from calculator.web.language import later as _
from calculator.web.typed.quantities import as_counted, why_no_quantity


class PayField(Amount):
    """What a job pays: before deductions, or take-home, or profit."""

    __slots__ = ()
    look = "pay"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_per", f"{self.name}_is")

    @property
    def boxes(self) -> Mapping[str, str]:
        return {"per": f"{self.name}_per", "way": f"{self.name}_is"}

    @property
    def pointers(self) -> tuple[str, ...]:
        return tuple(f"{self.at}/{way}" for way in WAYS_OF_PAY)

    def said(self, pointer: str) -> str:
        if pointer == f"{self.at}/profit/per":
            return _("Choose a week, a month or a year for the profit, in place of an hour")
        return self.problem

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        way = next((way for way in WAYS_OF_PAY if find(data, f"{self.at}/{way}")), "pay")
        yield self.name, number_shown(find(data, f"{self.at}/{way}/amount"))
        yield f"{self.name}_per", text_at(data, f"{self.at}/{way}/per")
        yield f"{self.name}_is", way

    def store(self, data: Data, answers: Answers) -> None:
        for way in WAYS_OF_PAY:
            drop(data, f"{self.at}/{way}")
        typed, beside = answers.get(self.name, ""), self.typed_beside(answers)
        way = beside.get(f"{self.name}_is") or answers.get(f"{self.name}_is") or "pay"
        if way not in WAYS_OF_PAY:
            way = "pay"
        if typed or not find(data, f"{self.at}/profits"):  # profit by month needs no usual pay
            per = beside.get(f"{self.name}_per") or answers.get(f"{self.name}_per")
            put(data, f"{self.at}/{way}/per", per or "hour")
        if typed:
            put(data, f"{self.at}/{way}/amount", self._amount(answers))


class Pension(Field):
    """Whether there is a workplace pension, and the percentage that goes into it."""

    __slots__ = ()
    look = "pension"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_percent")

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        job = find(data, self.at.rpartition("/")[0])
        given = isinstance(job, dict) and "pension" in job
        percent = find(data, f"{self.at}/employee_percent")
        yield self.name, "" if not given else "percent" if isinstance(find(data, self.at), dict) else "none"
        yield f"{self.name}_percent", number_shown(percent)

    def store(self, data: Data, answers: Answers) -> None:
        choice, percent = answers.get(self.name, ""), answers.get(f"{self.name}_percent", "")
        if choice == "percent" or (percent and not choice):
            # A person who says that they know the percentage is asked for it. A pension from a file may have none.
            if percent or not isinstance(find(data, self.at), dict):
                put(data, f"{self.at}/employee_percent", as_counted(percent, "per_cent"))
        elif choice == "none":
            put(data, self.at, None)
        else:
            drop(data, self.at)

    def why(self, given: Given) -> str:
        typed = given.answers.get(f"{self.name}_percent", "")
        return refused(why_no_quantity(typed, "per_cent"), self.problem) if typed else ""


class Cost(Amount):
    """The first of the costs of a job."""

    __slots__ = ()

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name):
            super().store(data, answers)
            if not find(data, f"{self.at}/name"):
                put(data, f"{self.at}/name", "costs")
            return
        above = self.at.rpartition("/")[0]
        costs = find(data, above)
        put_or_drop(data, above, (costs[1:] if isinstance(costs, list) else []) or "")


class SickSince(Day):
    """The day from which somebody is off sick. A blank means that they are not."""

    __slots__ = ()

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/from",)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, date_shown(find(data, f"{self.at}/from"))

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name, ""):
            put(data, f"{self.at}/from", self._read(data, answers))
        else:
            drop(data, self.at)


class PaydayField(Number):
    """The day of the month on which pay comes, or words such as `last working day`, in any language."""

    __slots__ = ()
    look = "text"
    usual_counts = "day_of_month"

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, payday_shown(find(data, self.at))

    def store(self, data: Data, answers: Answers) -> None:
        typed = answers.get(self.name, "")
        put_or_drop(data, self.at, as_payday(typed) or as_counted(typed, self.usual_counts))


class KindOfOption(Choice):
    """A job, no work, or the same work as now. It is stored after the fields of the job, because it may remove the job."""

    __slots__ = ()

    @property
    def pointers(self) -> tuple[str, ...]:
        return (f"{self.at}/work",)

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        found = find(data, self.at)
        option = found if isinstance(found, dict) else {}
        without_job = "none" if "job" in option else "as_now" if option else "job"
        yield self.name, text_at(option, "/work") or ("job" if option.get("job") else without_job)

    def store(self, data: Data, answers: Answers) -> None:
        kind = answers.get(self.name) or "job"
        if kind == "job":
            drop(data, f"{self.at}/work")
        else:
            put(data, f"{self.at}/work", kind)
            drop(data, f"{self.at}/job")

    def is_filled(self, answers: Answers) -> bool:
        return answers.get(self.name, "job") != "job"


class Replaces(Choice):
    """Whether a choice replaces the work done now. A case that names the jobs it replaces stays as it is."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, "none" if find(data, self.at) == "none" else ""

    def store(self, data: Data, answers: Answers) -> None:
        if answers.get(self.name) == "none":
            put(data, self.at, "none")
        elif isinstance(find(data, self.at), str):
            drop(data, self.at)


class CompareWith(Choice):
    """What every choice is compared with: the position now, or one of the choices by its number."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        options = find(data, "/options")
        names = [find(each, "/name") for each in options] if isinstance(options, list) else []
        named = find(data, self.at)
        yield self.name, str(names.index(named) + 1) if named in names else ""

    def store(self, data: Data, answers: Answers) -> None:
        chosen = answers.get(self.name, "")
        name = find(data, f"/options/{int(chosen) - 1}/name") if chosen.isdecimal() and int(chosen) else None
        if name:
            put(data, self.at, name)
        else:
            put_or_drop(data, self.at, "" if chosen in ("", "now") else chosen)


class WhichAdult(Choice):
    """Which adult a choice is about."""

    __slots__ = ()

    def shown(self, data: Data) -> Iterator[tuple[str, str]]:
        yield self.name, "2" if find(data, self.at) == 2 else ""

    def store(self, data: Data, answers: Answers) -> None:
        put_or_drop(data, self.at, as_counted(answers.get(self.name, ""), "number"))
