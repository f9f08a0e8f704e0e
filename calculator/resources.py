"""Where the files that come with the package are: inside it once installed, at the top level of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `rules`, `templates` or `examples`."""
    for parent in (_PACKAGE / "_bundled", _PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise FileNotFoundError(f"the folder {name} is neither in the package nor beside it: install the package again")
