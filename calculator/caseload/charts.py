"""Charts of a report, drawn by Vega-Lite as SVG pictures without any script. Each has a text alternative, and its table stands below it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from calculator.caseload import words
from calculator.caseload.tables import ReportRow, ReportTable, Unit
from calculator.caseload.tally import EFFECTS, VERDICTS
from calculator.i18n.language import gettext

VEGA_LITE = "5.21"
# Dark to light, so that they can be told apart without colour too (after Okabe and Ito).
COLOURS = ("#00405e", "#0072b2", "#7fb8d8", "#e69f00", "#f3d27f", "#d9d9d9", "#8c510a", "#3b1f00")
WIDTH, STEP = 620, 34
MOST_SAID = 12
MOST_BARS = 15
Data = list[dict[str, object]]


class ChartsMissing(Exception):
    """The library that draws the charts is not installed."""

    def __init__(self) -> None:
        super().__init__("this needs the extra 'report': pip install 'calculator[report]'")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, with what it says for those who do not see it."""

    table: str
    source: str
    alternative: str


def charts(tables: Sequence[ReportTable]) -> dict[str, Chart]:
    """The charts of a report by the id of their table. Raises ChartsMissing."""
    try:
        import vl_convert
    except ImportError:
        raise ChartsMissing from None
    found = {}
    for table in tables:
        spec = _spec(table)
        if spec is not None:
            svg = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
            source = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
            found[table.id] = Chart(table.id, source, alternative(table))
    return found


def _spec(table: ReportTable) -> dict[str, object] | None:
    """The Vega-Lite specification of a table's chart; None if the table has no chart, or all of it is hidden."""
    if table.id == "better_off":
        return _stacked(table, len(VERDICTS))
    if table.id == "reform_by_income":
        return _stacked(table, len(EFFECTS))
    if table.id in ("marginal_rates", "participation_rates"):
        return _spread(table)
    if table.id == "public_money":
        return _bars([row for row in table.rows if row.title == words.name("total")], table, across=True)
    if table.id == "cliffs":
        return _bars(table.rows[:-2], table, column=2)
    if table.id == "dividend_by_council":
        return _bars(table.rows[:-1][:MOST_BARS], table, column=1)
    return None


def _base(data: Data, title: str, encoding: dict[str, object], rows: int) -> dict[str, object] | None:
    if not data:
        return None
    return {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json",
        "description": title,
        "width": WIDTH,
        "height": {"step": STEP} if rows else 200,
        "data": {"values": data},
        # The reader's own font can be wider than the one that the labels were measured with.
        "padding": {"left": 45, "right": 20, "top": 5, "bottom": 5},
        "mark": {"type": "bar"},
        "encoding": encoding,
        "config": {
            "font": "sans-serif",
            "axis": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "labelLimit": 260,
                "labelColor": "#111",
                "titleColor": "#111",
            },
            "legend": {
                "labelFontSize": 13,
                "titleFontSize": 13,
                "orient": "bottom",
                "columns": 3,
                "columnPadding": 40,
                "labelLimit": 300,
            },
            "view": {"stroke": None},
        },
    }


def _stacked(table: ReportTable, columns: int) -> dict[str, object] | None:
    """A bar for each row, with a part for each of the first columns."""
    titles = [column.title for column in table.columns[:columns]]
    rows = [row for row in table.rows if row.title != words.name("all")]
    data = [
        {"row": row.title, "part": title, "order": place, "value": value}
        for row in rows
        for place, (title, value) in enumerate(zip(titles, _numbers(row.values), strict=False))
        if value is not None
    ]
    return _base(
        data,
        table.title,
        {
            "y": {"field": "row", "type": "nominal", "sort": None, "title": table.head},
            "x": {"field": "value", "type": "quantitative", "stack": "zero", "title": gettext("Households")},
            "color": _colour(titles),
            "order": {"field": "order", "type": "quantitative"},
        },
        len(rows),
    )


def _spread(table: ReportTable) -> dict[str, object] | None:
    """A bar for each column, with a part for each band."""
    bands = [row.title for row in table.rows[:-1]]
    data = [
        {"row": column.title, "part": row.title, "order": order, "value": value}
        for place, column in enumerate(table.columns)
        for order, row in enumerate(table.rows[:-1])
        if (value := _numbers(row.values)[place]) is not None
    ]
    return _base(
        data,
        table.title,
        {
            "y": {"field": "row", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "value", "type": "quantitative", "stack": "zero", "title": gettext("Households")},
            "color": _colour(bands),
            "order": {"field": "order", "type": "quantitative"},
        },
        len(table.columns),
    )


def _bars(
    rows: Sequence[ReportRow], table: ReportTable, column: int = 0, across: bool = False
) -> dict[str, object] | None:
    """A bar for each row by one of its columns or, across, for each column of the one row."""
    if across:
        pairs = [
            (each.title, value) for row in rows for each, value in zip(table.columns, _numbers(row.values), strict=True)
        ]
    else:
        pairs = [(row.title, _numbers(row.values)[column]) for row in rows]
    data = [{"row": title, "value": value} for title, value in pairs if value is not None]
    if len(data) < 2:  # one bar beside nothing says less than its number
        return None
    pounds = table.columns[column].unit == "pounds"
    return _base(
        data,
        table.title,
        {
            "y": {"field": "row", "type": "nominal", "sort": None, "title": None},
            "x": {
                "field": "value",
                "type": "quantitative",
                "title": gettext("Pounds a year") if pounds else gettext("Households"),
                "axis": {"format": ",.0f"},
            },
            "color": {"value": COLOURS[1]},
        },
        len(data),
    )


def _colour(titles: Sequence[str]) -> dict[str, object]:
    return {
        "field": "part",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(titles), "range": list(COLOURS[: len(titles)])},
    }


def _numbers(values: Sequence[object]) -> list[float | None]:
    return [float(value) if isinstance(value, Decimal) else None for value in values]


def alternative(table: ReportTable) -> str:
    """What a chart shows, in words. Of a large one it says where the figures are."""
    said = list(_said(table))
    if len(said) > MOST_SAID:
        return gettext("Bar chart: %(title)s. The table below has its figures.") % {"title": table.title}
    return gettext("Bar chart: %(title)s. %(figures)s.") % {"title": table.title, "figures": "; ".join(said)}


def _said(table: ReportTable) -> Iterator[str]:
    for row in table.rows:
        for column, value in zip(table.columns, row.values, strict=True):
            if column.unit in ("households", "pounds") and isinstance(value, Decimal):
                yield f"{row.title}, {column.title}: {shown(value, column.unit)}"


def shown(value: Decimal | str | None, unit: Unit) -> str:
    """A value as a table writes it."""
    if value is None:
        return "[c]"
    if isinstance(value, str):
        return value
    if unit == "pounds":
        return words.whole_pounds(value)
    if unit == "percent":
        return f"{value:.0f}%"
    return f"{value:,.1f}" if unit == "hours" else f"{value:,.0f}"
