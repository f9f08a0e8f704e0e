"""A case as JSON with its defaults filled in, as a result gives it back."""

from __future__ import annotations

from typing import Any

from calculator.contract.case import Case, Work
from calculator.contract.job import Job


def filled_in(case: Case) -> dict[str, Any]:
    """The case with its defaults, as JSON. Fields whose absence has a meaning (a pension, an option's job) stay absent."""
    shown = case.model_dump(mode="json", by_alias=True)

    def settle(model: Job | Work, made: dict[str, object]) -> None:
        if isinstance(model, Job) and "pension" not in model.model_fields_set:
            del made["pension"]
        if isinstance(model, Work) and "job" not in model.model_fields_set:
            del made["job"]

    for adult, made in zip(case.adults, shown["adults"], strict=True):
        for job, one in zip(adult.jobs, made["jobs"], strict=True):
            settle(job, one)
    for chosen, made in zip(case.options, shown["options"], strict=True):
        for taken, one in [(chosen, made), *zip(chosen.also, made["also"], strict=True)]:
            if taken.job is not None:
                settle(taken.job, one["job"])
            settle(taken, one)
        for change, one in zip(chosen.changes, made["changes"], strict=True):
            if change.op == "remove":
                del one["value"]
    return shown
