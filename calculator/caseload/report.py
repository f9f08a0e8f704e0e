"""The report of a caseload as one HTML file, which needs no network, no script and no other file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from calculator.caseload import words
from calculator.caseload.charts import charts, shown
from calculator.caseload.finances import NOT_COUNTED, TRIALS, TRIALS_SOURCE
from calculator.caseload.findings import Findings
from calculator.caseload.settings import Settings
from calculator.caseload.tables import ReportTable
from calculator.i18n import language
from calculator.i18n.language import gettext
from calculator.resources import folder


def html(findings: Findings, settings: Settings, today: dt.date) -> str:
    """The report in the language in use. Raises ChartsMissing."""
    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return environment.get_template("caseload/report.html").render(
        language=language.current(),
        findings=findings,
        settings=settings,
        today=format_date(today, "d MMMM y", locale=language.locale()),
        charts=charts(findings.tables),
        shown=shown,
        pounds=words.whole_pounds,
        hours_said=words.hours_said,
        in_short=list(_in_short(findings, settings)),
        not_counted=[gettext(each) for each in NOT_COUNTED],
        trials=gettext(TRIALS),
        trials_source=TRIALS_SOURCE,
        main_dividend=next((each.dividend for each in findings.dividends if each.hours == settings.main), None),
    )


def _in_short(findings: Findings, settings: Settings) -> Iterator[str]:
    """The few sentences at the top."""
    table = findings.table("better_off")
    if table is not None:
        yield from _better_off(table, settings)
    for each in findings.dividends:
        if each.hours == settings.main:
            yield gettext("With %(hours)s a week: %(text)s") % {
                "hours": words.hours_said(each.hours),
                "text": each.dividend.text,
            }
    if findings.cost_of_reform is not None:
        cost = findings.cost_of_reform
        said = (
            gettext("The other rules cost %(cost)s a year.")
            if cost >= 0
            else gettext("The other rules save %(cost)s a year.")
        )
        yield said % {"cost": words.whole_pounds(abs(cost))}


def _better_off(table: ReportTable, settings: Settings) -> Iterator[str]:
    for hours, row in zip(settings.hours, table.rows, strict=True):
        better, total = row.values[0], row.values[4]
        if better is not None and total is not None:
            yield gettext("%(hours)s a week: %(better)s of %(total)s households would be better off.") % {
                "hours": words.hours_said(hours),
                "better": shown(better, "households"),
                "total": shown(total, "households"),
            }
