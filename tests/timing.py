"""How much of the processor a piece of work takes, whatever other programs and earlier tests left behind."""

import gc
import time
from collections.abc import Callable

LOOP = 0.008  # seconds that the loop below takes on a machine that has nothing else to do


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of one run of `work` in this thread, in seconds.

    Thousands of tests before this one leave millions of objects. Nothing is collected meanwhile, because a full collection that
    happens to fall into the measured work would look through all of them. Threads that another test left running do not count.
    """
    gc.disable()
    try:
        began = time.thread_time()
        work()
        return time.thread_time() - began
    finally:
        gc.enable()


def within(seconds: float, work: Callable[[], object], tries: int = 5) -> bool:
    """Whether `work` takes less than so many seconds of the processor in one of so many tries.

    The seconds are those of a machine that has nothing else to do. A busy or slow machine is given as many times longer as a loop
    takes there.
    """
    for _ in range(tries):
        took = cpu_seconds(work)
        if took < seconds or took < seconds * cpu_seconds(_loop) / LOOP:
            return True
    return False


def _loop() -> None:
    made: dict[int, str] = {}
    for number in range(50_000):
        made[number % 1000] = str(number)
