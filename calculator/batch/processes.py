"""Works out the parts of a job on this machine: in this process, or in several."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing.sharedctypes import Synchronized
from typing import TYPE_CHECKING

from calculator.batch.answer import Tick
from calculator.batch.errors import BatchError
from calculator.batch.files import Part
from calculator.batch.job import Done, Task, do_part

if TYPE_CHECKING:
    Counter = Synchronized[int]

_LOOK = 0.5  # seconds between two looks at how far the processes are
_AHEAD = 2  # parts that wait for each process
_counter: Counter | None = None


def here(task: Task, parts: Iterator[Part], tick: Tick) -> Iterator[Done]:
    """Work out parts one after another in this process."""
    for part in parts:
        yield do_part(task, part, tick)


@dataclass(frozen=True, slots=True)
class Processes:
    """Works out parts in so many processes. Each loads the rules for itself."""

    count: int

    def __call__(self, task: Task, parts: Iterator[Part], tick: Tick) -> Iterator[Done]:
        # A process that is forked from one with threads, such as Arrow's, can hang.
        context = multiprocessing.get_context("spawn")
        counter = context.Value("q", 0)
        told = 0
        with ProcessPoolExecutor(self.count, context, _begin, (counter,)) as pool:
            try:
                waiting = {pool.submit(_do, task, part) for part in islice(parts, self.count * _AHEAD)}
                while waiting:
                    finished, waiting = concurrent.futures.wait(waiting, _LOOK, FIRST_COMPLETED)
                    tick(counter.value - told)
                    told = counter.value
                    for future in finished:
                        yield _result(future)
                    waiting |= {pool.submit(_do, task, part) for part in islice(parts, len(finished))}
            finally:
                pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Done]) -> Done:
    try:
        return future.result()
    except BrokenProcessPool:
        raise BatchError(
            [
                "a process was stopped from outside, perhaps for want of memory. Run the same command again to go on where it was"
            ]
        ) from None


def _begin(counter: Counter) -> None:
    global _counter
    _counter = counter


def _do(task: Task, part: Part) -> Done:
    return do_part(task, part, _count)


def _count(rows: int) -> None:
    assert _counter is not None
    with _counter.get_lock():
        _counter.value += rows
