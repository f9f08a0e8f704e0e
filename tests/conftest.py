"""The quick tests come first, and a browser that is missing is never passed over in silence."""

import datetime as dt
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from hypothesis import settings
from loaded import LAST_OF_2026, known_to

from calculator.calculator import Calculator
from calculator.i18n.language import ENGLISH, use

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if name and (path := shutil.which(name))), None)
MISSING = "Chromium is not installed: sudo apt-get update && sudo apt-get install chromium"
# A busy machine takes its time over a single example. How long things may take is held by tests of their own.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
# How long a browser waits for what a test names before the test fails. It only matters on a busy machine: whatever is waited for is a
# state of the page, and the test goes on as soon as that has come.
PATIENCE = 180_000  # milliseconds
# It starts as root in CI, looks nothing up and phones nobody.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# The tests are of this day, whenever they run. In the examples, jobs begin on it and after it; later, pages would ask whether that is right.
_DAY = time_machine.travel(dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC))


def pytest_configure() -> None:
    _DAY.start()


def pytest_unconfigure() -> None:
    _DAY.stop()


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    def slowness(item: pytest.Function) -> int:
        return 2 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("slow") else 0

    items.sort(key=slowness)
    # What depends on how busy the machine is gets a second try. The summary names each test that needed it; all others have one.
    for item in items:
        if slowness(item) or {"within", "cpu_seconds"} & {*vars(item.module)}:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Set aside what is loaded by now. It stays until the end, and every full collection would look through it again."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    use(ENGLISH)  # a request in Welsh leaves its language in the thread that it ran in
    if item.get_closest_marker("browser") and CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING, pytrace=False)
        pytest.skip(MISSING)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    unrun = sum(MISSING in str(report.longrepr) for report in skipped)
    if unrun:
        terminalreporter.section("browser tests NOT run", red=True)
        terminalreporter.line(f"{unrun} browser tests were not run. {MISSING}")


@pytest.fixture(scope="session")
def calculator() -> Calculator:
    """The calculator as it was on the day of the tests: no test that uses it needs to change when the next year's rates are added."""
    return known_to(LAST_OF_2026)


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, driven by Playwright. Ask for it in a test marked `browser`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield _patient(playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, timeout=PATIENCE))


def _patient(browser: "Browser") -> "Browser":
    """The browser with PATIENCE in every context and page that it opens, whoever asks for one."""

    def with_patience(opens: Callable[..., Any]) -> Callable[..., Any]:
        def opened(**settings: Any) -> Any:
            made = opens(**settings)
            made.set_default_timeout(PATIENCE)
            return made

        return opened

    browser.new_context = with_patience(browser.new_context)  # type: ignore[method-assign]
    browser.new_page = with_patience(browser.new_page)  # type: ignore[method-assign]
    return browser
