"""Which rules a result shows, by the statement in rules/result.yaml."""

from __future__ import annotations

from typing import Any


def outputs_of(statement: dict[str, Any]) -> list[str]:
    """The rules that a statement shows, and so that the rules are compiled for."""
    public = statement["public_finances"]
    names = [line["rule"] for line in statement["lines"]]
    names += [
        *statement["carried"].values(),
        *statement["universal_credit"].values(),
        *statement["housing_benefit"].values(),
    ]
    names += [part["rule"] for part in public["tax"]] + [public["employer"], statement["figures"]]
    for limit in statement["limits"]:
        names += [limit[part] for part in ("keeps", "if", "pay_limit") if part in limit]
    names += [*statement["timeline"]["by_day"].values(), *statement["timeline"]["carried_on"]]
    return list(dict.fromkeys(names))


def read_of(statement: dict[str, Any]) -> list[str]:
    """The amounts that are read as they stand, for the sums of a payday."""
    return list(statement["timeline"]["amounts"].values())
