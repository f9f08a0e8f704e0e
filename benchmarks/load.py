"""`make load`: the real server on this machine with many users, and with the faults that a site meets. Writes docs/load.md.

Only 127.0.0.1 is ever asked. Each part ends by itself. Users come from addresses of their own, as behind one trusted proxy, so the limit
on how often one may ask is the usual one. LOAD_SCALE makes all lengths and the number of users smaller (0.05 takes about a minute); what
such a run finds is printed and not written.
"""

import asyncio
import datetime as dt
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from benchmarks.users import ASKS, Seen, crowd, neighbour, share, visit
from calculator.web.plan.plan import can_make_pdf

TOP = Path(__file__).parent.parent
sys.path[:0] = [str(TOP / "tests"), str(TOP / "tests" / "web")]
from running import Site, running, until  # noqa: E402

SCALE = float(os.environ.get("LOAD_SCALE", "1"))
USERS, THINK = max(10, round(500 * SCALE)), (10.0, 30.0)
SECONDS = max(6, round(120 * SCALE))  # of the users alone, and again beside the bad neighbour
SOAK = max(6, round(1200 * SCALE))  # in which the memory of the processes is watched
EACH = max(2, round(20 * SCALE))  # of one route that is asked for without a pause
CROWD = 16  # clients who do so
LARGE = 10  # connections of the bad neighbour
GROWTH = 20  # MiB by which a process may grow after the first quarter of the soak
FEW, SHORT, BRISK = (
    40,
    max(6, round(20 * SCALE)),
    (0.3, 1.2),
)  # users, seconds and think time where something is broken meanwhile
PDF = can_make_pdf()
Rows = list[tuple[str, ...]]


def workers() -> list[str]:
    return ["--workers", "2", "--proxies", "1"]


def told(seen: Seen) -> str:
    return ", ".join(f"{count} x {what}" for what, count in seen.wrong.items()) or "none"


def row(what: str, seen: Seen, note: str) -> tuple[str, ...]:
    times = seen.every()
    return (what, f"{len(times):,}", told(seen), share(times, 0.5), share(times, 0.95), share(times, 0.99), note)


# ---------------------------------------------------------------------- what is tried
def many(folder: Path) -> tuple[Seen, Rows]:
    """Many users in a mix as real use would be."""
    with running(folder, *workers()) as site:
        seen = asyncio.run(visit(site.address, USERS, SECONDS, THINK, PDF))
    return seen, by_kind(seen)


def by_kind(seen: Seen) -> Rows:
    rows = []
    for kind in sorted({*seen.times, *(each.split(":")[0] for each in seen.wrong)}):
        wrong = {what: count for what, count in seen.wrong.items() if what.startswith(f"{kind}:")}
        rows.append(row(kind, Seen({kind: seen.times.get(kind, [])}, Counter(wrong)), ""))
    return [*rows, row("all", seen, "")]


def beside_a_neighbour(folder: Path) -> tuple[Seen, Rows, str]:
    """The same users, and one client who sends the largest cases that are accepted all the time."""
    from test_work import LARGEST, accepted

    cases = [accepted(kind).model_dump(mode="json", by_alias=True, exclude_unset=True) for kind in LARGEST]
    found: list[str] = []
    with running(folder, *workers()) as site:

        async def harm(_seen: Seen) -> None:
            answered = await neighbour(site.address, cases, LARGE, SECONDS - 1)
            found.append(", ".join(f"{count:,} x {status}" for status, count in sorted(answered.items())))

        seen = asyncio.run(visit(site.address, USERS, SECONDS, THINK, PDF, harm))
    return seen, by_kind(seen), found[0]


def saturated(folder: Path) -> Rows:
    """Each route by itself, asked for without a pause."""
    rows = []
    with running(folder, "--workers", "2", "--proxies", "1", "--most-requests", "9999999 per hour") as site:
        for what in ASKS:
            if what == "PDF" and not PDF:
                continue
            seen = asyncio.run(crowd(site.address, what, CROWD, EACH))
            times = seen.every()
            rate = f"{len(times) / EACH:,.1f}"
            rows.append((what, rate, told(seen), *(share(times, part) for part in (0.5, 0.95, 0.99))))
    return rows


def memory_of(process: int) -> float:
    """What a process has in memory that it does not share with others, in MiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    parts = dict(line.split(":", 1) for line in lines if ":" in line and line.endswith("kB"))
    return sum(int(parts[name].split()[0]) for name in ("Private_Clean", "Private_Dirty")) / 1024


def soaked(folder: Path) -> tuple[Rows, bool, Seen]:
    """Users for a long time, while the memory of each process is watched. Says whether it stayed flat."""
    held: dict[int, list[float]] = {}
    with running(folder, *workers()) as site:

        async def watch(_seen: Seen) -> None:
            for _ in range(12):
                await asyncio.sleep(SOAK / 12)
                for process in site.workers():
                    held.setdefault(process, []).append(memory_of(process))

        seen = asyncio.run(visit(site.address, USERS, SOAK, THINK, PDF, watch))
    rows: Rows = [
        (
            f"process {number}",
            *(f"{at[place]:,.0f}" for place in (0, len(at) // 4, len(at) // 2, -1)),
            f"{max(at):,.0f}",
        )
        for number, at in enumerate(held.values(), 1)
    ]
    flat = all(at[-1] - at[len(at) // 4] <= GROWTH for at in held.values())
    return rows, flat, seen


def rules_broken(folder: Path) -> tuple[str, ...]:
    """The rules are broken and read again, and then mended and read again."""
    rules = folder / "rules"
    shutil.copytree(TOP / "rules", rules)
    file = rules / "work" / "minimum_wage.yaml"
    sound = file.read_text()
    with running(folder, *workers(), "--rules", str(rules)) as site:

        async def spoil(_seen: Seen) -> None:
            for text in ("rules: [broken", sound):
                await asyncio.sleep(SHORT / 3)
                file.write_text(text)
                site.process.send_signal(signal.SIGHUP)

        seen = asyncio.run(visit(site.address, FEW, SHORT, BRISK, PDF, spoil))
        assert "cannot be used" in site.said()
    return row("rules broken, then mended", seen, "read again after a third and after two thirds of the time")


def killed(folder: Path) -> tuple[str, ...]:
    """Processes are killed. Only the requests in progress are lost."""
    lost = kills = 0
    with running(folder, *workers()) as site:

        async def kill(seen: Seen) -> None:
            nonlocal lost, kills
            for _ in range(5):
                await asyncio.sleep(SHORT / 6)
                alive = site.workers()
                if len(alive) == 2:
                    lost += seen.asking
                    kills += 1
                    os.kill(alive[0], signal.SIGKILL)

        seen = asyncio.run(visit(site.address, FEW, SHORT, BRISK, PDF, kill))
    failed = sum(seen.wrong.values())
    assert failed <= lost, f"{failed} requests failed; only {lost} were in flight when processes were killed"
    return row("processes killed", seen, f"{kills} killed; requests in flight at those moments: {lost}")


def without_redis(folder: Path) -> tuple[str, ...] | None:
    """The store of counts is lost, and comes back."""
    if (
        shutil.which("redis-server") is None
        and subprocess.run(["tools/apt", "redis-server", "Redis, for `make load`"], cwd=TOP, check=False).returncode
    ):
        return None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def start() -> "subprocess.Popen[bytes]":
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    redis = start()
    given = {**os.environ, "CALCULATOR_LIMITS": f"redis://127.0.0.1:{port}"}
    try:
        with running(folder, *workers(), environment=given) as site:

            async def go(_seen: Seen) -> None:
                nonlocal redis
                await asyncio.sleep(SHORT / 3)
                redis.kill()
                redis.wait(20)
                await asyncio.sleep(SHORT / 3)
                redis = start()

            seen = asyncio.run(visit(site.address, FEW, SHORT, BRISK, PDF, go))
    finally:
        redis.kill()
        redis.wait(20)
    return row("Redis gone, then back", seen, "killed after a third of the time, started anew after two thirds")


def hostile(folder: Path) -> tuple[str, ...]:
    """Slow, silent, half-closed, malformed and huge requests beside those of users."""
    head = b"POST /calculate HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\nage=3"
    kinds = (
        b"",
        b"GET /abo",
        head % 900,
        b"\x16\x03\x01\r\n\r\n",
        b"GET /" + b"a" * 100_000,
        head % 10**9 + b"a" * 200_000,
    )
    count = 0
    with running(folder, *workers()) as site:

        async def attack(_seen: Seen) -> None:
            nonlocal count
            end = time.monotonic() + SHORT - 2
            held: list[asyncio.StreamWriter] = []
            while time.monotonic() < end:
                for kind in kinds:
                    for _ in range(5):
                        try:
                            _reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
                            writer.write(kind)
                            if count % 2:
                                writer.write_eof()
                        except OSError:
                            continue
                        held.append(writer)
                        count += 1
                for writer in held[: max(0, len(held) - 300)]:
                    writer.close()
                held = held[-300:]
                await asyncio.sleep(0.5)
            for writer in held:
                writer.close()

        seen = asyncio.run(visit(site.address, FEW, SHORT, BRISK, PDF, attack))
        assert site.process.poll() is None
    return row("hostile requests", seen, f"{count} of them, up to 300 open at once; half of each kind half-closed")


def full_disk(folder: Path) -> tuple[str, ...]:
    """Not a byte can be written to any file."""
    from test_faults import no_files

    full = {"HOME": "/dev/full", "TMPDIR": "/dev/full", "XDG_CACHE_HOME": "/dev/full/cache", "PATH": os.environ["PATH"]}
    with running(folder, *workers(), environment=full, prepare=no_files) as site:
        seen = asyncio.run(visit(site.address, FEW, SHORT / 2, BRISK, PDF))
    return row("disk full", seen, "no cache of the rules, no room for temporary files")


def midnight(folder: Path) -> str:
    """The clock passes the end of the tax year, and goes into leap day, while the site runs."""
    found: list[str] = []
    for moment in ("2026-04-05T23:59:52", "2028-02-28T23:59:52"):
        code = (
            f"import sys, time_machine; time_machine.travel({moment!r} + '+00:00', tick=True).start();"
            "from calculator.__main__ import main; sys.exit(main())"
        )
        with running(
            folder, *workers(), environment={**os.environ, "TZ": "UTC"}, program=[sys.executable, "-c", code]
        ) as site:
            days = days_passed(site)
        found.append(f"{min(days)} to {max(days)}")
    return f"passed while it ran, with no failed request: {', '.join(found)}"


def days_passed(site: Site) -> list[str]:
    """Which days the answers are of, until the second comes: that of the rules used, or beyond the years held that of the answer."""
    case = json.dumps({"adults": [{"age": 34}]}).encode()
    days: list[str] = []

    def turned() -> bool:
        with urlopen(f"{site.address}/api/v1/rules/minimum_wage.rate_21", timeout=10) as reply:
            day = parsedate_to_datetime(reply.headers["Date"]).date().isoformat()
        try:
            with urlopen(f"{site.address}/api/v1/calculate", case, timeout=10) as reply:
                day = json.load(reply)["rules"]["as_of"]
        except HTTPError as refused:
            # There are no rules for that day yet: said so, with where.
            if refused.code != 422:
                raise
        days.append(day)
        return len(set(days)) > 1

    until(turned, 40)
    return days


# ---------------------------------------------------------------------- the document
HEADS = ("", "answered", "failed", "p50 ms", "p95 ms", "p99 ms")
RATES = ("", "a second", "failed", "p50 ms", "p95 ms", "p99 ms")
MEMORY = ("", "first", "after a quarter", "after half", "at the end", "most")


def table(heads: Iterable[str], rows: Rows) -> str:
    heads = list(heads)
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line[: len(heads)])} |" for line in lines)


def processor() -> str:
    """What the machine says of its processor, or at least of its kind."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


@dataclass(frozen=True)
class Run:
    """All that one run found."""

    users: Seen
    by_kind: Rows
    beside: Seen
    beside_by_kind: Rows
    neighbour: str
    rates: Rows
    memory: Rows
    flat: bool
    soak: Seen
    faults: Rows
    notes: list[str]

    def document(self) -> str:
        """The whole of docs/load.md."""
        rate, asked = len(self.users.every()) / SECONDS, len(self.soak.every())
        return f"""# Under load

Made by `make load` on {dt.date.today()}: `calculator serve` with two processes, on {os.cpu_count()} cores ({processor()}, Python
{platform.python_version()}) that the program of the users shares. The figures are a record, not a promise: other work on the machine slows them down.

## {USERS} users for {SECONDS} seconds

Each thinks {THINK[0]:.0f} to {THINK[1]:.0f} seconds between two things ({statistics.mean(THINK):.0f} on average): the start page, questions of the journey,
answers with the dates that every answer page asks for, the quick look, the year, the plan, updates of the specialist's desk, and the API. One in ten
each asks for a PDF, a batch, a year from the API, or the rules instead. Together {rate:.0f} requests a second.

{table(HEADS, self.by_kind)}

## Beside a bad neighbour

The same users, while one client sends the largest cases that are accepted over {LARGE} connections all the time. Its answers by
status: {self.neighbour}.

{table(HEADS, self.beside_by_kind)}

## As much as it can

{CROWD} clients ask for one thing for {EACH} seconds without a pause.

{table(RATES, self.rates)}

## Memory

{USERS} users for {SOAK} seconds, {asked:,} requests, failed: {told(self.soak)}. Memory of each process that it does not share with the others, in MiB; it
{"did not grow" if self.flat else "GREW"} by more than {GROWTH} after the first quarter.

{table(MEMORY, self.memory)}

## When something breaks

{FEW} users who think {BRISK[0]} to {BRISK[1]} seconds, for {SHORT} seconds (half of that for the disk), while:

{table((*HEADS, "what was done"), self.faults)}

{chr(10).join(f"- {note}" for note in self.notes)}

The same faults, smaller, are ordinary tests: `tests/web/test_faults.py`, `tests/web/test_turns.py`.
"""

    @property
    def passed(self) -> bool:
        """Whether nobody saw an error but those whose process was killed, and memory stayed flat."""
        seen = (self.users, self.beside, self.soak)
        broken = [each for each in self.faults if each[0] != "processes killed" and each[2] != "none"]
        return self.flat and not broken and not any(each.wrong for each in seen)


def main() -> None:
    with tempfile.TemporaryDirectory() as made:

        def folder(name: str) -> Path:
            print(name, flush=True)
            own = Path(made) / name.replace(" ", "-")
            own.mkdir()
            return own

        users, kinds = many(folder("users"))
        beside, beside_kinds, harm = beside_a_neighbour(folder("bad neighbour"))
        rates = saturated(folder("saturation"))
        memory, flat, soak = soaked(folder("soak"))
        faults: Rows = []
        notes: list[str] = []
        for attempt in (killed, without_redis, hostile, rules_broken, full_disk):
            found = attempt(folder(attempt.__name__))
            if found is None:
                notes.append("Redis was NOT tried: it is not installed.")
            else:
                faults.append(found)
        notes += [f"Midnight: {midnight(folder('midnight'))}."]
        notes += [] if PDF else ["PDFs were NOT tried: pango is not installed."]
    run = Run(users, kinds, beside, beside_kinds, harm, rates, memory, flat, soak, faults, notes)
    if SCALE == 1:
        (TOP / "docs" / "load.md").write_text(run.document())
    print(run.document())
    sys.exit(0 if run.passed else 1)


if __name__ == "__main__":
    main()
