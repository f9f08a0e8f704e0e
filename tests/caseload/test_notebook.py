"""The notebook in examples/ runs from start to finish."""

import ast
import json
from typing import Any

from calculator.resources import folder

NOTEBOOK = json.loads((folder("examples") / "caseload.ipynb").read_text(encoding="utf-8"))


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as Jupyter does: the value of a last expression is what it shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


def test_every_cell_runs_and_shows_what_its_text_says() -> None:
    names: dict[str, Any] = {}
    cells = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]
    shown = [run_cell(cell, names) for cell in cells]
    assert shown[0] == names["calculator"].statement.version
    assert len(shown[2]) == 4
    assert shown[3].total() == 40
    assert "The programme costs more than it returns" in shown[4][16]
    assert shown[-1] > 50_000
    assert names["cost_a_year"] > 0


def test_no_output_is_kept_in_the_file() -> None:
    """What a cell shows changes with the rules, so the file has the cells alone."""
    assert [cell for cell in NOTEBOOK["cells"] if cell.get("outputs") or cell.get("execution_count")] == []
