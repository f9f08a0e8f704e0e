"""The example households that come with the package, to fill the form with."""

from pathlib import Path
from typing import Any

from calculator.contract.reading import read_json


class Examples:
    """Read once, by the name of the file."""

    def __init__(self, folder: Path) -> None:
        self.cases: dict[str, dict[str, Any]] = {}
        for file in sorted(folder.glob("*.json")):
            case = read_json(file.read_bytes())
            if isinstance(case, dict):
                self.cases[file.stem] = case

    def titles(self) -> list[tuple[str, str, list[str]]]:
        """Name of the file, who it is about, and the choices they look at."""
        return [
            (name, _who(case), [option["name"] for option in case.get("options", ())])
            for name, case in self.cases.items()
        ]


def _who(case: dict[str, Any]) -> str:
    people = [
        f"{adult.get('name', '')}, {adult['age']}" if adult.get("name") else str(adult.get("age", ""))
        for adult in case["adults"]
    ]
    return "; ".join([*people, case["council"]] if case.get("council") else people)
