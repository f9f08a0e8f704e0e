"""A process that crashes leaves no copy of its memory, because that would hold what people entered."""

import ctypes
import resource

PR_SET_DUMPABLE = 4  # of prctl(2) on Linux


def no_dumps() -> None:
    """Let this process, and those that it starts, write no core dump, whether to a file or to a program that collects them.

    The limit stops dumps to files. The kernel ignores it for programs, so the process also says that it may not be dumped.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
