"""The packages that the requirements files pin: their versions, licences and what they need. `tools/licences` and `tools/audit` read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
RUNS, DEVELOPS = "requirements.txt", "requirements-dev.txt"
PIN = re.compile(r"(?m)^([a-z0-9][a-z0-9._-]*)==([^\s;]+)")
NEEDED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")

# What packages say in words, as SPDX writes it.
SPDX = {
    "Apache": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "ZPL 2.1": "ZPL-2.1",
}
# Packages that only other machines or other Pythons install, and one that does not say. These are from their repositories.
KNOWN = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT AND MPL-2.0",  # its own code, and axe-core inside it
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
    "polars": "MIT",  # they give the whole text of the licence
    "polars-runtime-32": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",  # it says "Dual License"
}


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package. `needs` names the pinned packages that it depends on."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def packages(file: str) -> list[Package]:
    """Every package of a requirements file, in the order of their names."""
    pins = dict(PIN.findall((TOP / file).read_text()))
    return [Package(name, version, licence(name), needs(name, pins)) for name, version in sorted(pins.items())]


def licence(name: str) -> str:
    """The licence of a package as an SPDX expression, or an empty text if nothing says which it is."""
    if name in KNOWN:
        return KNOWN[name]
    try:
        held = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if expression := held.get("License-Expression"):
        return str(expression)
    classifiers = [each.split(" :: ")[-1] for each in held.get_all("Classifier", []) if each.startswith("License ::")]
    said = (
        classifiers if len(classifiers) > 1 else [str(held.get("License") or "").split("\n")[0] or "".join(classifiers)]
    )
    return " OR ".join(SPDX.get(each, each) for each in said)


def needs(name: str, pins: dict[str, str]) -> tuple[str, ...]:
    """The pinned packages that a package depends on by itself, without its extras."""
    try:
        asked = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return ()
    found = set()
    for each in asked:
        if "extra ==" not in each:
            name = NEEDED.match(each)
            assert name, each
            found.add(name[0].lower().replace("_", "-"))
    return tuple(sorted(found & pins.keys()))
