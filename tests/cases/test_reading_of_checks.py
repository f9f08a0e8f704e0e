"""The checks of tests/cases and tests/examples find what they are meant to find, and nothing passes them by mistake."""

import pytest
from checks import at, faults

RESULT = {
    "now": {"lines": [{"id": "pay", "per_month": 881.23}, {"id": "rent", "per_month": 450.0}]},
    "options": [
        {
            "change_range": None,
            "timeline": {
                "events": [
                    {"kind": "payday", "date": "2026-12-18", "title": "First pay of a job", "amount": 600.0},
                    {"kind": "payday", "date": "2026-12-31", "title": "Second pay", "amount": 700.5},
                    {"kind": "deadline", "date": "2027-03-01", "title": "Last day. Ask", "amount": None},
                ]
            },
        }
    ],
}
EVENTS = "options[0].timeline.events"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("now.lines[id=rent].per_month", 450.0),
        ("now.lines[1].id", "rent"),
        ("now.lines[9].id", None),
        ("now.lines[id=pip].per_month", None),
        (f"{EVENTS}[kind=payday].amount", 600.0),
        (f"{EVENTS}[kind=payday][title~Second].amount", 700.5),
        (f"{EVENTS}[kind=payday][1].amount", 700.5),
        (f"{EVENTS}[date>=2026-12-19][date<=2026-12-31].date", "2026-12-31"),
        (f"{EVENTS}[date>=2027-01-01][kind=payday]", None),
        (f"{EVENTS}[title~day. A].date", "2027-03-01"),
        ("options[0].change_range[0]", None),
        ("options[0].year.change", None),
    ],
)
def test_a_path_leads_to_what_the_result_has(path: str, found: object) -> None:
    assert at(RESULT, path) == found


@pytest.mark.parametrize("path", ["now.line[id=pay]", "now.lines[id=pay].a_month", "now.lines[id:pay]", "now..lines"])
def test_a_mistake_in_a_path_is_an_error(path: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read|has no"):
        at(RESULT, path)


@pytest.mark.parametrize(
    ("check", "holds"),
    [
        ({"path": "now.lines[id=pay].per_month", "value": 881.24, "within": 0.01}, True),
        ({"path": "now.lines[id=pay].per_month", "value": 881.25, "within": 0.01}, False),
        ({"path": "now.lines[id=pip].per_month", "value": 0, "within": 0.01}, True),
        ({"path": "now.lines[id=pip].per_month", "value": 0}, True),
        ({"path": "now.lines[id=pay].per_month", "value": 881.23}, True),
        ({"path": "now.lines[id=pay].id", "value": "rent"}, False),
        ({"path": "now.lines[id=pip].id", "value": "pip"}, False),
        ({"path": "options[0].change_range", "exists": False}, True),
        ({"path": "options[0].change_range", "exists": True}, False),
        ({"path": "now.lines[id=pay]", "exists": True}, True),
    ],
)
def test_a_check_holds_or_is_told(check: dict[str, object], holds: bool) -> None:
    assert (faults(RESULT, [check]) == []) == holds
