"""The councils and schemes of one set of rules: read from the same files as the rules, checked with them, and replaced with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from calculator.councils import schemes, tables
from calculator.councils.register import Register
from calculator.councils.scheme_file import SchemeFile, read_scheme_file
from calculator.councils.schemes import DATA, Scheme, lay_over, slug
from calculator.rulebook import Companions, Fault, Location, Rulebook, RuleError, amendment_name
from calculator.yaml_text import read_yaml

KEY = "council"  # the key at the top of a council's file; an amendment that has it is one
AREA = "home.brma"  # the input whose choices are the rental market areas


class Councils:
    """What the rules in use say of councils.

    book: the rules; files: the files that they were read from, as bytes by path. The file of a council is read when its scheme is first
    wanted, since one household needs one of some hundred. `faults` reads all of them. held: what files hold that were read already, by path.
    """

    def __init__(
        self, book: Rulebook, files: Mapping[str, bytes], held: Mapping[str, object] = MappingProxyType({})
    ) -> None:
        self._book, self.files, self._held = book, files, held
        self._schemes: dict[str, tuple[Scheme, ...]] = {}
        self.register = Register(files)

    # ------------------------------------------------------------------ schemes
    def scheme(self, name: str, day: dt.date) -> Scheme | None:
        """The scheme of the council (or nation) of this name on a day; None where none is held."""
        return schemes.in_force(self.schemes(name), day)

    def schemes(self, name: str) -> tuple[Scheme, ...]:
        """Every scheme that is held of the council (or nation) of this name, the earliest first."""
        key = slug(name)
        if key not in self._schemes:
            path = f"{DATA}/{key}.yaml"
            found: tuple[Scheme, ...] = self._read(path).schemes if path in self.files else ()
            for amendment in self._amendments.get(key, ()):
                found = lay_over(found, self._read(amendment).schemes)
            self._schemes[key] = found
        return self._schemes[key]

    def all_schemes(self) -> Iterator[Scheme]:
        """Every scheme that is held, by the names of the files."""
        for key in sorted({PurePosixPath(path).stem for path in self._paths} | self._amendments.keys()):
            yield from self.schemes(key)

    @cached_property
    def _paths(self) -> list[str]:
        """The files of councils in the folder, without amendments."""
        return [path for path in self.files if str(PurePosixPath(path).parent) == DATA and path.endswith(".yaml")]

    @cached_property
    def _amendments(self) -> dict[str, list[str]]:
        """The amendments that are councils' files, in their order, by the council that each is about."""
        found: dict[str, list[str]] = {}
        for path, content in self.files.items():
            if amendment_name(path) is not None:
                council = read_yaml(content, path).find(KEY)
                if council is not None:
                    found.setdefault(slug(str(council)), []).append(path)
        return found

    def _read(self, path: str) -> SchemeFile:
        held = self._held.get(path)
        if isinstance(held, SchemeFile):
            return held
        return read_scheme_file(self._book, amendment_name(path) or path, self.files[path])

    # ------------------------------------------------------------------ faults
    def faults(self) -> list[Fault]:
        """What is wrong in any table or file of councils."""
        return self.faults_and_files()[0]

    def faults_and_files(self) -> tuple[list[Fault], dict[str, SchemeFile]]:
        """What is wrong in any table or file of councils, and what each council's file holds, by its path."""
        files: dict[str, SchemeFile] = {}
        found = self.register.faults()
        if not found:
            areas = {area.casefold() for area in self._book.rules[AREA].choices}
            place = Location(f"{tables.FOLDER}/areas.csv", 1)
            for area in sorted(areas ^ self.register.facts.nations_of_areas.keys()):
                missing = "is missing" if area in areas else "has no local housing allowance"
                found.append(Fault(place, "", f"the rental market area '{area}' {missing}"))
        for path in [*self._paths, *(path for paths in self._amendments.values() for path in paths)]:
            try:
                file = self._read(path)
            except RuleError as error:
                found += error.faults
                continue
            files[path] = file
            found += [Fault(file.place, "", message) for message in self._about(path, file)]
        return found + self._strays(), files

    def _about(self, path: str, file: SchemeFile) -> Iterator[str]:
        """What is wrong with a file whose form is right."""
        if amendment_name(path) is None and slug(file.council) != PurePosixPath(path).stem:
            yield f"a file is named by its council: {slug(file.council)}.yaml"
        for year in file.schemes:
            if not year.parts and year.at_most is None:
                yield f"{year.name}: no part says how it works"
            yield from (f"{year.name}: {message}" for message in schemes.for_the_same_people(year.parts))
        yield from schemes.overlaps(file.schemes)
        if file.council in schemes.NATIONS:
            return
        try:
            council = self.register.find(file.council)
            if council is None or council.name != file.council:
                near = [council.name] if council else self.register.suggestions(file.council)
                yield f"no council is called {file.council}{f': did you mean {near[0]}?' if near else ''}"
            elif council.code != file.code:
                yield f"the code of {council.name} is {council.code}, not {file.code}"
        except RuleError:
            return  # the table of councils cannot be read, which `Register.faults` says

    def _strays(self) -> list[Fault]:
        """Files that hold facts, by their folder, and that nothing reads."""
        return [
            Fault(Location(path, 1), "", f"nothing reads a file here: a council's file is in {DATA}/")
            for path in self.files
            if path.endswith(".yaml")
            and "data" in PurePosixPath(path).parent.parts
            and path not in self._paths
            and amendment_name(path) is None
        ]


COMPANIONS = Companions(
    KEY,
    lambda book, files: Councils(book, files).faults_and_files(),
    Path(__file__).parent,
)
