"""Writes the rules of a graph as LLVM IR: the same typed trees as the other arithmetics, for several households at a time.

A household is one lane of a vector. Conditions become selections, so that there are no branches but the loops over entities, which run as often
as the household with the most of them in the vector needs.

Numbers, codes and dates are all float64. An input is a contiguous array: for an entity, the values of its first place for all households, then
those of its second place. No floating-point operation may be reordered or joined with another.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from llvmlite import ir

from calculator.rulebook.language.model import Bands
from calculator.rulebook.language.typed import Slot, Typed
from calculator.rulebook.run.codegen import NodeKey, kind_of
from calculator.rulebook.run.columns import CLOSE, EQUAL, PENNY_CLOSE, PENNY_SHARE, SAME, Graph
from calculator.rulebook.run.folding import is_whole

NAME = "households"
_INT, _SHORT, _BYTE, _BIT, _DOUBLE = ir.IntType(64), ir.IntType(32), ir.IntType(8), ir.IntType(1), ir.DoubleType()
_POINTER = ir.PointerType()

Vector: TypeAlias = ir.Value  # an IR value with a lane for each household: of numbers, or of truths
Index: TypeAlias = ir.Value  # an IR whole number


@dataclass(frozen=True, slots=True)
class EntityPlace:
    """Where in the household an expression is worked out: the entity, its index (through all owners), and the place of its owner."""

    entity: str
    index: Index
    owner: EntityPlace | None = None


class Machine:
    """Writes one function. It is given the first household, the one after the last, how many there are in all, the arrays of the inputs (in the
    order of `inputs`), those of the figures, the amounts, and an array of bytes that it sets where a household is doubtful.

    tables: the entities whose inputs stand in tables, of which each household uses one line; the input "#line" says which, and all households of
    a vector use the same. Where such an entity has owners, its table is one row of values, and "#band from" and so on say where those of each owner
    begin. "#adult" and so on say how many of an entity there are.
    """

    def __init__(self, graph: Graph, tables: Sequence[str], lanes: int) -> None:
        self.graph, self.tables, self.lanes = graph, tables, lanes
        self.engine, self.rules, self.entities = graph.engine, graph.engine.book.rules, graph.engine.book.entities
        self.present = [entity for entity, most in graph.most.items() if most]
        lines = ["#line"] if any(entity in tables for entity in self.present) else []
        ragged = [f"#{entity} from" for entity in self.present if entity in tables and self.entities[entity].of]
        self.inputs = [*graph.inputs, *(f"#{entity}" for entity in self.present), *ragged, *lines]
        self.vector, self.truths = ir.VectorType(_DOUBLE, lanes), ir.VectorType(_BIT, lanes)
        self.wide, self.short = ir.VectorType(_INT, lanes), ir.VectorType(_SHORT, lanes)
        self.module = ir.Module(NAME)
        self.slots: dict[Slot, int] = {}  # each amount, and where it begins in the array of amounts
        self.bands: dict[Slot, int] = {}  # how many bands an amount has at most
        self.length = 0
        self.scopes: list[dict[Hashable, Vector]] = [{}]  # what has been worked out in the loops around
        self.stored: dict[NodeKey, ir.Value] = {}  # where the values of nodes of an entity are kept
        self.counted: dict[
            str, tuple[ir.Value, ir.Value]
        ] = {}  # for each entity: how many there are in each lane, and in any

    # ------------------------------------------------------------------ the frame
    def write(self) -> str:
        kind = ir.FunctionType(ir.VoidType(), [_INT, _INT, _INT, _POINTER, _POINTER, _POINTER, _POINTER])
        function = ir.Function(self.module, kind, NAME)
        first, end, self.rows, self.arrays, self.figures, self.amounts, self.doubtful = function.args
        entry = function.append_basic_block("entry")
        head, body, after = (function.append_basic_block(name) for name in ("head", "body", "after"))
        self.builder = build = ir.IRBuilder(entry)
        self.start = build.branch(head)  # what is worked out once goes before this
        build.position_at_end(head)
        self.row = build.phi(_INT)
        self.row.add_incoming(first, entry)
        build.cbranch(build.icmp_signed("<", self.row, end), body, after)
        build.position_at_end(body)
        self.doubt = self.local(self.wide)
        build.store(ir.Constant(self.wide, [0] * self.lanes), self.doubt)
        self._count()
        for each, keys in _groups(self.graph):
            self._group(each, keys)
        for number, tree in enumerate(self.graph.wanted.values()):
            build.store(self.number(self.expression(tree, None)), self._array(self.figures, number, self.row), align=8)
        doubtful = build.trunc(build.load(self.doubt, typ=self.wide), ir.VectorType(_BYTE, self.lanes))
        build.store(doubtful, build.gep(self.doubtful, [self.row], source_etype=_BYTE), align=1)
        following = build.add(self.row, ir.Constant(_INT, self.lanes))
        self.row.add_incoming(following, build.block)
        build.branch(head)
        build.position_at_end(after)
        build.ret_void()
        return str(self.module)

    @contextmanager
    def once(self) -> Iterator[None]:
        """Write what follows where it is done once, before the first household."""
        block = self.builder.block
        self.builder.position_before(self.start)
        yield
        self.builder.position_at_end(block)

    def local(self, kind: ir.Type, size: int = 1) -> ir.Value:
        """A place on the stack for so many values."""
        with self.once():
            return self.builder.alloca(kind, size)

    @contextmanager
    def loop(self, times: Index) -> Iterator[Index]:
        """Write what follows in a loop; gives the index."""
        build, before = self.builder, self.builder.block
        head, body, after = (self.builder.function.append_basic_block() for _ in range(3))
        build.branch(head)
        build.position_at_end(head)
        index = build.phi(_INT)
        index.add_incoming(ir.Constant(_INT, 0), before)
        build.cbranch(build.icmp_signed("<", index, times), body, after)
        build.position_at_end(body)
        self.scopes.append({})
        yield index
        self.scopes.pop()
        index.add_incoming(build.add(index, ir.Constant(_INT, 1)), build.block)
        build.branch(head)
        build.position_at_end(after)

    def _array(self, arrays: ir.Value, number: int, row: Index) -> ir.Value:
        """Where the values of a household begin in one of several arrays."""
        return self.builder.gep(self._begin(arrays, number), [row], source_etype=_DOUBLE)

    def _begin(self, arrays: ir.Value, number: int) -> ir.Value:
        key = ("array", arrays.name, number)
        if key not in self.scopes[0]:
            with self.once():
                held = self.builder.gep(arrays, [ir.Constant(_INT, number)], source_etype=_POINTER)
                self.scopes[0][key] = self.builder.load(held, typ=_POINTER)
        return self.scopes[0][key]

    def known(self, key: Hashable) -> Vector | None:
        """What has been worked out in this loop or those around it."""
        return next((scope[key] for scope in reversed(self.scopes) if key in scope), None)

    # ------------------------------------------------------------------ how many there are
    def _count(self) -> None:
        """How many there are of each entity: in each lane, and in the lane with the most."""
        for name in self.graph.inputs:
            if self.rules[name.lstrip("?")].each is None:
                self.input(name, None)  # in the outer scope, where every loop can see it
        if "#line" in self.inputs:
            line = self.builder.load(
                self._array(self.arrays, self.inputs.index("#line"), self.row), typ=_DOUBLE, align=8
            )
            self.scopes[0]["#line"] = self.builder.fptosi(line, _INT)
        for entity in self.present:
            owner = self.entities[entity].of
            owners = self.graph.most[owner] if owner else 1
            there, times = self.local(self.vector, owners), self.local(_INT, owners)
            for number in range(owners):
                index = ir.Constant(_INT, number)
                found = self._load(f"#{entity}", index if owner else None, entity in self.tables, owners)
                self.builder.store(found, self.builder.gep(there, [index], source_etype=self.vector))
                most = self._most(found)
                self.builder.store(most, self.builder.gep(times, [index], source_etype=_INT))
            self.counted[entity] = (there, times)

    def _most(self, counts: Vector) -> Index:
        name = f"llvm.vector.reduce.smax.v{self.lanes}i32"
        held = self.module.globals.get(name) or ir.Function(self.module, ir.FunctionType(_SHORT, [self.short]), name)
        return self.builder.zext(self.builder.call(held, [self.builder.fptosi(counts, self.short)]), _INT)

    def _of(self, entity: str, owner: EntityPlace | None, which: int) -> ir.Value:
        """How many of an entity there are: in each lane (0) or in any (1)."""
        held, kind = self.counted[entity][which], (self.vector, _INT)[which]
        index = owner.index if owner and self.entities[entity].of else ir.Constant(_INT, 0)
        return self.builder.load(self.builder.gep(held, [index], source_etype=kind), typ=kind)

    @contextmanager
    def each(self, entity: str, owner: EntityPlace | None) -> Iterator[tuple[EntityPlace, Vector]]:
        """Write what follows for each of an entity; gives the place and in which lanes it is there."""
        with self.loop(self._of(entity, owner, 1)) as number:
            index = number
            if owner is not None and self.entities[entity].of:
                first = self.builder.mul(owner.index, ir.Constant(_INT, self.graph.most[entity]))
                index = self.builder.add(first, number)
            as_double = self.splat(self.builder.sitofp(number, _DOUBLE))
            there = self.builder.fcmp_ordered("<", as_double, self._of(entity, owner, 0))
            yield EntityPlace(entity, index, owner if self.entities[entity].of else None), there

    @contextmanager
    def every(self, entity: str, level: str | None, place: EntityPlace | None) -> Iterator[tuple[EntityPlace, Vector]]:
        """Write what follows for each of an entity below a level. Owners that are not there have none."""
        owner = self.entities[entity].of
        if owner is None or owner == level:
            with self.each(entity, self._above(place, owner) if owner else None) as found:
                yield found
        else:
            with self.every(owner, level, place) as (above, _), self.each(entity, above) as found:
                yield found

    def _above(self, place: EntityPlace | None, entity: str) -> EntityPlace:
        """The place of an entity around a place."""
        while place is not None and place.entity != entity:
            place = place.owner
        assert place is not None, entity
        return place

    # ------------------------------------------------------------------ inputs and amounts
    def input(self, name: str, place: EntityPlace | None) -> Vector:
        """An input of the household, or of the entity around a place."""
        each = self.rules[name.lstrip("?")].each
        index = self._above(place, each).index if each else None
        key = (name, index)
        found = self.known(key)
        if found is None and each is not None and f"#{each} from" in self.inputs:
            found = self._from_ragged(name, self._above(place, each))
            self.scopes[-1][key] = found
        elif found is None:
            found = self._load(name, index, each in self.tables, self._places(each))
            if name.startswith("?") or self.rules[name].value_type == "bool":
                found = self.builder.fcmp_ordered("!=", found, self.constant(0))
            self.scopes[-1][key] = found
        return found

    def _load(self, name: str, index: Index | None, tabled: bool, width: int) -> Vector:
        return self._from_table(name, index or ir.Constant(_INT, 0), width) if tabled else self._from_array(name, index)

    def _from_array(self, name: str, index: Index | None) -> Vector:
        row = self.row if index is None else self.builder.add(self.builder.mul(index, self.rows), self.row)
        return self.builder.load(self._array(self.arrays, self.inputs.index(name), row), typ=self.vector, align=8)

    def _from_table(self, name: str, index: Index, width: int) -> Vector:
        """From the line of a table that the households of the vector use; the line has so many places."""
        return self.splat(self._scalar(name, index, width))

    def _scalar(self, name: str, index: Index, width: int) -> ir.Value:
        build, table = self.builder, self._begin(self.arrays, self.inputs.index(name))
        at = build.add(build.mul(self.scopes[0]["#line"], ir.Constant(_INT, width)), index)
        return build.load(build.gep(table, [at], source_etype=_DOUBLE), typ=_DOUBLE, align=8)

    def _from_ragged(self, name: str, place: EntityPlace) -> Vector:
        """From a table in which the places of each owner stand one after the other, wherever they begin."""
        build, table = self.builder, self._begin(self.arrays, self.inputs.index(name))
        assert place.owner is not None
        most = ir.Constant(_INT, self.graph.most[place.entity])
        within = build.sub(place.index, build.mul(place.owner.index, most))
        begins = self._scalar(f"#{place.entity} from", place.owner.index, self._places(place.owner.entity))
        at = build.add(build.fptosi(begins, _INT), within)
        one = build.load(build.gep(table, [at], source_etype=_DOUBLE), typ=_DOUBLE, align=8)
        found = self.splat(one)
        is_truth = name.startswith("?") or self.rules[name].value_type == "bool"
        return build.fcmp_ordered("!=", found, self.constant(0)) if is_truth else found

    def _places(self, entity: str | None) -> int:
        """How many places an entity has in a household."""
        return 1 if entity is None else self.graph.most[entity] * self._places(self.entities[entity].of)

    def slot(self, name: str, clock: str | None, use: tuple[str, object] | None, size: int = 1) -> int:
        """Where an amount begins in the array of amounts."""
        key = (name, clock, use)
        if key not in self.slots:
            self.slots[key] = self.length
            self.length += size
        return self.slots[key]

    def amount(self, place: int) -> Vector:
        """One number of the amounts, in every lane."""
        key = ("amount", place)
        if key not in self.scopes[0]:
            with self.once():
                where = self.builder.gep(self.amounts, [ir.Constant(_INT, place)], source_etype=_DOUBLE)
                self.scopes[0][key] = self.splat(self.builder.load(where, typ=_DOUBLE, align=8))
        return self.scopes[0][key]

    def look_up(self, place: int, index: Vector, size: int) -> Vector:
        """A number of a table of amounts. An index outside the table, which only a lane that is not there has, is moved into it."""
        build = self.builder
        inside = self.extreme("min", self.extreme("max", index, self.constant(0)), self.constant(size - 1))
        whole = build.fptosi(inside, self.wide)
        found = ir.Constant(self.vector, ir.Undefined)
        for number in range(self.lanes):
            at = build.add(self.lane(whole, number), ir.Constant(_INT, place))
            one = build.load(build.gep(self.amounts, [at], source_etype=_DOUBLE), typ=_DOUBLE, align=8)
            found = build.insert_element(found, one, ir.Constant(_SHORT, number))
        return found

    # ------------------------------------------------------------------ vectors
    def lane(self, vector: Vector, number: int) -> ir.Value:
        return self.builder.extract_element(vector, ir.Constant(_SHORT, number))

    def splat(self, one: ir.Value) -> Vector:
        undefined = ir.Constant(self.vector, ir.Undefined)
        found = self.builder.insert_element(undefined, one, ir.Constant(_SHORT, 0))
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

    # ------------------------------------------------------------------ nodes
    def _group(self, each: str | None, keys: Sequence[NodeKey]) -> None:
        """Nodes that belong to one entity and can be worked out in one loop."""
        if each is None:
            for key in keys:
                self.scopes[0][key] = self.expression(self.graph.trees[key], None)
            return
        with self.every(each, None, None) as (place, _there):
            for key in keys:
                found = self.expression(self.graph.trees[key], place)
                self.scopes[-1][key] = found
                if key not in self.stored:
                    self.stored[key] = (self.local(self.vector, self._places(each)), found.type == self.truths)
                held = self.builder.gep(self.stored[key][0], [place.index], source_etype=self.vector)
                self.builder.store(self.number(found), held)

    def node(self, key: NodeKey, place: EntityPlace | None) -> Vector:
        """The value of a node at a place."""
        each = self.rules[key[0]].each
        if each is None:
            return self.scopes[0][key]
        if key in self.scopes[-1] and place is not None and place.entity == each:
            return self.scopes[-1][key]
        held, truths = self.stored[key]
        index = self._above(place, each).index
        found = self.builder.load(self.builder.gep(held, [index], source_etype=self.vector), typ=self.vector)
        return self.builder.fcmp_ordered("!=", found, self.constant(0)) if truths else found

    def expression(self, tree: Typed, place: EntityPlace | None) -> Vector:
        build = self.builder

        def sub(part: Typed) -> Vector:
            return self.expression(part, place)

        match tree:
            case ("number" | "code", value):
                return self.constant(float(value))
            case ("truth", value):
                return self.truth(value)
            case ("ref" | "key" | "look" | "cells" | "known" | "periods", *_):
                return self.reference(tree, place)
            case ("binary", op, x, y):
                do = {"+": build.fadd, "-": build.fsub, "*": build.fmul, "/": build.fdiv}[op]
                return do(self.number(sub(x)), self.number(sub(y)))
            case ("compare", op, x, y):
                numbers = kind_of(x, self.rules) == kind_of(y, self.rules) == "number"
                numbers = numbers and not (is_whole(x, self.rules) and is_whole(y, self.rules))
                return self.compare(op, sub(x), sub(y), numbers)
            case ("in", x, codes):
                value, found = sub(x), self.truth(False)
                for code in codes:
                    found = build.or_(found, build.fcmp_ordered("==", value, self.constant(code)))
                return found
            case ("and" | "or", xs):
                join, found = build.and_ if tree[0] == "and" else build.or_, sub(xs[0])
                for x in xs[1:]:
                    found = join(found, sub(x))
                return found
            case ("not", x):
                return build.not_(sub(x))
            case ("choose", branches, otherwise):
                found = sub(otherwise)
                for when, give in reversed(branches):
                    found = build.select(sub(when), sub(give), found)
                return found
            case ("function", name, xs):
                return self.function(name, [self.number(sub(x)) for x in xs])
            case ("bands", x, name, clock):
                return self.in_bands(self.number(sub(x)), name, clock)
            case ("lift", _, x):
                return sub(x)
            case ("reduce", name, entity, level, x):
                return self.reduction(name, entity, level, x, place)
            case ("partner", x):
                return self.partner(x, place)
            case ("age_on", day, born):
                return self.age_on(sub(day), sub(born))
        raise AssertionError(tree[0])

    def reference(self, tree: Typed, place: EntityPlace | None) -> Vector:
        match tree:
            case ("ref", name, clock):
                rule = self.rules[name]
                if rule.kind == "input":
                    return self.input(name, place)
                if rule.kind == "values" and rule.form != "table":
                    found = self.amount(self.slot(name, clock, None))
                    is_truth = rule.value_type == "bool"
                    return self.builder.fcmp_ordered("!=", found, self.constant(0)) if is_truth else found
                return self.node((name, clock if name in self.engine.resolved.daily else None), place)
            case ("key", name, clock, key):
                return self.amount(self.slot(name, clock, ("key", key)))
            case ("look", name, clock, order, x):
                return self.look_up(
                    self.slot(name, clock, ("order", order), len(order)), self.expression(x, place), len(order)
                )
            case ("cells", name, clock, indexes):
                flat, size = self.constant(0), 1
                for x, choices in indexes:
                    size *= len(choices)
                    flat = self.builder.fmul(flat, self.constant(len(choices)))
                    flat = self.builder.fadd(flat, self.expression(x, place))
                use = ("table", tuple(choices for _, choices in indexes))
                return self.look_up(self.slot(name, clock, use, size), flat, size)
            case ("known", name):
                return self.input(f"?{name}", place)
            case ("periods", name, counts):
                code, found = self.input(name, place), self.constant(float(counts[-1]))
                for number, count in enumerate(counts[:-1]):
                    is_it = self.builder.fcmp_ordered("==", code, self.constant(number))
                    found = self.builder.select(is_it, self.constant(float(count)), found)
                return found
        raise AssertionError(tree[0])

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

    def reduction(self, name: str, entity: str, level: str | None, x: Typed, place: EntityPlace | None) -> Vector:
        build = self.builder
        truths = name in ("any", "all")
        begins = {"highest": float("-inf"), "lowest": float("inf")}.get(name, 0.0)
        start = self.truth(name == "all") if truths else self.constant(begins)
        held = self.local(self.truths if truths else self.vector)
        build.store(start, held)
        with self.every(entity, level, place) as (inner, there):
            value, so_far = self.expression(x, inner), build.load(held, typ=start.type)
            value = value if truths else self.number(value)
            value = build.select(there, value, start)
            match name:
                case "any":
                    found = build.or_(so_far, value)
                case "all":
                    found = build.and_(so_far, value)
                case "highest" | "lowest":
                    found = self.extreme("max" if name == "highest" else "min", so_far, value)
                case _:
                    found = build.fadd(so_far, value)
            build.store(found, held)
        found = build.load(held, typ=start.type)
        if name in ("highest", "lowest"):
            nothing = build.fcmp_ordered("==", found, start)
            found = build.select(nothing, self.constant(0), found)
        return found

    def partner(self, x: Typed, place: EntityPlace | None) -> Vector:
        """The value for the other adult, in the lanes that have one."""
        mine = self._above(place, "adult")
        last = self.builder.sub(self._of("adult", None, 1), ir.Constant(_INT, 1))
        there = self.builder.fcmp_ordered("==", self._of("adult", None, 0), self.constant(2))
        self.scopes.append({})
        found = self.expression(x, EntityPlace("adult", self.builder.sub(last, mine.index)))
        self.scopes.pop()
        nothing = self.truth(False) if found.type == self.truths else self.constant(0)
        return self.builder.select(there, found, nothing)

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

    def in_bands(self, x: Vector, name: str, clock: str | None) -> Vector:
        contents = [version.content for version in self.rules[name].versions]
        size = max(len(content.rows) for content in contents if isinstance(content, Bands))
        place = self.slot(name, clock, None, 3 * size)  # where each band begins, how wide it is, and its rate
        self.bands[(name, clock, None)] = size
        build, total = self.builder, self.constant(0)
        for band in range(size):
            low, width, rate = (self.amount(place + 3 * band + part) for part in range(3))
            inside = self.extreme("min", self.extreme("max", build.fsub(x, low), self.constant(0)), width)
            total = build.fadd(total, build.fmul(rate, inside))
        return total

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


def _groups(graph: Graph) -> Iterator[tuple[str | None, list[NodeKey]]]:
    """The nodes in groups, each of one entity, in an order in which they can be worked out.

    Nodes of one group share a loop, so none of them may need another of them for all of the entity or for the partner.
    """
    rules, engine = graph.engine.book.rules, graph.engine
    uses = {key: [used for used in engine.uses(graph.trees[key]) if used in graph.trees] for key in graph.order}
    across = {key: set(_elsewhere(graph.trees[key], graph)) for key in graph.order}
    done: set[NodeKey] = set()
    left = list(graph.order)
    while left:
        each = rules[left[0][0]].each
        group: dict[NodeKey, None] = {}
        for key in left:
            if rules[key[0]].each != each or not all(used in done or used in group for used in uses[key]):
                continue
            if each is None or across[key].isdisjoint(group):
                group[key] = None
        yield each, list(group)
        done |= group.keys()
        left = [key for key in left if key not in group]


def _elsewhere(tree: Typed, graph: Graph) -> Iterator[NodeKey]:
    """The nodes that a tree needs for other places than its own."""
    stack: list[object] = [tree]
    while stack:
        part = stack.pop()
        if not isinstance(part, tuple) or not part:
            continue
        if part[0] in ("reduce", "partner"):
            yield from graph.engine.uses(part)
        else:
            stack.extend(part)
