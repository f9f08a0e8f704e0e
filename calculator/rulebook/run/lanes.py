"""Vectors of LLVM's IR, with a lane for each household: how they are made, and the arithmetic of the rules on them.

The functions are those of the other arithmetics. A lane in which a comparison or a rounding is too close to call is marked as doubtful. No
floating-point operation may be reordered or joined with another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from llvmlite import ir

from calculator.rulebook.run.columns import CLOSE, EQUAL, PENNY_CLOSE, PENNY_SHARE, SAME

INT, SHORT, BIT, DOUBLE = ir.IntType(64), ir.IntType(32), ir.IntType(1), ir.DoubleType()

Vector: TypeAlias = ir.Value  # an IR value with a lane for each household: of numbers, or of truths


class Lanes:
    """Writes arithmetic on vectors of so many lanes, wherever `builder` stands. It marks doubtful lanes in `doubt`."""

    builder: ir.IRBuilder
    doubt: ir.Value

    def __init__(self, name: str, lanes: int) -> None:
        self.lanes = lanes
        self.vector, self.truths = ir.VectorType(DOUBLE, lanes), ir.VectorType(BIT, lanes)
        self.wide, self.short = ir.VectorType(INT, lanes), ir.VectorType(SHORT, lanes)
        self.module = ir.Module(name)

    def lane(self, vector: Vector, number: int) -> ir.Value:
        return self.builder.extract_element(vector, ir.Constant(SHORT, number))

    def splat(self, one: ir.Value) -> Vector:
        undefined = ir.Constant(self.vector, ir.Undefined)
        found = self.builder.insert_element(undefined, one, ir.Constant(SHORT, 0))
        return self.builder.shuffle_vector(found, undefined, ir.Constant(self.short, [0] * self.lanes))

    def constant(self, value: float) -> Vector:
        return ir.Constant(self.vector, [float(value)] * self.lanes)

    def truth(self, value: bool) -> Vector:
        return ir.Constant(self.truths, [int(value)] * self.lanes)

    def number(self, vector: Vector) -> Vector:
        """The vector as numbers; a truth is 1 or 0."""
        if vector.type == self.truths:
            return self.builder.uitofp(vector, self.vector)
        return vector

    def extreme(self, name: str, x: Vector, y: Vector) -> Vector:
        return self.builder.select(self.builder.fcmp_ordered("<" if name == "min" else ">", y, x), y, x)

    def intrinsic(self, name: str, *given: Vector) -> Vector:
        full = f"llvm.{name}.v{self.lanes}f64"
        kind = ir.FunctionType(self.vector, [self.vector] * len(given))
        return self.builder.call(self.module.globals.get(full) or ir.Function(self.module, kind, full), given)

    def mark(self, distance: Vector, low: float, high: Vector) -> None:
        """Mark the lanes in which a distance lies between two limits as doubtful."""
        build = self.builder
        close = build.and_(
            build.fcmp_ordered(">", distance, self.constant(low)), build.fcmp_ordered("<", distance, high)
        )
        before = build.load(self.doubt, typ=self.wide)
        build.store(build.or_(before, build.sext(close, self.wide)), self.doubt)

    def compare(self, op: str, x: Vector, y: Vector, numbers: bool) -> Vector:
        build = self.builder
        if not numbers:
            return build.fcmp_ordered(op, self.number(x), self.number(y))
        apart = build.fsub(x, y)
        size = self.intrinsic("fabs", apart)
        self.mark(size, SAME, self.constant(CLOSE))
        if op in ("==", "!="):
            return build.fcmp_ordered("<=" if op == "==" else ">", size, self.constant(EQUAL))
        margin = {"<": -EQUAL, "<=": EQUAL, ">": EQUAL, ">=": -EQUAL}[op]
        return build.fcmp_ordered(op, apart, self.constant(margin))

    # ------------------------------------------------------------------ functions of the language
    def function(self, name: str, given: Sequence[Vector]) -> Vector:
        if name in ("min", "max"):
            found = given[0]
            for other in given[1:]:
                found = self.extreme(name, found, other)
            return found
        if name == "limit":
            return self.extreme("min", self.extreme("max", given[0], given[1]), given[2])
        if name in ("floor_to", "ceil_to"):
            whole = self._whole(name.removesuffix("_to"), self.builder.fdiv(given[0], given[1]))
            return self.builder.fmul(whole, given[1])
        if name == "round_penny":
            return self._penny(given[0])
        return self._whole(name.removesuffix("_pound"), given[0])

    def _penny(self, x: Vector) -> Vector:
        build = self.builder
        size = self.intrinsic("fabs", x)
        pence = build.fadd(build.fmul(size, self.constant(100)), self.constant(0.5))
        share = build.fmul(size, self.constant(PENNY_SHARE * 100))
        self.mark(self._to_whole(pence), SAME * 100, build.fadd(self.constant(PENNY_CLOSE * 100), share))
        whole = self.intrinsic("floor", build.fadd(pence, self.constant(SAME * 100)))
        return self.intrinsic("copysign", build.fdiv(whole, self.constant(100)), x)

    def _whole(self, name: str, x: Vector) -> Vector:
        self.mark(self._to_whole(x), SAME, self.constant(CLOSE))
        return self.intrinsic(name, self.builder.fadd(x, self.constant(SAME if name == "floor" else -SAME)))

    def _to_whole(self, x: Vector) -> Vector:
        """How far a number is from the nearest whole one."""
        return self.intrinsic("fabs", self.builder.fsub(x, self.intrinsic("rint", x)))

    def age_on(self, day: Vector, born: Vector) -> Vector:
        build = self.builder
        (year, in_year), (born_year, born_in_year) = self._calendar(day), self._calendar(born)
        before = self.number(build.fcmp_ordered("<", in_year, born_in_year))
        years = build.fsub(build.fsub(year, born_year), before)
        known = build.and_(
            build.fcmp_ordered("!=", day, self.constant(0)), build.fcmp_ordered("!=", born, self.constant(0))
        )
        return build.select(build.and_(known, build.fcmp_ordered(">=", day, born)), years, self.constant(0))

    def _calendar(self, day: Vector) -> tuple[Vector, Vector]:
        """The year of a day and a number that rises through it, as in columns.py."""
        build = self.builder

        def over(x: Vector, y: float) -> Vector:
            return self.intrinsic("floor", build.fdiv(x, self.constant(y)))

        def times(x: Vector, y: float) -> Vector:
            return build.fmul(x, self.constant(y))

        def plus(x: Vector, y: float) -> Vector:
            return build.fadd(x, self.constant(y))

        from_march = plus(day, 305)
        era = over(from_march, 146097)
        in_era = build.fsub(from_march, times(era, 146097))
        leaps = build.fsub(build.fsub(over(in_era, 36524), over(in_era, 1460)), over(in_era, 146096))
        year = over(build.fadd(in_era, leaps), 365)
        days = build.fadd(times(year, 365), build.fsub(over(year, 4), over(year, 100)))
        in_year = build.fsub(in_era, days)
        month = over(plus(times(in_year, 5), 2), 153)
        in_month = plus(build.fsub(in_year, over(plus(times(month, 153), 2), 5)), 1)
        early = build.fcmp_ordered(">=", month, self.constant(10))
        number = build.select(early, plus(month, -9), plus(month, 3))
        whole = build.fadd(build.fadd(year, times(era, 400)), self.number(early))
        return whole, build.fadd(times(number, 32), in_month)
