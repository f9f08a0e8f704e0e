"""What is printed from a browser, and what a narrow phone shows of a table: nothing spills, breaks apart or runs on."""

import re
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from test_plan import answers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PRESS = """given => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/cy/plan';
  for (const [name, value] of Object.entries(given)) {
    const field = document.createElement('textarea');
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


@pytest.mark.parametrize("name", ["dan", "joanne"])
def test_a_plan_printed_from_the_browser_is_three_sides_at_most(
    chromium: "Browser", app: Flask, address: str, name: str
) -> None:
    tab = chromium.new_page()
    tab.goto(address)
    with tab.expect_navigation():
        tab.evaluate(PRESS, answers(app, name))
    printed = tab.pdf(format="A4")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 3
    tab.close()


def test_no_word_and_no_figure_of_the_choices_breaks_apart_on_a_phone(chromium: "Browser", address: str) -> None:
    tab = chromium.new_page(viewport={"width": 320, "height": 700})
    tab.goto(f"{address}/example/joanne")
    table = tab.locator("section[aria-labelledby=choices] table")
    lines = table.evaluate(
        """table => [...table.querySelectorAll('thead th, td.whole')].flatMap(cell => [...cell.childNodes].flatMap(text =>
          text.data.split(/\\s+/).filter(Boolean).map(word => {
            const range = document.createRange(), start = text.data.indexOf(word);
            range.setStart(text, start);
            range.setEnd(text, start + word.length);
            return [word, range.getClientRects().length];
          })))"""
    )
    assert len(lines) > 10
    assert [word for word, many in lines if many > 1] == []
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    tab.close()
