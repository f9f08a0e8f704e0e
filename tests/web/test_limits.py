"""How long a connection may wait for its client, and how much of bodies a process keeps."""

from types import SimpleNamespace
from typing import Any

from calculator.web.server.worker import AHEAD, BODIES, TAKEN, WHOLE, Limits


class Connection(SimpleNamespace):
    """What `Limits` reads of a connection of waitress."""

    __hash__ = object.__hash__


def connection(body: int | None = None, unsent: int = 0, at_work: bool = False) -> Any:
    """`body` is how much of an unfinished body has come; None if nothing is arriving."""
    request = None if body is None else SimpleNamespace(body_bytes_received=body)
    requests = [SimpleNamespace(body_bytes_received=BODIES)] if at_work else []
    return Connection(request=request, requests=requests, total_outbufs_len=unsent, will_close=False)


def closed_after(each: Any, most: int) -> int | None:
    limits = Limits()
    for second in range(most):
        limits.apply([each], second)
        if each.will_close:
            return second
    return None


def test_a_request_that_keeps_arriving_is_cut_off_after_its_time() -> None:
    assert closed_after(connection(body=10), 200) == WHOLE + 1


def test_an_answer_that_is_hardly_read_is_cut_off_after_its_time() -> None:
    assert closed_after(connection(unsent=10), 200) == TAKEN + 1


def test_a_request_that_is_being_answered_or_has_not_begun_is_left_alone() -> None:
    assert closed_after(connection(at_work=True), 200) is None
    assert closed_after(connection(), 200) is None


def test_the_time_begins_again_with_each_request() -> None:
    limits, kept = Limits(), connection(body=10)
    for second in range(200):
        if second % (WHOLE - 5) == 0:
            kept.request = SimpleNamespace(body_bytes_received=10)
        limits.apply([kept], second)
    assert not kept.will_close


def test_when_bodies_take_too_much_memory_the_longest_arriving_go() -> None:
    limits, empty = Limits(), connection(0)
    old, newer, newest = (connection(size) for size in (BODIES // 2, BODIES // 2, BODIES // 4))
    limits.apply([empty, old], 1)
    limits.apply([newer, empty, old], 3)
    assert not any(each.will_close for each in (empty, old, newer))
    limits.apply([newest, newer, empty, old], 5)
    assert [each.will_close for each in (empty, old, newer, newest)] == [False, True, False, False]


def test_bodies_that_wait_for_a_thread_count_but_are_not_cut_off() -> None:
    limits, waiting, arriving = Limits(), connection(at_work=True), connection(10)
    limits.apply([waiting, arriving], 1)
    assert (waiting.will_close, arriving.will_close) == (False, True)


def test_one_who_sends_many_requests_ahead_is_cut_off_at_once() -> None:
    each = connection(at_work=True)
    each.requests *= AHEAD
    assert closed_after(each, 20) is None
    each.requests += each.requests[:1]
    assert closed_after(each, 20) == 0
