"""The notice about money that comes once: it is not in the typical month, and what it counts as."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from calculator.contract import result as out
from calculator.contract.money import OneOffMoney
from calculator.contract.people import Adult
from calculator.i18n.language import day_said, gettext
from calculator.i18n.numbers import pounds
from calculator.month.statement import OneOffWords, in_language


def one_off_notice(said: OneOffWords, money: Sequence[OneOffMoney], adults: Sequence[Adult]) -> list[out.Notice]:
    """A notice about some money that comes once; none if there is no money. Its source is that of the first amount's kind.

    adults: those of the case, whose other benefits can count the money too.
    """
    if not money:
        return []
    in_order = sorted(money, key=lambda each: each.date)
    lines, kinds = [], [said.of(each.kind) for each in in_order]
    for each, kind in zip(in_order, kinds, strict=True):
        name, counts = each.name or gettext(kind.title), gettext(kind.text)
        lines.append(
            gettext(said.line).format(day=day_said(each.date), name=name, amount=pounds(each.amount), counts=counts)
        )
    text = gettext(said.text).format(money=" ".join(lines))
    words = in_language(said.words)
    paid = {each.adult for each, kind in zip(in_order, kinds, strict=True) if kind.pay_for_work}
    earners = [adult for number, adult in enumerate(adults, 1) if number in paid]
    if any(adult.new_style_esa for adult in earners):
        text = f"{text} {words['esa']}"
    if any(adult.carers_allowance for adult in earners):
        text = f"{text} {words['carer']}"
    if any(kind.counts != "nothing" for kind in kinds):
        text = f"{text} {words['council_tax']}"
    source = out.Source(kinds[0].source.law, kinds[0].source.url)
    return [out.Notice("one_off_money", "information", None, gettext(said.title), text, "ask", source)]


def parts_notice(said: OneOffWords, money: OneOffMoney, found: Sequence[tuple[int, Decimal, Decimal]]) -> out.Notice:
    """A notice that sets monthly parts of some money beside one sum. found: how many parts, how much each, and what more the year leaves."""
    words, kind = in_language(said.words), said.of(money.kind)
    name = money.name or gettext(kind.title)
    lines = [words["parts"].format(name=name, amount=pounds(money.amount), day=day_said(money.date))]
    for parts, each, more in found:
        text = words["parts_more" if more > 0 else "parts_less" if more < 0 else "parts_same"]
        lines.append(text.format(parts=parts, each=pounds(each), more=pounds(abs(more)), less=pounds(abs(more))))
    lines.append(words["parts_ask"])
    source = out.Source(said.parts_source.law, said.parts_source.url)
    return out.Notice("lump_or_parts", "information", None, words["parts_title"], " ".join(lines), "ask", source)
