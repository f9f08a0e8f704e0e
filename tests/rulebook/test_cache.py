"""The cache of compiled rules: optional in every way, and never a reason for another figure."""

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calculator.calculate import Calculator
from calculator.case import read_case
from calculator.resources import folder
from calculator.rulebook import cache
from calculator.rulebook.load import load

TOP = Path(__file__).parent.parent.parent
EXAMPLES = sorted((TOP / "examples").glob("*.json"), key=lambda file: file.stat().st_size)  # the smallest first


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "kept"
    monkeypatch.setenv("CALCULATOR_CACHE", str(place))
    return place


def results(calculator: Calculator, files: list[Path] = EXAMPLES) -> list[Any]:
    """Every example with all there is to see, so that every kind of program and slice is used."""
    found = []
    for file in files:
        case = json.loads(file.read_text()) | {"views": ["hours", "working"]}
        found.append(calculator.calculate(read_case(case)).to_json())
    return found


def read_back(calculator: Calculator) -> bool:
    """Whether the rules came from the cache: only then are there programs before anything was worked out."""
    return bool(calculator.engine.programs)


@pytest.fixture(scope="module")
def afresh() -> list[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALCULATOR_CACHE", "off")
        calculator = Calculator.load()
        assert not read_back(calculator)
        return results(calculator)


def filled(kept_in: Path) -> Path:
    calculator = Calculator.load()
    calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
    calculator.book.keep()
    (file,) = kept_in.glob("rules-*.json")
    return file


def test_results_are_the_same_with_the_cache_and_without(kept_in: Path, afresh: list[Any]) -> None:
    first = Calculator.load()
    assert not read_back(first)
    assert results(first) == afresh
    first.book.keep()
    second = Calculator.load()
    assert read_back(second)
    assert results(second) == afresh


def test_everything_said_about_a_rule_is_the_same_from_the_cache(kept_in: Path) -> None:
    filled(kept_in)
    kept, fresh = Calculator.load().book, load(folder("rules"))
    assert read_back(Calculator.load())
    assert kept.rules.fingerprint == fresh.fingerprint
    assert kept.rules.statement == fresh.statement
    for name, rule in fresh.rules.items():
        other = kept.rules.rules[name]
        # Examples are for `rules check`, which reads the files themselves.
        for field in (
            "title",
            "kind",
            "unit",
            "unit_text",
            "value_type",
            "form",
            "each",
            "clock",
            "source",
            "explain",
            "choices",
            "let",
            "place",
        ):
            if not rule.hidden:
                assert getattr(other, field) == getattr(rule, field), (name, field)
        assert [version.start for version in other.versions] == [version.start for version in rule.versions]


def test_nothing_is_kept_where_the_cache_is_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALCULATOR_CACHE", "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    calculator = Calculator.load()
    calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
    calculator.book.keep()
    assert list(tmp_path.iterdir()) == []


def test_the_cache_is_where_the_system_says_caches_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALCULATOR_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.cache_file("sha256:x").parent == tmp_path / "benefits-calculator"  # type: ignore[union-attr]


def shorter(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def another_shape(file: Path) -> None:
    file.write_text("[1, 2]")


def without_a_part(file: Path) -> None:
    kept = json.loads(file.read_text())
    del kept["rules"]
    file.write_text(json.dumps(kept))


def with_rows_cut(file: Path) -> None:
    kept = json.loads(file.read_text())
    kept["rules"] = [row[:5] for row in kept["rules"]]
    file.write_text(json.dumps(kept))


def with_words_for_numbers(file: Path) -> None:
    text = file.read_text().replace('"424.90"', '"pounds"')
    assert '"pounds"' in text
    file.write_text(text)


def not_json(file: Path) -> None:
    file.write_bytes(b"\x80\x04\x95" * 1000)


def deeply_nested(file: Path) -> None:
    file.write_text("[" * 200_000)


def writable_by_others(file: Path) -> None:
    file.chmod(0o666)


def in_a_folder_writable_by_others(file: Path) -> None:
    file.parent.chmod(0o777)


def of_another_user(file: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only the superuser can give a file away")
    os.chown(file, 12345, 12345)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


SPOILT = [shorter, empty, another_shape, without_a_part, with_rows_cut, with_words_for_numbers, not_json, deeply_nested, writable_by_others,
          in_a_folder_writable_by_others, of_another_user, a_folder]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_kept_file_that_is_damaged_or_not_ours_alone_is_as_if_there_were_none(
    kept_in: Path, afresh: list[Any], spoil: Callable[[Path], None]
) -> None:
    spoil(filled(kept_in))
    calculator = Calculator.load()
    assert not read_back(calculator)
    assert results(calculator, EXAMPLES[:1]) == afresh[:1]
    calculator.book.keep()


def test_a_damaged_file_is_mended_by_the_next_that_keeps(kept_in: Path) -> None:
    shorter(filled(kept_in))
    filled(kept_in)
    assert read_back(Calculator.load())


def test_a_kept_file_runs_no_code_of_anybody_elses(kept_in: Path, tmp_path: Path, afresh: list[Any]) -> None:
    """Ours alone to write, it is trusted as this package's own files are; from anybody else it is not even read."""
    trace = tmp_path / "it_ran"
    file = filled(kept_in)
    kept = json.loads(file.read_text())
    for _, program in kept["programs"]:
        program["source"] = f"open({str(trace)!r}, 'w')\n" + program["source"]
    file.write_text(json.dumps(kept))
    file.chmod(0o602)
    assert results(Calculator.load(), EXAMPLES[:1]) == afresh[:1]
    assert not trace.exists()


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none"), Path("/dev/null")):
        monkeypatch.setenv("CALCULATOR_CACHE", str(place))
        calculator = Calculator.load()
        calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
        calculator.book.keep()
    assert (tmp_path / "file").read_text() == "in the way"


def test_what_is_kept_can_be_read_by_its_owner_alone(kept_in: Path) -> None:
    file = filled(kept_in)
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_other_rules_are_kept_in_another_file_and_the_oldest_go(kept_in: Path, tmp_path: Path) -> None:
    names = set()
    for number in range(cache.KEPT + 3):
        reform = tmp_path / f"reform{number}.yaml"
        reform.write_text(
            f"prefix: universal_credit\nrules:\n  taper_rate:\n    source: {{law: Reform}}\n    values: {{2026-04-06: 0.{10 + number}}}\n"
        )
        calculator = Calculator.load(amendments=[reform])
        calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
        calculator.book.keep()
        names |= {file.name for file in kept_in.iterdir()}
    assert len(names) == cache.KEPT + 3
    assert len(list(kept_in.iterdir())) == cache.KEPT


def test_amended_rules_are_never_answered_from_the_unamended_ones(kept_in: Path, tmp_path: Path) -> None:
    filled(kept_in)
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "prefix: universal_credit\nrules:\n  taper_rate:\n    source: {law: Reform}\n    values: {2026-04-06: 0.10}\n"
    )
    case = read_case(json.loads((TOP / "examples" / "first-look.json").read_text()))
    as_is, amended = Calculator.load().calculate(case), Calculator.load(amendments=[reform]).calculate(case)
    assert amended.options[0].position.universal_credit.award > as_is.options[0].position.universal_credit.award


def write_often(place: str, text: str) -> None:
    for _ in range(40):
        cache.write(Path(place), {"text": text * 200_000})


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    """Two processes write different files in one place, over and over; whatever is read is whole."""
    file = tmp_path / "rules-0.json"
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    writers = [context.Process(target=write_often, args=(str(file), letter)) for letter in "ab"]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        if file.exists():
            text = json.loads(file.read_bytes())["text"]
            assert text in ("a" * 200_000, "b" * 200_000)
            seen.add(text[0])
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert seen
    assert [left.name for left in tmp_path.iterdir()] == ["rules-0.json"]


def test_the_command_gives_the_same_twice_and_with_the_cache_off(tmp_path: Path) -> None:
    def told(cached: str) -> str:
        environment = os.environ | {"CALCULATOR_CACHE": cached}
        command = [sys.executable, "-m", "calculator", "calculate", EXAMPLES[0], "--format", "json"]
        return subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=True).stdout

    first = told(str(tmp_path / "kept"))
    assert list((tmp_path / "kept").glob("rules-*.json"))
    assert told(str(tmp_path / "kept")) == first
    assert told("off") == first
