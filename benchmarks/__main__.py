"""`make bench`: how long the calculator takes, beside what it is measured against, in one run on one machine.

Each figure is the median of several runs. The two sides of a ratio take turns, so that a busy moment slows both.
"""

import json
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from calculator.calculate import Calculator
from calculator.case import read_case
from calculator.web import create_app

TOP = Path(__file__).parent.parent
EXAMPLE = TOP / "examples" / "first-look.json"


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def medians(runs: int, *works: Callable[[], object]) -> list[float]:
    """The median of each, taken in turn. The first round only warms up."""
    for work in works:
        work()
    rounds = [[milliseconds(work) for work in works] for _ in range(runs)]
    return [statistics.median(side) for side in zip(*rounds, strict=True)]


def process(*command: str) -> Callable[[], object]:
    return lambda: subprocess.run(command, check=True, cwd=TOP, stdout=subprocess.DEVNULL)


def command_line() -> tuple[str, float, str, float, str]:
    program = str(Path(sysconfig.get_path("scripts")) / "calculator")
    ours, theirs = medians(
        15, process(program, "calculate", str(EXAMPLE)), process(sys.executable, "-c", "import pydantic, numpy")
    )
    return "command line, whole process", ours, 'python -c "import pydantic, numpy"', theirs, "at most 3 times"


def one_case(*views: str) -> float:
    calculator = Calculator.load()
    case: dict[str, Any] = json.loads(EXAMPLE.read_text())
    case["views"] = list(views)
    return medians(200, lambda: calculator.calculate(read_case(case)))[0]


def result_page() -> tuple[str, float, str, float, str]:
    trivial = Flask("trivial")
    trivial.add_url_rule("/", view_func=lambda: "<!doctype html><title>Hello</title><h1>Hello</h1>")
    here, there = create_app().test_client(), trivial.test_client()

    def ours() -> None:
        page = here.get("/example/first-look")
        assert page.status_code == 200, page.status

    times = medians(200, ours, lambda: there.get("/"))
    return "result page", times[0], "a trivial Flask page", times[1], "at most 20 times"


def main() -> None:
    rows = [command_line(), result_page()]
    print(f"{'':38}{'ours, ms':>10}  {'beside':38}{'ms':>8}{'times':>8}  target")
    for name, ours, beside, theirs, target in rows:
        print(f"{name:38}{ours:10.1f}  {beside:38}{theirs:8.1f}{ours / theirs:8.1f}  {target}")
    for name, ours, target in [
        ("a case, no views", one_case(), "at most 5 ms"),
        ("a case, with the hours view", one_case("hours"), "at most 10 ms"),
    ]:
        print(f"{name:38}{ours:10.1f}  {'':38}{'':8}{'':8}  {target}")


if __name__ == "__main__":
    main()
