"""The work of a case is known before it is done: the estimate is held against the runs of the rules that real cases take."""

import datetime as dt
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from loaded import CALCULATOR
from strategies import any_cases, tries
from timing import cpu_seconds, within

from calculator import effort as work
from calculator.contract.case import Case
from calculator.contract.errors import CaseError
from calculator.contract.reading import read_case
from calculator.month.situation import now
from calculator.resources import folder
from calculator.web.app import create_app

EXAMPLES = {file.stem: json.loads(file.read_bytes()) for file in sorted(Path(folder("examples")).glob("*.json"))}
DATE = dt.date(2026, 11, 23)
YEAR = ["timeline"]
EVERYTHING = ["timeline", "hours", "working"]
KINDS = ("ends", "hours", "sick", "payday")


def job(steps: int = 0, pays: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "hours_per_week": 16,
        "pay": {"amount": 12.71, "per": "hour"},
        "schedule": [
            {"from": str(DATE + dt.timedelta(days=6 * n + 3)), "hours_per_week": 10 + n % 20} for n in range(steps)
        ],
        "pays": [{"date": str(DATE + dt.timedelta(days=3 * n)), "gross": 100 + n} for n in range(pays)],
        **more,
    }


def case(
    options: int = 1,
    what_ifs: int = 0,
    now: list[dict[str, Any]] | None = None,
    views: list[str] = YEAR,
    also: int = 0,
    **more: Any,
) -> dict[str, Any]:
    """A household with so many options, each another number of hours in the job of `more`."""
    held = more.pop("job", job())
    starts = more.pop("option", {})
    return {
        "date": str(DATE),
        "adults": [{"age": 34, "jobs": now or []}],
        "home": {
            "tenure": "social",
            "rent": {"amount": 450, "per": "month"},
            "council_tax": {"amount": 120, "per": "month"},
        },
        "views": views,
        "options": [
            {
                "name": f"Option {number}",
                "replaces": "none",
                "job": {**held, "hours_per_week": 8 + number},
                "also": [{"adult": 1, "replaces": "none", "job": held}] * also,
                "what_if": [
                    {"kind": KINDS[n % 4], "after_weeks": 4 + 4 * n, "weeks": 4, "hours": 20} for n in range(what_ifs)
                ],
                **starts,
            }
            for number in range(options)
        ],
        **more,
    }


JOINS = {"age": 30, "jobs": [job(paid="week")]}
CHANGES = [
    {"op": "add", "path": "/adults/1", "value": JOINS, "from": "2027-01-20"},
    {"op": "add", "path": "/children/-", "value": {"date_of_birth": "2026-12-01"}, "from": "2026-12-01"},
    *(
        {"op": "replace", "path": "/home/rent/amount", "value": 460 + n, "from": f"2027-{1 + n:02}-11"}
        for n in range(12)
    ),
]
BORN = [{"date_of_birth": f"201{n % 8}-0{1 + n % 8}-11"} for n in range(20)]
SHAPES = {
    "no option": case(0),
    "twenty options without a year": case(20, views=[]),
    "twenty options": case(20),
    "ten options by the week without a year": case(10, views=[], job=job(paid="week")),
    "ten options by the week with open answers": case(10, views=[], job=job(paid="week"), adults=[{"age": 34, "uc_health": "lcwra"}]),
    "five options with every view": case(5, views=EVERYTHING),
    "ten what-ifs": case(what_ifs=10),
    "sixty steps": case(job=job(60)),
    "steps and what-ifs": case(what_ifs=4, job=job(60)),
    "120 paydays": case(job=job(pays=120)),
    "paydays every week": case(what_ifs=5, job=job(paid="week")),
    "four jobs now": case(now=[job(name=str(n)) for n in range(4)]),
    "ten jobs now": case(now=[job(name=str(n)) for n in range(10)]),
    "jobs now with steps": case(what_ifs=3, now=[job(20, name=str(n)) for n in range(2)]),
    "ten more jobs": case(also=10),
    "twenty children": case(children=[{"age": 3}] * 20),
    "twenty birthdays": case(what_ifs=4, children=BORN),
    "a start two years away": case(now=[job(paid="week", name="A")], option={"starts": "2028-11-20"}),
    "a debt that ends each month": case(
        what_ifs=3, deductions=[{"kind": "fine", "amount": 10, "per": "month", "ends": f"20{27 + n // 12}-{1 + n % 12:02}-28"} for n in range(20)],
    ),
    "changes of the household": case(option={"changes": CHANGES}),
    "changes of the household in five options": case(5, option={"changes": CHANGES}, job=job(paid="week")),
    "changes of the household with what-ifs": case(what_ifs=4, option={"changes": CHANGES}),
    "changes of the household without a year": case(3, views=[], option={"changes": CHANGES}),
    "changes of the household from the first day": case(3, views=[], option={"changes": [{"op": "add", "path": "/adults/1", "value": JOINS}]}),
    "a trade": case(job={"profit": {"amount": 900, "per": "month"}, "hours_per_week": 30, "trading_from": "2026-10-01"}, what_ifs=3),
}  # fmt: skip

# Each start needs a year of its own of the option that is compared with.
STAGGERED = case(8, job=job(20), compare_with="Option 0")
for number, each in enumerate(STAGGERED["options"]):
    each["starts"] = str(DATE + dt.timedelta(days=7 * number))
SHAPES["options that start one after another, compared with the first"] = STAGGERED


def runs(data: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> float:
    """How often the rules are run for a case. A run of only some of them counts as a quarter."""
    counted = 0.0
    run = CALCULATOR.engine.run

    def count(*given: Any, **named: Any) -> Any:
        nonlocal counted
        counted += 0.25 if named.get("only") else 1
        return run(*given, **named)

    monkeypatch.setattr(CALCULATOR.engine, "run", count)
    CALCULATOR.calculate(read_case(data))
    monkeypatch.setattr(CALCULATOR.engine, "run", run)
    return counted


@pytest.mark.parametrize("shape", SHAPES)
def test_no_case_takes_more_runs_of_the_rules_than_is_estimated(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    estimated = work.estimate(read_case(SHAPES[shape])).total
    assert runs(SHAPES[shape], monkeypatch) <= estimated + 4


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_with_every_view_are_estimated_not_far_from_what_they_take(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {**EXAMPLES[name], "views": EVERYTHING}
    estimated = work.estimate(read_case(data)).total
    taken = runs(data, monkeypatch)
    working = round(work.WORKING * (1 + len(data["options"])) * 1.5)  # it runs no rules
    assert taken <= estimated < 3 * taken + working
    assert estimated <= work.MOST


@given(any_cases())
@tries(40)
def test_no_case_that_can_be_given_takes_longer_than_its_estimate(data: dict[str, Any]) -> None:
    try:
        read = read_case(data)
        allowed = work.estimate(read).total
        if allowed > 300:
            return
        assert within(0.5 + allowed * 0.02, lambda: CALCULATOR.calculate(read))
    except CaseError:
        return


# ---------------------------------------------------------------------- what is refused
HUGE = case(20, 10)


def refused(data: dict[str, Any]) -> str:
    with pytest.raises(CaseError) as caught:
        work.check(read_case(data), None, work.MOST)
    (problem,) = caught.value.problems
    assert problem.pointer == "/options"
    return problem.detail


@pytest.mark.parametrize(
    ("data", "cut"),
    [
        (HUGE, "fewer what-ifs"),
        (case(20, now=[job(name=str(n)) for n in range(10)]), "fewer options or fewer jobs"),
        (case(20, job=job(60)), "fewer changes of hours or pay"),
        (case(20, job=job(pays=80)), "fewer paydays, or a job that starts sooner"),
        (case(20, views=[], children=[{"age": 3}] * 20), "fewer options"),
    ],
)
def test_a_case_of_too_much_work_is_refused_with_what_to_cut(data: dict[str, Any], cut: str) -> None:
    told = refused(data)
    assert told.startswith("This is too much to work out at once: about ")
    assert "units of work, where 500 are allowed. Ask for " in told
    assert cut in told


def test_only_what_is_looked_at_closely_counts_as_a_year() -> None:
    read = read_case(case(20, 1))
    assert work.estimate(read, [3]).total < work.estimate(read).total / 3
    assert work.estimate(read, ()).years == 0


def test_the_calculator_itself_has_no_bound_and_a_site_s_has() -> None:
    assert CALCULATOR.most_work is None
    with pytest.raises(CaseError):
        CALCULATOR.bounded(10).calculate(read_case(case()))
    assert CALCULATOR.calculate(read_case(case())).options[0].timeline


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    """The rules are compiled before anything is timed."""
    CALCULATOR.calculate(read_case(case()))


def quick(ask: Any) -> Any:
    """The answer to a request that is refused before anything is worked out."""
    replies: list[Any] = []
    assert within(1, lambda: replies.append(ask()))
    return replies[0]


def test_the_api_refuses_too_much_work_before_it_begins(client: FlaskClient) -> None:
    reply = quick(lambda: client.post("/api/v1/calculate", json=HUGE))
    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")
    assert reply.json["errors"] == [{"pointer": "/options", "detail": refused(HUGE)}]
    welsh = client.post("/api/v1/calculate", json=HUGE, headers={"Accept-Language": "cy"})
    assert "Mae hyn yn ormod" in welsh.json["errors"][0]["detail"]


def test_each_line_of_a_batch_is_bounded(client: FlaskClient) -> None:
    reply = quick(lambda: client.post("/api/v1/batch", json=[HUGE, case(0), HUGE]))
    first, second, third = map(json.loads, reply.text.splitlines())
    assert first["errors"] == third["errors"] == [{"pointer": "/options", "detail": refused(HUGE)}]
    assert second["now"]


def test_every_example_is_accepted_by_the_api_with_every_view(client: FlaskClient) -> None:
    for data in EXAMPLES.values():
        assert client.post("/api/v1/calculate", json={**data, "views": EVERYTHING}).status_code == 200


@pytest.mark.parametrize("address", ["/timeline", "/plan"])
def test_a_page_refuses_too_much_work_in_words(client: FlaskClient, address: str) -> None:
    answers = {
        "base": json.dumps(case(20, 10, views=[], job=job(60))),
        "age": "34",
        "job1_hours": "9",
        "job1_pay": "13",
        "show": "5",
    }
    page = quick(lambda: client.post(address, data=answers))
    assert page.status_code == 422
    assert "This is too much to work out at once" in page.text
    assert "options:" not in page.text


def test_a_problem_of_all_options_has_its_own_words_on_a_page(client: FlaskClient) -> None:
    base = json.dumps({"options": [{"name": str(n)} for n in range(30)]})
    page = client.post("/calculate", data={"base": base, "age": "34"})
    assert "must be a list of 0 to 20" in page.text


def largest(form: Any) -> dict[str, str]:
    """What the pages can post at most: every choice, with as many lines as each field takes."""
    steps = "\n".join(f"{DATE + dt.timedelta(days=6 * n + 3):%d/%m/%Y} {10 + n % 20}" for n in range(60))
    pays = "\n".join(f"{DATE + dt.timedelta(days=3 * n):%d/%m/%Y} {100 + n}" for n in range(120))
    answers = {"age": "34", "nation": "england", "tenure": "social", "rent": "450", "now_hours": "10", "now_pay": "13"}
    for number in range(1, 6):
        prefix = f"job{number}_"
        answers |= {
            f"{prefix}hours": str(10 + number),
            f"{prefix}pay": "13",
            f"{prefix}schedule": steps,
            f"{prefix}pays": pays,
        }
    assert answers.keys() <= form.names
    return answers


def weekly(steps: int, pays: int) -> dict[str, str]:
    """A job whose hours are known week by week, and what it paid."""
    week = dt.timedelta(days=7)
    return {
        "age": "34",
        "nation": "england",
        "tenure": "social",
        "rent": "450",
        "job1_hours": "16",
        "job1_pay": "13",
        "job1_schedule": "\n".join(f"{DATE + week * n:%d/%m/%Y} {10 + n % 20}" for n in range(1, steps + 1)),
        "job1_pays": "\n".join(f"{DATE + week * n:%d/%m/%Y} {100 + n}" for n in range(1, pays + 1)),
    }


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/timeline", "/plan", "/specialist"])
def test_a_year_of_hours_that_change_every_week_is_answered(address: str) -> None:
    page = create_app(CALCULATOR).test_client().post(address, data=weekly(52, 0))
    assert page.status_code == 200
    assert "too much to work out" not in page.text


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/calculate", "/timeline", "/plan", "/specialist", "/file"])
def test_the_most_that_a_page_can_post_is_answered_or_refused_in_words(address: str) -> None:
    app = create_app(CALCULATOR)
    page = app.test_client().post(address, data=largest(app.extensions["form"]))
    assert page.status_code == 200 or re.search("Ask for .*fewer changes of hours or pay", page.text)


# ---------------------------------------------------------------------- the largest that is accepted
LARGEST = {
    "options paid by the week": lambda n: case(n, job=job(paid="week"), views=EVERYTHING),
    "what-ifs": lambda n: case(2, what_ifs=n, views=EVERYTHING),
    "steps": lambda n: case(2, job=job(3 * n), views=EVERYTHING),
    "other jobs": lambda n: case(3, also=min(n, 10), now=[job(name=str(each)) for each in range(n)], views=EVERYTHING),
    "changes of the household": lambda n: case(2, option={"changes": CHANGES[:n]}, views=EVERYTHING),
    "everything at once": lambda n: case(
        2,
        what_ifs=min(n, 10),
        now=[job(name="Now")],
        also=1,
        job=job(n, paid="week"),
        children=BORN[:n],
        option={"changes": CHANGES[2 : 2 + n // 2]},
        views=EVERYTHING,
    ),
}
SECONDS, MEMORY = 1.0, 100 * 2**20
# How much slower than the machine that the bound is for this one is at this moment, by a run of the rules.
USUAL_RUN = 0.0011  # seconds


def accepted(kind: str) -> Case:
    """The largest case of a kind that a site accepts."""
    found: Case | None = None
    for count in range(1, 21):
        try:
            read = read_case(LARGEST[kind](count))
        except CaseError:
            break
        if work.estimate(read).total > work.MOST:
            break
        found = read
    assert found is not None
    return found


@pytest.fixture(scope="module")
def allowed_seconds() -> float:
    read = read_case(case(0))
    CALCULATOR.calculate(read)
    runs = min(cpu_seconds(lambda: [CALCULATOR.run(now(read)) for _ in range(20)]) for _ in range(3)) / 20
    return SECONDS * max(1.0, runs / USUAL_RUN)


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGEST)
def test_the_largest_case_that_is_accepted_takes_a_second_and_100_mib(kind: str, allowed_seconds: float) -> None:
    read = accepted(kind)
    made: list[str] = []

    def answer() -> None:
        made.append(json.dumps(CALCULATOR.calculate(read).to_json()))

    answer()
    assert within(allowed_seconds, answer)
    tracemalloc.start()
    try:
        answer()
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


# ---------------------------------------------------------------------- what is published
def test_the_bound_and_its_weights_are_those_of_the_documentation(client: FlaskClient) -> None:
    told = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    assert f"at most {work.MOST:,} units of work" in told
    rows = [line.split("|")[1:3] for line in told.splitlines() if line.startswith("  | ")][2:]
    weights = {re.split("[,:]", what)[0].strip(): float(units) for what, units in rows}
    assert weights == {
        "the position now": work.POSITION,
        "the same in a couple": work.PARTNER,
        "the same if a child has no date of birth or another adult lives in the home": work.AGES,
        "the same for each such child and adult": work.OPEN,
        "the working of the position now": work.WORKING,
        "other hours": work.HOURS,
        "a year (`timeline`)": work.YEAR,
        "such a year for somebody who has New Style ESA": work.ESA,
        "each job in such a year": work.JOB,
        "each day in such a year on which something else changes": work.CHANGE,
        "each change of the household in such a year (`changes`)": work.HOUSEHOLD,
        "each change of hours or pay": work.STEP,
        "each payday that you give": work.PAYDAY,
        "each payday that is worked out": work.PAYDAYS,
    }
    assert f"Each child, other adult and job adds {work.PER_THING:.0%} to the whole" in told
    described = client.get("/api/v1/openapi.json").json["paths"]
    assert {described[path]["post"]["x-most-work"] for path in ("/calculate", "/batch")} == {work.MOST}
    assert f"{work.MOST:,} units" in described["/calculate"]["post"]["description"]
    assert f"{work.MOST:,} units" in client.get("/api/v1/").text
