"""Every field of the contract says what it is, and gives an example that could be used."""

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from jsonschema_rs import Draft202012Validator
from loaded import CALCULATOR
from pydantic import TypeAdapter

from calculator.contract import result as out
from calculator.contract.case import Case
from calculator.contract.home import Home, NonDependant
from calculator.contract.job import Job, Payslip
from calculator.contract.model import Model
from calculator.contract.people import Adult
from calculator.web.api.openapi import document, schemas


def properties(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property in a JSON schema document, with its path."""
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from properties(part, f"{where}/{number}")
    elif isinstance(node, dict):
        for name, part in node.items():
            if name == "properties":
                yield from ((f"{where}/{each}", schema) for each, schema in part.items())
            if name != "examples":
                yield from properties(part, f"{where}/{name}")


def parts(model: type[Model]) -> Iterator[type[Model]]:
    """A model of the Case, and every model below it."""
    known = {each.__name__: each for each in models()}
    yield model
    yield from (known[name] for name in model.model_json_schema().get("$defs", {}))


def models(kind: type[Model] = Model) -> Iterator[type[Model]]:
    for each in kind.__subclasses__():
        yield each
        yield from models(each)


RULES = CALCULATOR.book.rules.rules
FIELDS = [
    pytest.param(model, name, id=f"{model.__name__}.{name}")
    for model in (*parts(Case), Payslip)
    for name in model.model_fields
]


def test_every_property_of_the_api_has_a_description() -> None:
    described = dict(properties(document("")))
    assert len(described) > 380
    assert [where for where, schema in described.items() if not schema.get("description", "").endswith(".")] == []


def test_every_model_of_the_api_has_a_description() -> None:
    assert [name for name, schema in schemas().items() if not schema.get("description")] == []


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_a_field_of_the_case_says_what_its_absence_means(model: type[Model], name: str) -> None:
    field = model.model_fields[name]
    assert ("If absent, " in (field.description or "")) is not field.is_required()


@pytest.mark.parametrize(("model", "name"), FIELDS)
def test_an_example_of_a_field_of_the_case_is_accepted(model: type[Model], name: str) -> None:
    field = model.model_fields[name]
    reader: TypeAdapter[Any] = TypeAdapter(Annotated[(field.annotation, "", *field.metadata)])
    assert field.examples
    for example in field.examples:
        reader.validate_python(example)


def test_a_field_of_the_result_has_an_example_that_fits_and_says_when_it_is_null() -> None:
    known = schemas()
    for record in (name for name in known if hasattr(out, name)):
        for name, schema in known[record]["properties"].items():
            check = Draft202012Validator({**schema, "components": {"schemas": known}})
            assert [each for each in schema.get("examples", []) if not check.is_valid(each)] == [], (record, name)
            simple = not any(key in str(schema) for key in ("$ref", "additionalProperties': True", "'items': {}"))
            assert schema.get("examples") or not simple, (record, name)
            nullable = {"type": "null"} in schema.get("anyOf", [])
            says_when = any(word in schema["description"] for word in ("Null ", "Absent "))
            assert nullable is says_when or name == "suggestion", (record, name)


@pytest.mark.parametrize(
    ("rule", "model", "name"),
    [
        ("adult.expected_hours", Adult, "expected_hours"),
        ("job.weeks_per_year", Job, "weeks_per_year"),
        ("job.paid", Job, "paid"),
        ("non_dependant.age", NonDependant, "age"),
        ("home.tenure", Home, "tenure"),
    ],
)
def test_what_is_said_of_an_absent_field_is_what_the_rules_take(rule: str, model: type[Model], name: str) -> None:
    said = (model.model_fields[name].description or "").partition("If absent, ")[2]
    assert said == f"{RULES[rule].default}."
