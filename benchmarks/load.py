"""`make load`: the real server on this machine with many users, and with the faults that a site meets. Writes docs/load.md.

Only 127.0.0.1 is ever asked. Each part ends by itself. Users come from addresses of their own, as behind one trusted proxy, so the limit
on how often one may ask is the usual one.
"""

import asyncio
import datetime as dt
import json
import os
import platform
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import aiohttp

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP / "tests" / "web"))
from running import Site, running, until  # noqa: E402

USERS, SECONDS, THINK = 500, int(os.environ.get("LOAD_SECONDS", "60")), (10.0, 30.0)
FEW, SHORT, BRISK = 40, 20, (0.3, 1.2)  # users, seconds and think time where something is broken meanwhile
ANSWERS = {
    "job1_name": "Café", "job1_hours": "16", "job1_pay": "12.71", "job1_pay_per": "hour", "job1_pay_is": "pay", "age": "34",
    "nation": "england", "uc_health": "lcwra", "partner": "no", "tenure": "social", "rent": "450", "rent_per": "month", "bedrooms": "1",
}  # fmt: skip
CASE = {
    "date": "2026-11-23",
    "adults": [{"age": 34, "uc_health": "lcwra"}],
    "options": [{"name": "A", "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}}],
}
Rows = list[tuple[str, ...]]


@dataclass
class Seen:
    """What the users saw: how long each answer took, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    asking: int = 0

    async def ask(self, session: aiohttp.ClientSession, kind: str, method: str, address: str, **sent: Any) -> str:
        """Get a page. It counts as wrong if the site does not answer or answers with an error."""
        began = time.perf_counter()
        self.asking += 1
        try:
            async with session.request(method, address, **sent) as reply:
                text = await reply.text()
                if reply.status >= 400:
                    self.wrong[f"{kind}: status {reply.status}"] += 1
                    return ""
                self.times.setdefault(kind, []).append(time.perf_counter() - began)
                return f"{reply.url.path}\n{text}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            self.wrong[f"{kind}: {type(error).__name__}"] += 1
            return ""
        finally:
            self.asking -= 1

    def every(self) -> list[float]:
        return sorted(each for kind in self.times.values() for each in kind)


def share(times: list[float], part: float) -> str:
    """The time within which this part of them was answered, in milliseconds."""
    ordered = sorted(times)
    return f"{ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000:,.0f}"


async def user(seen: Seen, address: str, number: int, think: tuple[float, float], begin: float, end: float) -> None:
    """One visitor: the start page, the journey's questions, an answer; and a program that asks the API."""
    chance = random.Random(number)
    await asyncio.sleep(begin)
    who = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
    patience = aiohttp.ClientTimeout(total=60)
    connector, jar = aiohttp.TCPConnector(force_close=True), aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(
        address, headers=who, timeout=patience, connector=connector, cookie_jar=jar
    ) as session:
        step = chance.randrange(6)
        where = ""
        while time.monotonic() < end:
            match step % 6:
                case 0:
                    await seen.ask(session, "start", "GET", "/")
                case 1:
                    page = await seen.ask(session, "question", "POST", "/start", data={})
                    where = page.split("\n", 1)[0]
                case 2 | 3 if where:
                    page = await seen.ask(session, "question", "POST", where, data=ANSWERS)
                    path = page.split("\n", 1)[0]
                    where = path if "/question/" in path else ""
                case 4:
                    await seen.ask(session, "answer", "POST", "/calculate", data=ANSWERS)
                case 5:
                    await seen.ask(session, "API", "POST", "/api/v1/calculate", json=CASE)
                case _:
                    pass
            step += 1
            await asyncio.sleep(chance.uniform(*think))


async def visit(
    site: Site,
    users: int,
    seconds: float,
    think: tuple[float, float],
    meanwhile: Callable[[Seen], Coroutine[Any, Any, None]] | None = None,
) -> Seen:
    seen, end = Seen(), time.monotonic() + seconds
    each = (
        user(seen, site.address, number, think, number / users * min(think[1], seconds / 4), end)
        for number in range(users)
    )
    befalls = [meanwhile(seen)] if meanwhile else []
    await asyncio.gather(*each, *befalls)
    return seen


def workers() -> list[str]:
    return ["--workers", "2", "--proxies", "1"]


def told(seen: Seen) -> str:
    return ", ".join(f"{count} x {what}" for what, count in seen.wrong.items()) or "none"


def row(what: str, seen: Seen, note: str) -> tuple[str, ...]:
    times = seen.every()
    return (what, f"{len(times):,}", told(seen), share(times, 0.5), share(times, 0.95), share(times, 0.99), note)


# ---------------------------------------------------------------------- what is tried
def many(folder: Path) -> tuple[Seen, Rows]:
    """Many users for a minute."""
    with running(folder, *workers()) as site:
        seen = asyncio.run(visit(site, USERS, SECONDS, THINK))
    rows = [row(kind, Seen({kind: times}), "") for kind, times in sorted(seen.times.items())]
    return seen, [*rows, row("all", seen, "")]


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

        seen = asyncio.run(visit(site, FEW, SHORT, BRISK, kill))
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

            seen = asyncio.run(visit(site, FEW, SHORT, BRISK, go))
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

        seen = asyncio.run(visit(site, FEW, SHORT, BRISK, attack))
        assert site.process.poll() is None
    return row("hostile requests", seen, f"{count} of them, up to 300 open at once; half of each kind half-closed")


def full_disk(folder: Path) -> tuple[str, ...]:
    """Not a byte can be written to any file."""
    from test_faults import no_files

    full = {"HOME": "/dev/full", "TMPDIR": "/dev/full", "XDG_CACHE_HOME": "/dev/full/cache", "PATH": os.environ["PATH"]}
    with running(folder, *workers(), environment=full, prepare=no_files) as site:
        seen = asyncio.run(visit(site, FEW, SHORT / 2, BRISK))
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


def table(heads: Iterable[str], rows: Rows) -> str:
    heads = list(heads)
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line[: len(heads)])} |" for line in lines)


def document(users: Seen, rows: Rows, faults: Rows, notes: list[str]) -> str:
    rate = len(users.every()) / SECONDS
    return f"""# Under load

Made by `make load` on {dt.date.today()}: `calculator serve` with two processes, on {os.cpu_count()} cores ({platform.machine()}, Python
{platform.python_version()}) that the program of the users shares. The figures are a record, not a promise: other work on the machine slows them down.

## {USERS} users for {SECONDS} seconds

Each thinks {THINK[0]:.0f} to {THINK[1]:.0f} seconds between two pages ({statistics.mean(THINK):.0f} on average): the start page, questions of the journey, an
answer, and a call of the API, in turn. Together {rate:.0f} requests a second. A call of the journey is a post and the page it leads to.

{table(HEADS, rows)}

## When something breaks

{FEW} users who think {BRISK[0]} to {BRISK[1]} seconds, for {SHORT} seconds (half of that for the disk), while:

{table((*HEADS, "what was done"), faults)}

{chr(10).join(f"- {note}" for note in notes)}

The same faults, smaller, are ordinary tests: `tests/web/test_faults.py`.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        print(f"{USERS} users for {SECONDS} seconds", flush=True)
        users, rows = many(folder)
        print(table(HEADS, rows), flush=True)
        faults: Rows = []
        notes: list[str] = []
        for attempt in (killed, without_redis, hostile, full_disk):
            print(attempt.__doc__, flush=True)
            found = attempt(folder)
            if found is None:
                notes.append("Redis was NOT tried: it is not installed.")
            else:
                faults.append(found)
            print(found or notes[-1], flush=True)
        notes.append(f"Midnight: {midnight(folder)}.")
        print(notes[-1])
    (TOP / "docs" / "load.md").write_text(document(users, rows, faults, notes))
    failed = sum(users.wrong.values()) + sum(each[2] != "none" for each in faults if each[0] != "processes killed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
