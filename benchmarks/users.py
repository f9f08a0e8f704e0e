"""The users of `make load`: what they ask for, in a mix as real use would be, and what they saw."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp

ANSWERS = {
    "job1_name": "Café", "job1_hours": "16", "job1_pay": "12.71", "job1_pay_per": "hour", "job1_pay_is": "pay", "age": "34",
    "nation": "england", "uc_health": "lcwra", "partner": "no", "tenure": "social", "rent": "450", "rent_per": "month", "bedrooms": "1",
}  # fmt: skip
CASE = {
    "date": "2026-11-23",
    "adults": [{"age": 34, "uc_health": "lcwra"}],
    "options": [{"name": "A", "job": {"hours_per_week": 16, "pay": {"amount": 12.71, "per": "hour"}}}],
}
PART = {"headers": {"X-Part": "answer"}}
# What can be asked for by itself: how, where, and with what.
ASKS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "start": ("GET", "/", {}),
    "form": ("GET", "/calculate", {}),
    "answer": ("POST", "/calculate", {"data": ANSWERS}),
    "dates": ("POST", "/timeline", {"data": ANSWERS, **PART}),
    "year": ("POST", "/timeline", {"data": ANSWERS}),
    "quick look": ("POST", "/quick", {"data": {"job1_hours": "16", "job1_pay": "12.71", "age": "34"}}),
    "desk": ("POST", "/specialist", {"data": ANSWERS, **PART}),
    "desk, all open": (
        "POST",
        "/specialist",
        {"data": ANSWERS, "headers": {**PART["headers"], "X-Open": "grid,whatif"}},
    ),
    "plan": ("POST", "/plan", {"data": ANSWERS}),
    "PDF": ("POST", "/plan", {"data": {**ANSWERS, "pdf": "1"}}),
    "API": ("POST", "/api/v1/calculate", {"json": CASE}),
    "API, a year": ("POST", "/api/v1/calculate", {"json": {**CASE, "views": ["timeline"]}}),
    "batch of 10": ("POST", "/api/v1/batch", {"json": [CASE] * 10}),
    "rules": ("GET", "/rules", {}),
}
# What one user does, again and again. Every page with an answer asks for its dates, so the two follow each other.
VISIT = (
    ("start",), ("journey",), ("question",), ("question",), ("answer", "dates"), ("quick look",), ("answer", "dates"), ("year",), ("plan",),
    ("desk",), ("desk, all open",), ("API",),
)  # fmt: skip
SELDOM = {0: "PDF", 1: "batch of 10", 2: "API, a year", 3: "rules"}  # instead of the plan or the API, by some users


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
                text = (await reply.read()).decode(errors="replace")
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
    """The time within which this part of them was answered, in milliseconds; a dash if none was."""
    ordered = sorted(times)
    return f"{ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000:,.0f}" if ordered else "-"


class User:
    """One visitor, from an address of their own, as behind one trusted proxy."""

    def __init__(self, seen: Seen, session: aiohttp.ClientSession, number: int, can_pdf: bool) -> None:
        self.seen, self.session, self.number, self.can_pdf = seen, session, number, can_pdf
        self.where = ""

    async def do(self, what: str) -> None:
        """Ask for one thing, and keep the place in the journey."""
        if what == "journey":
            page = await self.seen.ask(self.session, "question", "POST", "/start", data={})
            self.where = page.split("\n", 1)[0]
        elif what == "question":
            if self.where:
                page = await self.seen.ask(self.session, "question", "POST", self.where, data=ANSWERS)
                path = page.split("\n", 1)[0]
                self.where = path if "/question/" in path else ""
        else:
            seldom = SELDOM.get(self.number % 10, what) if what in ("plan", "API") else what
            what = what if seldom == "PDF" and not self.can_pdf else seldom
            method, path, sent = ASKS[what]
            await self.seen.ask(self.session, what, method, path, **sent)


async def user(
    seen: Seen, address: str, number: int, think: tuple[float, float], begin: float, end: float, can_pdf: bool
) -> None:
    """One visitor until the end, who thinks between two things."""
    chance = random.Random(number)
    await asyncio.sleep(begin)
    who = {"X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
    connector, jar = aiohttp.TCPConnector(force_close=True), aiohttp.CookieJar(unsafe=True)
    patience = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(
        address, headers=who, timeout=patience, connector=connector, cookie_jar=jar
    ) as session:
        visitor = User(seen, session, number, can_pdf)
        step = chance.randrange(len(VISIT))
        while time.monotonic() < end:
            for what in VISIT[step % len(VISIT)]:
                await visitor.do(what)
            step += 1
            await asyncio.sleep(chance.uniform(*think))


async def visit(
    address: str,
    users: int,
    seconds: float,
    think: tuple[float, float],
    can_pdf: bool,
    meanwhile: Callable[[Seen], Coroutine[Any, Any, None]] | None = None,
) -> Seen:
    """Many visitors for so long, who come one after another, while something else happens."""
    seen, end = Seen(), time.monotonic() + seconds
    each = (
        user(seen, address, number, think, number / users * min(think[1], seconds / 4), end, can_pdf)
        for number in range(users)
    )
    await asyncio.gather(*each, *([meanwhile(seen)] if meanwhile else []))
    return seen


async def crowd(address: str, what: str, clients: int, seconds: float) -> Seen:
    """So many clients who ask for one thing again and again without a pause."""
    seen, end = Seen(), time.monotonic() + seconds
    method, path, sent = ASKS[what]

    async def one(number: int) -> None:
        headers = {**sent.get("headers", {}), "X-Forwarded-For": f"10.1.0.{number + 1}"}
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=60)) as session:
            while time.monotonic() < end:
                await seen.ask(session, what, method, path, **{**sent, "headers": headers})

    await asyncio.gather(*(one(number) for number in range(clients)))
    return seen


async def neighbour(address: str, cases: list[dict[str, Any]], clients: int, seconds: float) -> Counter[int]:
    """One client who sends the largest cases that are accepted all the time, over so many connections; the answers by status."""
    end, answered = time.monotonic() + seconds, Counter[int]()

    async def one(number: int) -> None:
        async with aiohttp.ClientSession(address, timeout=aiohttp.ClientTimeout(total=60)) as session:
            while time.monotonic() < end:
                body = json.dumps(cases[number % len(cases)])
                async with session.post(
                    "/api/v1/calculate",
                    data=body,
                    headers={"X-Forwarded-For": "10.9.9.9", "Content-Type": "application/json"},
                ) as reply:
                    await reply.read()
                    answered[reply.status] += 1

    await asyncio.gather(*(one(number) for number in range(clients)))
    return answered
