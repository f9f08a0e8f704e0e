"""How much of the processor a piece of work takes, whatever other programs and earlier tests left behind."""

import gc
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU time of one run of `work`, in seconds.

    Thousands of tests before this one leave millions of objects. They are set aside, because a full collection that happens to
    fall into the measured work would look through all of them.
    """
    gc.freeze()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.unfreeze()
