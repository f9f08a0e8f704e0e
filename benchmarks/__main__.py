"""`make bench`: how long the calculator takes, beside what it is measured against, in one run on one machine.

Each figure is the median of several runs. The two sides of a ratio take turns, so that a busy moment slows both.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import sysconfig
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from calculator import effort
from calculator.calculator import Calculator
from calculator.contract.case import Case
from calculator.contract.reading import read_case
from calculator.contract.values import MOST_OPTIONS

TOP = Path(__file__).parent.parent
EXAMPLE = TOP / "examples" / "first-look.json"
PROGRAM = str(Path(sysconfig.get_path("scripts")) / "calculator")
PAGES = ("first-look", "dan", "rhys-and-lorna")  # one choice; three; a couple with children, and answers left open
ENOUGH = "100000 per second"  # one client asks here as often as thousands do elsewhere
THREADS = "16"  # as many as `calculator serve` has

Row = tuple[str, float, str, float, str]


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


def command_line() -> Row:
    """A case, from the shell's prompt back to it."""

    def process(*command: str) -> Callable[[], object]:
        return lambda: subprocess.run(command, check=True, cwd=TOP, env=usual, stdout=subprocess.DEVNULL)

    # As Python usually runs: the libraries were compiled when they were installed, and so is ours by the first run.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    libraries = process(sys.executable, "-c", "import pydantic, numpy")
    ours, theirs = medians(15, process(PROGRAM, "calculate", str(EXAMPLE)), libraries)
    return "a case at the command line", ours, 'python -c "import pydantic, numpy"', theirs, "at most 3 times"


def result_pages() -> list[Row]:
    """The pages as a visitor gets them: over HTTP, on a connection of its own, from the same server as the trivial page."""
    here, there = free_port(), free_port()
    trivial = [f"--listen=127.0.0.1:{there}", f"--threads={THREADS}", "benchmarks.trivial:app"]
    with (
        running(here, PROGRAM, "serve", "--port", str(here), "--most-requests", ENOUGH),
        running(there, sys.executable, "-m", "waitress", *trivial),
    ):
        *ours, theirs = medians(
            100, *(partial(get, here, f"/example/{name}") for name in PAGES), lambda: get(there, "/")
        )
    return [
        (f"the result page, {name}", each, "a trivial Flask page", theirs, "at most 20 times")
        for name, each in zip(PAGES, ours, strict=True)
    ]


def get(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    if response.status != http.client.OK:
        raise SystemExit(f"{path} gave {response.status}")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def running(port: int, *command: str) -> Iterator[None]:
    """A server, from when it answers until the block ends."""
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with socket.socket() as trial:
                    if trial.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield
        finally:
            server.terminate()


def one_case(*views: str) -> float:
    """A case inside a running process, read and worked out."""
    calculator = Calculator.load()
    case: dict[str, Any] = json.loads(EXAMPLE.read_text())
    case["views"] = list(views)
    return medians(200, lambda: calculator.calculate(read_case(case)))[0]


def years() -> Iterator[tuple[str, float, float, int]]:
    """Years in dated money: the time of each, that of the same case without views, and how many times as much it may take."""
    calculator = Calculator.load()
    what_ifs = json.loads(EXAMPLE.read_text())
    what_ifs["options"][0]["what_if"] = [
        {"kind": "ends", "after_weeks": 6},
        {"kind": "sick", "after_weeks": 10, "weeks": 4},
    ]
    read = {name: json.loads((TOP / "examples" / f"{name}.json").read_text()) for name in ("dan", "graham")}
    for name, case, most in [("two what-ifs", what_ifs, 6), ("dan", read["dan"], 12), ("graham", read["graham"], 20)]:
        sides = [read_case({**case, "views": views}) for views in (["timeline"], [])]
        year, plain = medians(15, *(partial(calculator.calculate, side) for side in sides))
        yield f"the year of {name}", year, plain, most


def memory_held() -> float:
    """The most that the largest case which a public site takes holds while it is worked out, in MiB."""
    calculator, case = Calculator.load(), largest_case()
    tracemalloc.start()
    calculator.calculate(case)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def largest_case() -> Case:
    """Two adults with ten children, weekly pay and as many options with a year as a public site works out."""
    job = {"name": "New", "hours_per_week": 20, "pay": {"amount": 13, "per": "hour"}, "paid": "week"}
    held = {"name": "Old", "hours_per_week": 10, "pay": {"amount": 13, "per": "hour"}, "paid": "week"}
    what_ifs = [{"kind": kind, "after_weeks": 8, "hours": 12} for kind in ("ends", "hours", "sick")]
    data: dict[str, Any] = {
        "date": "2026-11-23",
        "adults": [{"age": 40, "uc_health": "lcwra", "lcwra_rate": "new", "jobs": [held]}, {"age": 38, "jobs": [held]}],
        "children": [{"date_of_birth": f"{year}-02-01"} for year in range(2016, 2026)],
        "home": {"tenure": "social", "rent": {"amount": 900, "per": "month"}, "bedrooms": 4},
        "views": ["timeline", "hours"],
        "options": [],
    }
    case = read_case(data)
    for number in range(MOST_OPTIONS):
        data["options"].append(
            {
                "name": str(number),
                "job": {**job, "hours_per_week": 10 + number},
                "what_if": what_ifs,
                "starts": "2026-12-07",
            }
        )
        larger = read_case(data)
        if effort.estimate(larger).total > effort.MOST:
            break
        case = larger
    return case


def main() -> None:
    print(f"{'':36}{'ours, ms':>9}   {'beside':36}{'ms':>7}{'times':>7}   target")
    for name, ours, beside, theirs, target in (command_line(), *result_pages()):
        print(f"{name:36}{ours:9.1f}   {beside:36}{theirs:7.1f}{ours / theirs:7.1f}   {target}")
    for name, views, target in [
        ("a case in a running process", (), "at most 5 ms"),
        ("the same with the hours view", ("hours",), "at most 10 ms"),
    ]:
        print(f"{name:36}{one_case(*views):9.1f}   {'':36}{'':7}{'':7}   {target}")
    year, plain = one_case("timeline"), one_case()
    print(
        f"{'a year in dated money':36}{year:9.1f}   {'a case in a running process':36}{plain:7.1f}{year / plain:7.1f}   at most 20 times"
    )
    for name, year, plain, most in years():
        print(
            f"{name:36}{year:9.1f}   {'the same case without views':36}{plain:7.1f}{year / plain:7.1f}   at most {most} times"
        )
    print(f"{'the memory of the largest case, MiB':36}{memory_held():9.1f}   {'':36}{'':7}{'':7}   at most 100")


if __name__ == "__main__":
    main()
