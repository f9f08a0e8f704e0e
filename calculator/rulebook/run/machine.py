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
from calculator.rulebook.run.columns import Graph
from calculator.rulebook.run.folding import is_whole
from calculator.rulebook.run.groups import groups
from calculator.rulebook.run.lanes import DOUBLE, INT, SHORT, Lanes, Vector

NAME = "households"
_BYTE = ir.IntType(8)
_POINTER = ir.PointerType()

Index: TypeAlias = ir.Value  # an IR whole number


@dataclass(frozen=True, slots=True)
class EntityPlace:
    """Where in the household an expression is worked out: the entity, its index (through all owners), and the place of its owner."""

    entity: str
    index: Index
    owner: EntityPlace | None = None


class Machine(Lanes):
    """Writes one function. It is given the first household, the one after the last, how many there are in all, the arrays of the inputs (in the
    order of `inputs`), those of the figures, the amounts, and an array of bytes that it sets where a household is doubtful.

    tables: the entities whose inputs stand in tables, of which each household uses one line; the input "#line" says which, and all households of
    a vector use the same. Where such an entity has owners, its table is one row of values, and "#band from" and so on say where those of each owner
    begin. "#adult" and so on say how many of an entity there are.
    """

    def __init__(self, graph: Graph, tables: Sequence[str], lanes: int) -> None:
        super().__init__(NAME, lanes)
        self.graph, self.tables = graph, tables
        self.engine, self.rules, self.entities = graph.engine, graph.engine.book.rules, graph.engine.book.entities
        self.present = [entity for entity, most in graph.most.items() if most]
        lines = ["#line"] if any(entity in tables for entity in self.present) else []
        ragged = [f"#{entity} from" for entity in self.present if entity in tables and self.entities[entity].of]
        self.inputs = [*graph.inputs, *(f"#{entity}" for entity in self.present), *ragged, *lines]
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
        kind = ir.FunctionType(ir.VoidType(), [INT, INT, INT, _POINTER, _POINTER, _POINTER, _POINTER])
        function = ir.Function(self.module, kind, NAME)
        first, end, self.rows, self.arrays, self.figures, self.amounts, self.doubtful = function.args
        entry = function.append_basic_block("entry")
        head, body, after = (function.append_basic_block(name) for name in ("head", "body", "after"))
        self.builder = build = ir.IRBuilder(entry)
        self.start = build.branch(head)  # what is worked out once goes before this
        build.position_at_end(head)
        self.row = build.phi(INT)
        self.row.add_incoming(first, entry)
        build.cbranch(build.icmp_signed("<", self.row, end), body, after)
        build.position_at_end(body)
        self.doubt = self.local(self.wide)
        build.store(ir.Constant(self.wide, [0] * self.lanes), self.doubt)
        self._count()
        for each, keys in groups(self.graph):
            self._group(each, keys)
        for number, tree in enumerate(self.graph.wanted.values()):
            build.store(self.number(self.expression(tree, None)), self._array(self.figures, number, self.row), align=8)
        doubtful = build.trunc(build.load(self.doubt, typ=self.wide), ir.VectorType(_BYTE, self.lanes))
        build.store(doubtful, build.gep(self.doubtful, [self.row], source_etype=_BYTE), align=1)
        following = build.add(self.row, ir.Constant(INT, self.lanes))
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
        index = build.phi(INT)
        index.add_incoming(ir.Constant(INT, 0), before)
        build.cbranch(build.icmp_signed("<", index, times), body, after)
        build.position_at_end(body)
        self.scopes.append({})
        yield index
        self.scopes.pop()
        index.add_incoming(build.add(index, ir.Constant(INT, 1)), build.block)
        build.branch(head)
        build.position_at_end(after)

    def _array(self, arrays: ir.Value, number: int, row: Index) -> ir.Value:
        """Where the values of a household begin in one of several arrays."""
        return self.builder.gep(self._begin(arrays, number), [row], source_etype=DOUBLE)

    def _begin(self, arrays: ir.Value, number: int) -> ir.Value:
        key = ("array", arrays.name, number)
        if key not in self.scopes[0]:
            with self.once():
                held = self.builder.gep(arrays, [ir.Constant(INT, number)], source_etype=_POINTER)
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
                self._array(self.arrays, self.inputs.index("#line"), self.row), typ=DOUBLE, align=8
            )
            self.scopes[0]["#line"] = self.builder.fptosi(line, INT)
        for entity in self.present:
            owner = self.entities[entity].of
            owners = self.graph.most[owner] if owner else 1
            there, times = self.local(self.vector, owners), self.local(INT, owners)
            for number in range(owners):
                index = ir.Constant(INT, number)
                found = self._load(f"#{entity}", index if owner else None, entity in self.tables, owners)
                self.builder.store(found, self.builder.gep(there, [index], source_etype=self.vector))
                most = self._most(found)
                self.builder.store(most, self.builder.gep(times, [index], source_etype=INT))
            self.counted[entity] = (there, times)

    def _most(self, counts: Vector) -> Index:
        name = f"llvm.vector.reduce.smax.v{self.lanes}i32"
        held = self.module.globals.get(name) or ir.Function(self.module, ir.FunctionType(SHORT, [self.short]), name)
        return self.builder.zext(self.builder.call(held, [self.builder.fptosi(counts, self.short)]), INT)

    def _of(self, entity: str, owner: EntityPlace | None, which: int) -> ir.Value:
        """How many of an entity there are: in each lane (0) or in any (1)."""
        held, kind = self.counted[entity][which], (self.vector, INT)[which]
        index = owner.index if owner and self.entities[entity].of else ir.Constant(INT, 0)
        return self.builder.load(self.builder.gep(held, [index], source_etype=kind), typ=kind)

    @contextmanager
    def each(self, entity: str, owner: EntityPlace | None) -> Iterator[tuple[EntityPlace, Vector]]:
        """Write what follows for each of an entity; gives the place and in which lanes it is there."""
        with self.loop(self._of(entity, owner, 1)) as number:
            index = number
            if owner is not None and self.entities[entity].of:
                first = self.builder.mul(owner.index, ir.Constant(INT, self.graph.most[entity]))
                index = self.builder.add(first, number)
            as_double = self.splat(self.builder.sitofp(number, DOUBLE))
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
        return self._from_table(name, index or ir.Constant(INT, 0), width) if tabled else self._from_array(name, index)

    def _from_array(self, name: str, index: Index | None) -> Vector:
        row = self.row if index is None else self.builder.add(self.builder.mul(index, self.rows), self.row)
        return self.builder.load(self._array(self.arrays, self.inputs.index(name), row), typ=self.vector, align=8)

    def _from_table(self, name: str, index: Index, width: int) -> Vector:
        """From the line of a table that the households of the vector use; the line has so many places."""
        return self.splat(self._scalar(name, index, width))

    def _scalar(self, name: str, index: Index, width: int) -> ir.Value:
        build, table = self.builder, self._begin(self.arrays, self.inputs.index(name))
        at = build.add(build.mul(self.scopes[0]["#line"], ir.Constant(INT, width)), index)
        return build.load(build.gep(table, [at], source_etype=DOUBLE), typ=DOUBLE, align=8)

    def _from_ragged(self, name: str, place: EntityPlace) -> Vector:
        """From a table in which the places of each owner stand one after the other, wherever they begin."""
        build, table = self.builder, self._begin(self.arrays, self.inputs.index(name))
        assert place.owner is not None
        most = ir.Constant(INT, self.graph.most[place.entity])
        within = build.sub(place.index, build.mul(place.owner.index, most))
        begins = self._scalar(f"#{place.entity} from", place.owner.index, self._places(place.owner.entity))
        at = build.add(build.fptosi(begins, INT), within)
        one = build.load(build.gep(table, [at], source_etype=DOUBLE), typ=DOUBLE, align=8)
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
                where = self.builder.gep(self.amounts, [ir.Constant(INT, place)], source_etype=DOUBLE)
                self.scopes[0][key] = self.splat(self.builder.load(where, typ=DOUBLE, align=8))
        return self.scopes[0][key]

    def look_up(self, place: int, index: Vector, size: int) -> Vector:
        """A number of a table of amounts. An index outside the table, which only a lane that is not there has, is moved into it."""
        build = self.builder
        inside = self.extreme("min", self.extreme("max", index, self.constant(0)), self.constant(size - 1))
        whole = build.fptosi(inside, self.wide)
        found = ir.Constant(self.vector, ir.Undefined)
        for number in range(self.lanes):
            at = build.add(self.lane(whole, number), ir.Constant(INT, place))
            one = build.load(build.gep(self.amounts, [at], source_etype=DOUBLE), typ=DOUBLE, align=8)
            found = build.insert_element(found, one, ir.Constant(SHORT, number))
        return found

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
        last = self.builder.sub(self._of("adult", None, 1), ir.Constant(INT, 1))
        there = self.builder.fcmp_ordered("==", self._of("adult", None, 0), self.constant(2))
        self.scopes.append({})
        found = self.expression(x, EntityPlace("adult", self.builder.sub(last, mine.index)))
        self.scopes.pop()
        nothing = self.truth(False) if found.type == self.truths else self.constant(0)
        return self.builder.select(there, found, nothing)
