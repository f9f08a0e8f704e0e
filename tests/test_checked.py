"""The numbers on the page that says how the figures were checked are those of the tests as they are now."""

from pathlib import Path

from loaded import yaml_of
from test_examples import entries
from test_published_amounts import ROWS

from calculator.law.checked import checked

HERE = Path(__file__).parent


def test_each_kind_has_as_many_cases_as_the_page_says() -> None:
    bases = [entry.values[0]["basis"] for entry in entries()]
    corrected = [each for file in (HERE / "cases").glob("*.yaml") for each in yaml_of(file)]
    assert checked().counts == {
        "published": bases.count("published"),
        "derived": bases.count("derived"),
        "corrected": len(corrected),
        "amounts": len(ROWS),
        "statements": len(yaml_of(HERE / "statements" / "statements.yaml")),
    }, "run `make checked`: it runs these tests and writes their numbers"
