"""Compiles the machine code of a graph, keeps it in the cache, and runs it.

A kept file has a digest over its name and its bytes in front. The name is a digest of the rules of the graph, of the code that writes machine
code, of the processor and of the version of LLVM, so it is only used for the same rules on the same kind of processor. The checks of owner and
permissions are those of the cache of rules.
"""

from __future__ import annotations

import ctypes
import hashlib
import marshal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import llvmlite
import llvmlite.binding as llvm
import numpy as np

from calculator.rulebook.language.typed import Slot
from calculator.rulebook.run import cache
from calculator.rulebook.run.columns import Graph
from calculator.rulebook.run.compile import Dates
from calculator.rulebook.run.machine import NAME, Machine
from calculator.rulebook.run.program import AmountInForce

if TYPE_CHECKING:
    from calculator.rulebook.run.columns import Floats, InputValues, Truths

LANES = 8  # households in a vector
_SPEED = 2
# The code that writes machine code: what was kept of another version is not used.
_WRITER = hashlib.sha256(
    b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in ("machine", "lanes", "groups", "native"))
).hexdigest()
_lock = threading.Lock()
_ready = False
_Function = ctypes.CFUNCTYPE(None, *[ctypes.c_int64] * 3, *[ctypes.c_void_p] * 4)


def _start() -> None:
    global _ready
    if not _ready:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        _ready = True


def processor() -> str:
    """The kind of processor, with what it can do."""
    return f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


@dataclass
class InMachineCode:
    """The rules of a graph as machine code. It lets other threads run while it works.

    folder: where compiled code is kept; None if it is not kept. tables: see Machine.
    """

    graph: Graph
    tables: Sequence[str] = ()
    folder: Path | None = None

    def __post_init__(self) -> None:
        with _lock:
            _start()
            target = llvm.Target.from_default_triple().create_target_machine(
                cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=_SPEED
            )
            self.inputs, self.slots, self.bands, self.length, code = self._code(target)
            self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
            self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
            self._engine.finalize_object()
            self._function = _Function(self._engine.get_function_address(NAME))

    def _code(self, target: llvm.TargetMachine) -> tuple[list[str], dict[Slot, int], dict[Slot, int], int, bytes]:
        """The inputs, where the amounts stand, the bands, how long the amounts are, and the object file; from the folder if it is there."""
        graph = self.graph
        trees = (graph.order, [graph.trees[key] for key in graph.order], [*graph.wanted.items()], [*graph.most.items()])
        parts = (llvmlite.__version__, processor(), LANES, _WRITER, self.tables, graph.inputs, trees)
        name = hashlib.sha256(repr(parts).encode()).hexdigest()
        file = self.folder / f"code-{name}" if self.folder else None
        if kept := cache.load_bytes(file):
            inputs, slots, bands, length, code = marshal.loads(kept)
            return inputs, dict(slots), dict(bands), length, code
        machine = Machine(graph, self.tables, LANES)
        code = _compiled(machine.write(), target)
        held = (machine.inputs, [*machine.slots.items()], [*machine.bands.items()], machine.length, code)
        cache.store_bytes(file, marshal.dumps(held))
        return machine.inputs, machine.slots, machine.bands, machine.length, code

    def amounts(self, dates: Dates) -> Floats:
        """The amounts in force on some dates, as the code reads them. Raises NotInForce."""
        found = np.zeros(max(1, self.length))
        for slot, place in self.slots.items():
            name, clock, use = slot
            value = self.graph.engine.amount(name, clock, use, dates)
            row = _bands(value, self.bands[slot]) if slot in self.bands else np.ravel(np.array(value, dtype=float))
            found[place : place + len(row)] = row
        return found

    def run(
        self, inputs: Mapping[str, InputValues], rows: int, amounts: Floats, first: int = 0, end: int | None = None
    ) -> tuple[dict[str, Floats], Truths]:
        """The figures of so many households, and which of them are doubtful.

        inputs: an array for each name in `inputs`, of one row for each place of its entity. They have room for a whole number of vectors.
        """
        assert rows % LANES == 0
        held = [np.ascontiguousarray(inputs[name], dtype=np.float64) for name in self.inputs]
        figures = np.empty((len(self.graph.wanted), rows))
        doubtful = np.zeros(rows, dtype=np.uint8)
        pointers = (ctypes.c_void_p * max(1, len(held)))(*(each.ctypes.data for each in held))
        out = (ctypes.c_void_p * len(figures))(*(each.ctypes.data for each in figures))
        self._function(
            first, rows if end is None else end, rows, pointers, out, amounts.ctypes.data, doubtful.ctypes.data
        )
        return dict(zip(self.graph.wanted, figures, strict=True)), doubtful != 0


def _compiled(source: str, target: llvm.TargetMachine) -> bytes:
    """The object file of a source in LLVM's language."""
    module = llvm.parse_assembly(source)
    module.verify()
    tuning = llvm.create_pipeline_tuning_options(speed_level=_SPEED)
    tuning.loop_vectorization = tuning.slp_vectorization = tuning.loop_unrolling = False
    builder = llvm.create_pass_builder(target, tuning)
    builder.getModulePassManager().run(module, builder)
    made: bytes = target.emit_object(module)
    return made


def _bands(rows: AmountInForce, size: int) -> Floats:
    """Bands as the code reads them: where each begins, how wide it is, and its rate. Those that are not there have no width."""
    assert isinstance(rows, tuple | list)
    found = np.zeros((size, 3))
    for number, row in enumerate(rows):
        assert isinstance(row, tuple)
        low, rate = (float(part) for part in row)
        following = rows[number + 1] if number + 1 < len(rows) else (np.inf,)
        assert isinstance(following, tuple)
        found[number] = low, float(following[0]) - low, rate
    return np.ravel(found)
