"""The functions of the rule language. All that is special to one function is in its entry here, and nowhere else.

The other parts of the engine ask this table: expression.py how many arguments a function takes, resolve.py what kind and unit they
have, run/arithmetic.py for its exact, fraction and array forms, look/interval.py for its form on ranges, and the site for
its words. A new function is a new entry; tests/rulebook/test_functions.py compares the forms with each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from calculator.rulebook.language import forms
from calculator.rulebook.language.forms import ArrayForm, Form, RangeForm
from calculator.rulebook.language.ranges import all_of, any_of, maximum, minimum

MOST_ARGUMENTS = 20


def later(words: str) -> str:
    """Mark words for the catalogues of the site, which translates them when it shows them."""
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the rule language.

    arguments: the fewest and the most it takes. meaning: for people who write rules. words: how a sum in words puts it, with %s for
    its arguments; just "%s" if it is left unsaid.
    """

    name: str
    arguments: tuple[int, int] = (1, 1)
    meaning: str
    words: str = "%s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation(Function):
    """A function that works out a number. Its arguments and its result have one unit, unless resolve.py reads it in its own way.

    exact and fraction: its forms for Decimals and for Fractions. array: its form for NumPy arrays. interval: its form for a list of ranges.
    smooth: whether it is left out where the slope of a curve is wanted.
    """

    exact: Form
    fraction: Form
    array: ArrayForm
    interval: RangeForm
    smooth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction(Calculation):
    """A function over the values of several entities. takes, gives: "number" or "bool"; a count has no unit.

    exact and fraction take an iterable of values. array takes an array, the axis to reduce, and a mask of the entities that there are.
    """

    takes: str
    gives: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion(Function):
    """A function that turns an amount for one period into one for another. period: the one it gives."""

    period: str


# ---------------------------------------------------------------------- the table
def _rounding(name: str, meaning: str, words: str, up: bool) -> Calculation:
    exact = forms.ceil if up else forms.floor
    return Calculation(
        name=name,
        meaning=meaning,
        words=words,
        exact=exact,
        fraction=forms.ceil_fraction if up else forms.floor_fraction,
        array=forms.ceil_array if up else forms.floor_array,
        interval=forms.rising(exact),
    )


def _stepping(name: str, meaning: str, words: str, whole: Calculation) -> Calculation:
    exact = forms.multiple(whole.exact)
    return Calculation(
        name=name,
        arguments=(2, 2),
        meaning=meaning,
        words=words,
        exact=exact,
        fraction=forms.multiple(whole.fraction),
        array=lambda np: forms.multiple(whole.array(np)),
        interval=forms.rising(exact),
    )


_DOWN = _rounding("floor", "down to whole units", later("%s, rounded down"), up=False)
_UP = _rounding("ceil", "up to whole units", later("%s, rounded up"), up=True)

_CALCULATIONS: tuple[Calculation, ...] = (
    Calculation(
        name="min",
        arguments=(2, MOST_ARGUMENTS),
        meaning="the least of its arguments",
        words=later("the lower of (%s)"),
        exact=min,
        fraction=min,
        array=forms.pairwise("minimum"),
        interval=minimum,
    ),
    Calculation(
        name="max",
        arguments=(2, MOST_ARGUMENTS),
        meaning="the greatest of its arguments",
        words=later("the higher of (%s)"),
        exact=max,
        fraction=max,
        array=forms.pairwise("maximum"),
        interval=maximum,
    ),
    Calculation(
        name="limit",
        arguments=(3, 3),
        meaning="x, but at least `low` and at most `high`",
        words=later("(%s), kept between the last two"),
        exact=forms.limit,
        fraction=forms.limit,
        array=forms.limit_array,
        interval=lambda parts: minimum([maximum(parts[:2]), parts[2]]),
    ),
    Calculation(
        name="round_penny",
        meaning="to the nearest penny, half up",
        exact=forms.penny,
        fraction=forms.penny_fraction,
        array=forms.penny_array,
        interval=forms.rising(forms.penny),
        smooth=True,
    ),
    _DOWN,
    _UP,
    _rounding("floor_pound", "down to whole pounds", later("%s, down to whole pounds"), up=False),
    _stepping("ceil_to", "up to a whole multiple of `step`", later("(%s), rounded up to a whole multiple"), _UP),
    _stepping(
        "floor_to",
        "down to a whole multiple of `step`",
        later("(%s), rounded down to a whole multiple"),
        _DOWN,
    ),
    Calculation(
        name="bands",
        arguments=(2, 2),
        meaning="the sum, over the bands of the table, of the band's rate times the part of x inside it",
        words=later("the rates in bands on %s"),
        exact=forms.in_bands,
        fraction=forms.in_bands,
        array=forms.bands_array,
        interval=forms.rising(forms.in_bands),
    ),
    Calculation(
        name="age_on",
        meaning="whole years from the entity's `born` to the date",
        exact=lambda day, born: Decimal(forms.whole_years(day, born)),
        fraction=lambda day, born: Fraction(forms.whole_years(day, born)),
        array=lambda np: np.vectorize(forms.whole_years, otypes=[float]),
        interval=forms.age,
    ),
)
_REDUCTIONS: tuple[Reduction, ...] = (
    Reduction(
        name="sum",
        meaning="the sum over the entities",
        words=later("the sum of %s"),
        takes="number",
        gives="number",
        exact=lambda values: sum(values, Decimal(0)),
        fraction=lambda values: sum(values, Fraction(0)),
        array=forms.over("add", 0.0),
        interval=forms.total,
    ),
    Reduction(
        name="any",
        meaning="whether the condition is true for at least one of the entities",
        takes="bool",
        gives="bool",
        exact=any,
        fraction=any,
        array=forms.over("logical_or", False),
        interval=any_of,
    ),
    Reduction(
        name="all",
        meaning="whether the condition is true for all the entities",
        takes="bool",
        gives="bool",
        exact=all,
        fraction=all,
        array=forms.over("logical_and", True),
        interval=all_of,
    ),
    Reduction(
        name="count",
        meaning="the number of entities for which the condition is true",
        words=later("the number of %s"),
        takes="bool",
        gives="number",
        exact=lambda values: Decimal(sum(values)),
        fraction=lambda values: Fraction(sum(values)),
        array=forms.over("add", False, dtype=float),
        interval=forms.number_that_hold,
    ),
    Reduction(
        name="highest",
        meaning="the greatest over the entities, 0 if there are none",
        words=later("the highest of %s"),
        takes="number",
        gives="number",
        exact=lambda values: max(values, default=Decimal(0)),
        fraction=lambda values: max(values, default=Fraction(0)),
        array=forms.extreme("maximum", float("-inf")),
        interval=forms.or_nothing(maximum),
    ),
    Reduction(
        name="lowest",
        meaning="the least over the entities, 0 if there are none",
        words=later("the lowest of %s"),
        takes="number",
        gives="number",
        exact=lambda values: min(values, default=Decimal(0)),
        fraction=lambda values: min(values, default=Fraction(0)),
        array=forms.extreme("minimum", float("inf")),
        interval=forms.or_nothing(minimum),
    ),
)
_CONVERSIONS = (
    Conversion(
        name="monthly",
        meaning="x as an amount a month, at 52 weeks and 12 months a year",
        words=later("%s made monthly"),
        period="month",
    ),
    Conversion(
        name="weekly", meaning="x as an amount a week, in the same way", words=later("%s made weekly"), period="week"
    ),
    Conversion(
        name="yearly", meaning="x as an amount a year, in the same way", words=later("%s made yearly"), period="year"
    ),
    Conversion(
        name="per_period",
        meaning="x for each pay period of a job",
        words=later("%s for each payday"),
        period="pay_period",
    ),
)
# What these mean depends on where they are written: resolve.py reads each in a method of its own.
_FORMS = (
    Function(name="known", meaning="whether the case gives this input"),
    Function(
        name="partner",
        meaning="the other adult's value, or 0 or false if there is none",
        words=later("the partner’s %s"),
    ),
    Function(
        name="in_assessment_period",
        meaning="x with the amounts in force on the day the assessment period starts",
    ),
)
FUNCTIONS: dict[str, Function] = {
    function.name: function for function in (*_CALCULATIONS, *_REDUCTIONS, *_CONVERSIONS, *_FORMS)
}
CALCULATIONS = {function.name: function for function in _CALCULATIONS}
REDUCTIONS = {function.name: function for function in _REDUCTIONS}
CONVERSIONS = {function.name: function for function in _CONVERSIONS}
