"""No two controls of a page have one accessible name, so that a list of fields in a screen reader tells them apart. Axe does not look at this."""

from collections import Counter
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

FIELDS = {"input", "select", "textarea"}
GROUPED = {"radio", "checkbox"}
VOID = {"input", "meta", "link", "br", "img", "hr", "option"}


class Controls(HTMLParser):
    """The fields of a page with their labels. A radio button or a box to tick is known by the legends around it too."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.labels: dict[str, str] = {}
        self.found: list[tuple[str, str, tuple[int, ...]]] = []  # its id, its aria-label, and the groups around it
        self.legends: dict[int, str] = {}
        self._groups: list[int] = []
        self._label, self._legend = "", 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "fieldset":
            self._groups.append(len(self.legends) + 1)
            self.legends[self._groups[-1]] = ""
        elif tag == "legend" and self._groups:
            self._legend = self._groups[-1]
        elif tag == "label":
            self._label = given.get("for", "")
        elif tag in FIELDS and given.get("type") not in ("hidden", "submit") and given.get("aria-hidden") != "true":
            around = tuple(self._groups) if given.get("type") in GROUPED else ()
            self.found.append((given.get("id", ""), given.get("aria-label", ""), around))

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._groups.pop()
        elif tag == "legend":
            self._legend = 0
        elif tag == "label":
            self._label = ""

    def handle_data(self, data: str) -> None:
        if self._label:
            self.labels[self._label] = self.labels.get(self._label, "") + data
        if self._legend:
            self.legends[self._legend] += data

    def names(self) -> list[str]:
        return [
            " ".join(" / ".join([*(self.legends[each] for each in around), said or self.labels.get(name, "")]).split())
            for name, said, around in self.found
        ]


def shared(page: str) -> list[str]:
    """The names that more than one field of a page has, and a mark for fields without a name."""
    names = Controls(page[page.index("<main") : page.index("</main")]).names()
    return sorted(name or "no name" for name, times in Counter(names).items() if times > 1 or not name)


def test_the_check_sees_what_is_wrong() -> None:
    two = '<main><label for="a">Age</label><input id="a"><label for="b">Age</label><input id="b"></main>'
    assert shared(two) == ["Age"]
    told = '<main><label for="a">Age<span class="vh">: one</span></label><input id="a"><label for="b">Age</label><input id="b"></main>'
    assert shared(told) == []
    assert shared('<main><input id="a"></main>') == ["no name"]


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize(
    "address", ["/calculate", "/calculate?example=rhys-and-lorna", "/specialist", "/quick", "/widget", "/open"]
)
def test_every_field_of_a_page_has_a_name_of_its_own(client: FlaskClient, prefix: str, address: str) -> None:
    assert shared(client.get(prefix + address).text) == []


@pytest.mark.parametrize("address", ["/calculate", "/specialist", "/quick", "/widget"])
def test_it_has_one_where_answers_are_refused(client: FlaskClient, address: str) -> None:
    page = client.post(address, data={"job1_hours": "lots", "job1_pay": "much", "child1_age": "x", "job2_hours": "y"})
    assert shared(page.text) == []


@pytest.mark.parametrize("prefix", ["", "/cy"])
@pytest.mark.parametrize("way", ["out_of_work", "in_work"])
def test_every_question_of_the_journey_has_one(app: Flask, client: FlaskClient, prefix: str, way: str) -> None:
    where = client.post(f"{prefix}/start", data={"route": way}).headers["Location"].rsplit("/", 1)[0]
    found = {page.id: shared(client.get(f"{where}/{page.id}").text) for page in app.extensions["questions"].pages}
    assert {page: names for page, names in found.items() if names} == {}
