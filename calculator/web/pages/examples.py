"""The example households that come with the package, to fill the form with."""

from pathlib import Path

from calculator.contract.reading import read_json
from calculator.web.form.pointers import Data, Json, find, text_at
from calculator.web.form.written import number_shown


class Examples:
    """Read once, by the name of the file."""

    def __init__(self, folder: Path) -> None:
        self.cases: dict[str, Data] = {}
        for file in sorted(folder.glob("*.json")):
            case = read_json(file.read_bytes())
            if isinstance(case, dict):
                self.cases[file.stem] = case

    def titles(self) -> list[tuple[str, str, list[str]]]:
        """The name of each file, who it is about, and the names of the choices."""
        return [
            (name, _who(case), [text_at(option, "/name") for option in _list(case, "/options")])
            for name, case in self.cases.items()
        ]


def _list(case: Data, where: str) -> list[Json]:
    found = find(case, where)
    return found if isinstance(found, list) else []


def _who(case: Data) -> str:
    people = []
    for adult in _list(case, "/adults"):
        name, age = text_at(adult, "/name"), number_shown(find(adult, "/age"))
        people.append(f"{name}, {age}" if name else age)
    council = text_at(case, "/council")
    return "; ".join([*people, council] if council else people)
