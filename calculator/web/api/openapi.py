"""The description of the API in OpenAPI 3.1, made from the models of Case and Result."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from calculator import effort
from calculator.caseload.finances import Dividend
from calculator.caseload.findings import DividendAtHours, Findings
from calculator.caseload.tables import ReportRow, ReportTable, TableColumn
from calculator.contract import result as out
from calculator.contract import statement_reading
from calculator.contract.account import StatementRequest
from calculator.contract.case import CONTRACT, Case
from calculator.contract.record import Record
from calculator.web.api.caseload import COMPARE
from calculator.web.bounds import MOST_BATCH_BYTES, MOST_BYTES, MOST_CASES
from calculator.web.turns import DEADLINE, PATIENCE

Schema: TypeAlias = dict[str, Any]  # JSON Schema, and the parts of an OpenAPI document
REF = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
KEY_HEADER = "X-API-Key"


class _AsWritten(GenerateJsonSchema):
    """Amounts are JSON numbers."""

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> Schema:
        del schema
        return {"type": "number"}


@cache
def schemas() -> Schema:
    """Case, Result and all that they hold, by name."""
    case = Case.model_json_schema(ref_template=REF)
    found = case.pop("$defs")
    result = TypeAdapter(out.Result).json_schema(ref_template=REF, schema_generator=_AsWritten)
    held = {**result.pop("$defs"), "Result": result}
    for name, schema in held.items():
        _as_given(schema, getattr(out, name))
    asked = StatementRequest.model_json_schema(ref_template=REF)
    found.update(asked.pop("$defs"))
    return {
        **found,
        **held,
        **_readings(),
        **_reports(),
        "Case": case,
        "StatementRequest": asked,
        "Problem": _problem(),
    }


def _readings() -> Schema:
    """What a statement tells, and all that it holds, by name."""
    reading = TypeAdapter(statement_reading.StatementReading).json_schema(ref_template=REF, schema_generator=_AsWritten)
    held = {**reading.pop("$defs"), "StatementReading": reading}
    for name, schema in held.items():
        _as_given(schema, getattr(statement_reading, name))
    return held


def _reports() -> Schema:
    """What a report of a caseload says, and all that it holds, by name."""
    report = TypeAdapter(Findings).json_schema(ref_template=REF, schema_generator=_AsWritten)
    held = {**report.pop("$defs"), "Findings": report}
    records = {each.__name__: each for each in (*_REPORT, out.PublicFinances, out.RulesUsed)}
    for name, schema in held.items():
        _as_given(schema, records[name])
    return held


_REPORT: tuple[type[Record], ...] = (Findings, DividendAtHours, Dividend, ReportTable, ReportRow, TableColumn)


def _as_given(schema: Schema, record: type[Record]) -> None:
    """A record's names as JSON has them, and which of them are always there."""
    names = {name.removesuffix("_"): part for name, part in schema["properties"].items()}
    for part in names.values():
        part.pop("default", None)
    schema["properties"] = names
    schema["required"] = [name for name in names if name not in record.with_view]


def _problem() -> Schema:
    pointer = {
        "type": "string",
        "description": "A JSON pointer (RFC 6901) to the field; empty for the whole case.",
        "examples": ["/adults/0/age"],
    }
    detail = {
        "type": "string",
        "description": "What is wrong and what is allowed.",
        "examples": ["must be a whole number from 16 to 120"],
    }
    error = {"type": "object", "required": ["pointer", "detail"], "properties": {"pointer": pointer, "detail": detail}}
    return {
        "type": "object",
        "description": "What is wrong (RFC 9457), with a JSON pointer to each place.",
        "required": ["type", "title", "status", "errors"],
        "properties": {
            "type": {"type": "string", "description": "The kind of problem.", "examples": ["about:blank"]},
            "title": {
                "type": "string",
                "description": "The problem in a few words.",
                "examples": ["The case cannot be worked out"],
            },
            "status": {"type": "integer", "description": "The HTTP status of the answer.", "examples": [422]},
            "errors": {"type": "array", "description": "Each problem and where it is.", "items": error},
        },
    }


def document(root: str, keyed: bool = False, offered: Sequence[str] = ()) -> Schema:
    """The whole document. `root` is the beginning of every address, `keyed` says whether a key is needed, and `offered` names the
    amendments that a request can ask for."""
    described = _document(root, offered)
    if offered:
        described = _with_amendments(described, offered)
    return _with_keys(described) if keyed else described


def _with_amendments(document: Schema, offered: Sequence[str]) -> Schema:
    """Add the parameter that asks for rules with amendments."""
    name = f"({'|'.join(offered)})"
    asked = {
        "name": "amendments",
        "in": "query",
        "schema": {"type": "string", "pattern": f"^{name}(,{name})*$"},
        "description": "Amendments to lay over the rules. They are applied in the order of their names.",
    }
    for address, methods in document["paths"].items():
        for described in methods.values() if address != "/openapi.json" else ():
            described["parameters"] = [*described.get("parameters", ()), asked]
            described["responses"]["422"] = _refusal("It cannot be worked out, or an amendment is not offered")
    return document


def _with_keys(document: Schema) -> Schema:
    """What is posted needs a key."""
    document["components"] = {
        **document["components"],
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "A key from whoever runs the site"},
            "header": {"type": "apiKey", "in": "header", "name": KEY_HEADER, "description": "The same key"},
        },
    }
    for methods in document["paths"].values():
        if "post" in methods:
            methods["post"]["security"] = [{"bearer": []}, {"header": []}]
            methods["post"]["responses"]["401"] = _refusal("A key is needed, or this one does not hold")
    return document


def _document(root: str, offered: Sequence[str]) -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Benefits and work calculator",
            "version": CONTRACT,
            "description": "What a job does to a household's money. Nothing that is sent is kept. In a result, `kept_per_pound` is 1 minus "
            "the participation tax rate of the extra pay, and `kept_of_next_pound` is 1 minus the effective marginal tax rate.",
        },
        "servers": [{"url": f"{root}/api/v1"}],
        "paths": {**_paths_of_cases(), **_path_of_caseloads(offered), **_path_of_statements(), **_paths_of_rules()},
        "components": {"schemas": schemas()},
    }


def _paths_of_cases() -> Schema:
    case, result = {"$ref": REF.format(model="Case")}, {"$ref": REF.format(model="Result")}
    refused = {"type": "object", "required": ["error", "errors"]}
    return {
        "/calculate": {
            "post": {
                "operationId": "calculate",
                "summary": "Work out one case",
                "description": f"A case of more than {effort.MOST:,} units of work is refused with 422, and its `detail` says what to "
                "ask less of. The documentation says what makes how much work.",
                **_bounds(MOST_BYTES, effort.MOST),
                "requestBody": {"required": True, "content": {"application/json": {"schema": case}}},
                "responses": _responses(_json(result), 400, 413, 422, 503),
            }
        },
        "/batch": {
            "post": {
                "operationId": "batch",
                "summary": "Work out up to 1,000 cases, as JSON Lines or an array; one line each comes back",
                "description": f"A case of more than {effort.MOST:,} units of work is refused on its line.",
                **_bounds(MOST_BATCH_BYTES, effort.MOST),
                "x-most-cases": MOST_CASES,
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"type": "array", "items": case, "minItems": 1, "maxItems": MOST_CASES}
                        },
                        "application/x-ndjson": {"schema": case},
                    },
                },
                "responses": _responses(
                    {"application/x-ndjson": {"schema": {"anyOf": [result, refused]}}}, 400, 413, 503
                ),
            }
        },
    }


def _path_of_caseloads(amendments: Sequence[str]) -> Schema:
    case = {"$ref": REF.format(model="Case")}
    said = {
        "hours": "Hours a week to work out, with commas between; 8,16,24,37 where none are given.",
        "main_hours": "The hours at which groups are compared; 16 where none are given.",
        "cost": "What the programme costs for each participant, in pounds.",
        "start": "The share of participants who start work, from 0 to 1.",
        "weeks": "Weeks in work in the first year, of those who start.",
        "staying": "In place of weeks, the shares still in work after 6, 13, 26 and 52 weeks.",
        "least": "The smallest count that is shown; 5 where none is given.",
        "households": "How many real households the caseload stands for.",
    }
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string"}, "description": words}
        for name, words in said.items()
    ]
    compare: Schema = {"type": "string", **({"enum": list(amendments)} if amendments else {})}
    words = "An amendment on offer to compare the rules with; what its rules would change is then told too."
    parameters.append({"name": COMPARE, "in": "query", "schema": compare, "description": words})
    cases = {"type": "array", "items": case, "minItems": 1, "maxItems": MOST_CASES}
    return {
        "/caseload": {
            "post": {
                "operationId": "caseload",
                "summary": "A report of up to 1,000 cases: who would be better off, the dividend, and what other rules would change",
                "description": "Counts that could identify somebody are null. A case that cannot be worked out is counted in `refused`. A line "
                "end comes for each case while they are worked out, and then the report.",
                **_bounds(MOST_BATCH_BYTES, effort.MOST),
                "x-most-cases": MOST_CASES,
                "parameters": parameters,
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": cases}, "application/x-ndjson": {"schema": case}},
                },
                "responses": _responses(_json({"$ref": REF.format(model="Findings")}), 400, 413, 422, 503),
            }
        }
    }


def _path_of_statements() -> Schema:
    asked, reading = ({"$ref": REF.format(model=model)} for model in ("StatementRequest", "StatementReading"))
    return {
        "/statement": {
            "post": {
                "operationId": "statement",
                "summary": "Read a Universal Credit statement: what follows from it, what is left to ask, and a check against the rules",
                **_bounds(MOST_BYTES, effort.MOST),
                "requestBody": {"required": True, "content": {"application/json": {"schema": asked}}},
                "responses": _responses(_json(reading), 400, 413, 422, 503),
            }
        }
    }


def _paths_of_rules() -> Schema:
    date = {
        "name": "date",
        "in": "query",
        "schema": {"type": "string", "format": "date"},
        "description": "The day of the rule; today where none is given.",
    }
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "/rules": {
            "get": {
                "operationId": "rules",
                **_bounds(),
                "summary": "Every rule in short",
                "responses": _responses(_json({"type": "object", "required": ["version", "fingerprint", "rules"]})),
            }
        },
        "/rules/{name}": {
            "get": {
                "operationId": "rule",
                **_bounds(),
                "summary": "One rule on a day: value or formula, source, history",
                "parameters": [name, date],
                "responses": _responses(
                    _json({"type": "object", "required": ["name", "now", "source", "history"]}), 404, 422
                ),
            }
        },
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                **_bounds(),
                "summary": "This document",
                "responses": _responses(_json({"type": "object"})),
            }
        },
    }


def _bounds(most_bytes: int = 0, most_work: int = 0) -> Schema:
    """How much a request may send, in bytes, and ask for, in units of work for each case, and how long it may wait and be worked on."""
    return {
        "x-most-bytes": most_bytes,
        "x-most-work": most_work,
        "x-most-seconds": PATIENCE + DEADLINE if most_work else 0,
    }


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _responses(content: Schema, *problems: int) -> Schema:
    told = {
        400: "The body cannot be read",
        404: "There is no such rule",
        413: "More bytes than are read",
        422: "It cannot be worked out, or is more work than is allowed",
        503: "No place for this work at this moment, or it took too long: come back after as many seconds as Retry-After says",
        429: "Asked too often: come back after as many seconds as Retry-After says",
    }
    return {
        "200": {"description": "The answer", "content": content},
        **{str(status): _refusal(told[status]) for status in (*problems, 429)},
    }


def _refusal(description: str) -> Schema:
    return {"description": description, "content": {PROBLEM: {"schema": {"$ref": REF.format(model="Problem")}}}}
