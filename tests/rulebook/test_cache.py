"""The cache of compiled rules: optional in every way, and never a reason for another figure."""

import errno
import json
import marshal
import multiprocessing
import os
import pickle
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calculator import rulebook
from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.month.statement_file import read_statement
from calculator.resources import folder
from calculator.rulebook import load
from calculator.rulebook.run import cache

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


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache file as the first run writes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CALCULATOR_CACHE", str(tmp_path_factory.mktemp("written")))
        return keep_one()


@pytest.fixture
def file(written: Path, kept_in: Path) -> Path:
    """A copy of that file, where this test's cache is."""
    kept_in.mkdir(mode=0o700)
    return Path(shutil.copy2(written, kept_in))


def keep_one() -> Path:
    """Work out one case and keep the rules; gives the file."""
    calculator = Calculator.load()
    calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
    calculator.book.keep()
    (file,) = Path(os.environ["CALCULATOR_CACHE"]).glob("rules-*")
    return file


def test_results_are_the_same_with_the_cache_and_without(kept_in: Path, afresh: list[Any]) -> None:
    first = Calculator.load()
    assert not read_back(first)
    assert results(first) == afresh
    first.book.keep()
    second = Calculator.load()
    assert read_back(second)
    assert results(second) == afresh


def test_everything_said_about_a_rule_is_the_same_from_the_cache(file: Path) -> None:
    kept, fresh = Calculator.load().book, load(folder("rules"))
    assert kept.statement == read_statement(fresh)
    assert read_back(Calculator.load())
    assert kept.rules.fingerprint == fresh.fingerprint
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
    file = cache.cache_file("sha256:x")
    assert file
    assert file.parent == tmp_path / "benefits-calculator"


def shorter(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def empty(file: Path) -> None:
    file.write_bytes(b"")


def only_a_digest(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:32])


def without_its_digest(file: Path) -> None:
    file.write_bytes(file.read_bytes()[32:])


def all_noughts(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def huge(file: Path) -> None:
    with file.open("r+b") as content:
        content.truncate(100_000_000_000)  # a sparse file, which takes no room on the disk


def with_another_amount(file: Path) -> None:
    content = file.read_bytes()
    assert b"424.90" in content
    file.write_bytes(content.replace(b"424.90", b"924.90"))


def writable_by_others(file: Path) -> None:
    file.chmod(0o602)


def writable_by_the_group(file: Path) -> None:
    file.chmod(0o620)


def unreadable(file: Path) -> None:
    file.chmod(0o000)
    if os.getuid() == 0:  # permissions do not stop the superuser
        file.write_bytes(b"")


def in_a_folder_writable_by_others(file: Path) -> None:
    file.parent.chmod(0o777)


def of_another_user(file: Path) -> None:
    give_away(file)


def in_a_folder_of_another_user(file: Path) -> None:
    give_away(file.parent)


def give_away(path: Path) -> None:
    """Change the owner. Only the superuser may, so for other users let everybody write instead."""
    if os.getuid() == 0:
        os.chown(path, 12345, 12345)
    else:
        path.chmod(0o777)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file, 0o600)


def a_link_to_a_good_file(file: Path) -> None:
    file.rename(file.parent / "elsewhere")
    file.symlink_to(file.parent / "elsewhere")


def a_link_to_itself(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


def a_device(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


SPOILT = [shorter, longer, empty, only_a_digest, without_its_digest, all_noughts, huge, with_another_amount, writable_by_others,
          writable_by_the_group, unreadable, in_a_folder_writable_by_others, of_another_user, in_a_folder_of_another_user, a_folder, a_fifo,
          a_link_to_a_good_file, a_link_to_itself, a_device]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILT, ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_damaged_or_not_ours_alone_is_not_used(file: Path, spoil: Callable[[Path], None]) -> None:
    assert cache.load(file) is not None
    spoil(file)
    assert cache.load(file) is None


@pytest.mark.parametrize("spoil", [shorter, a_fifo, a_folder], ids=lambda spoil: spoil.__name__)
def test_with_a_spoilt_file_the_rules_are_read_as_if_there_were_none(
    file: Path, afresh: list[Any], spoil: Callable[[Path], None]
) -> None:
    spoil(file)
    calculator = Calculator.load()
    assert not read_back(calculator)
    assert results(calculator, EXAMPLES[:1]) == afresh[:1]
    calculator.book.keep()
    assert read_back(Calculator.load()) == (spoil is not a_folder)


def test_a_change_of_any_byte_is_found_before_anything_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte of the digest and 500 bytes spread over the rest, each with one bit flipped and then put right again."""
    content = bytearray(file.read_bytes())
    monkeypatch.setattr(cache, "_unpack", lambda _: pytest.fail("a damaged file was read"))
    chance = random.Random(20261123)
    for position in [*range(33), *chance.sample(range(33, len(content)), 500), len(content) - 1]:
        changed = 1 << chance.randrange(8)
        content[position] ^= changed
        file.write_bytes(content)
        assert cache.load(file) is None, position
        content[position] ^= changed


def test_a_file_cut_anywhere_is_not_used(file: Path) -> None:
    content = file.read_bytes()
    for size in [*range(34), *random.Random(1).sample(range(34, len(content)), 50), len(content) - 1]:
        file.write_bytes(content[:size])
        assert cache.load(file) is None, size


def test_code_in_a_damaged_file_does_not_run(file: Path, tmp_path: Path) -> None:
    """The digest covers the code. A person who could write the digest too is kept out by owner and permissions."""
    trace = tmp_path / "it_ran"
    code = compile(f"open({str(trace)!r}, 'w')", "<rules>", "exec")
    file.write_bytes(file.read_bytes()[:32] + marshal.dumps(code))
    results(Calculator.load(), EXAMPLES[:1])
    assert not trace.exists()


def test_a_file_with_anything_but_rules_in_it_makes_nothing(file: Path, tmp_path: Path) -> None:
    trace = tmp_path / "it_ran"
    for harm in (exec, eval, os.system, Path.touch):
        content = pickle.dumps((harm, (f"open({str(trace)!r}, 'w')",)))
        file.write_bytes(cache._digest(file, content) + content)
        assert cache.load(file) is None, harm
    assert not trace.exists()


def test_a_file_made_for_other_rules_is_not_used_under_this_name(file: Path) -> None:
    other = file.with_name("rules-" + "0" * 64)
    file.rename(other)
    assert cache.load(other) is None


def test_another_python_or_another_version_of_this_package_has_another_file(
    kept_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cache.cache_file("sha256:x")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "version", sys.version.replace("3.", "3.9", 1))
        assert cache.cache_file("sha256:x") != first
    code = tmp_path / "package"
    shutil.copytree(Path(rulebook.__file__).parent, code, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "_PACKAGE", code)
    assert cache.cache_file("sha256:x") == first
    module = code / "language" / "units.py"
    status = module.stat()
    module.write_bytes(module.read_bytes().replace(b"GBP", b"GPB"))  # the same size, and below the same time
    os.utime(module, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert cache.cache_file("sha256:x") != first


def test_a_user_without_a_home_has_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CALCULATOR_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)  # as it does for a user that the system does not know
    monkeypatch.chdir(tmp_path)
    calculator = Calculator.load()
    calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
    calculator.book.keep()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        calculator = Calculator.load()
        calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
        calculator.book.keep()
    assert list(kept_in.iterdir()) == []
    keep_one()
    assert read_back(Calculator.load())


def test_a_folder_that_cannot_be_written_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/none"), Path("/dev/null")):
        monkeypatch.setenv("CALCULATOR_CACHE", str(place))
        calculator = Calculator.load()
        calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
        calculator.book.keep()
    assert (tmp_path / "file").read_text() == "in the way"


def test_what_is_kept_can_be_read_by_its_owner_alone(kept_in: Path) -> None:
    file = keep_one()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_other_rules_are_kept_in_another_file_and_the_oldest_go(kept_in: Path, tmp_path: Path) -> None:
    names = set()
    for number in range(cache.KEPT["rules"] + 3):
        reform = tmp_path / f"reform{number}.yaml"
        reform.write_text(
            f"prefix: universal_credit\nrules:\n  taper_rate:\n    source: {{law: Reform}}\n    values: {{2026-04-06: 0.{10 + number}}}\n"
        )
        calculator = Calculator.load(amendments=[reform])
        calculator.calculate(read_case(json.loads(EXAMPLES[0].read_text())))
        calculator.book.keep()
        names |= {file.name for file in kept_in.iterdir()}
    assert len(names) == cache.KEPT["rules"] + 3
    assert len(list(kept_in.iterdir())) == cache.KEPT["rules"]


def test_amended_rules_are_never_answered_from_the_unamended_ones(file: Path, tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        "prefix: universal_credit\nrules:\n  taper_rate:\n    source: {law: Reform}\n    values: {2026-04-06: 0.10}\n"
    )
    case = read_case(json.loads((TOP / "examples" / "first-look.json").read_text()))
    as_is, amended = Calculator.load().calculate(case), Calculator.load(amendments=[reform]).calculate(case)
    assert amended.options[0].position.universal_credit.award > as_is.options[0].position.universal_credit.award


def write_often(place: str, text: str) -> None:
    for _ in range(40):
        cache._write(Path(place), text.encode() * 200_000)


def test_a_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    """Two processes write different files in one place, over and over; whatever is read is whole."""
    file = tmp_path / "rules-0"
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    writers = [context.Process(target=write_often, args=(str(file), letter)) for letter in "ab"]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        if file.exists():
            content = cache._read(file)
            assert content in (b"a" * 200_000, b"b" * 200_000)
            seen.add(content)
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert seen
    assert [left.name for left in tmp_path.iterdir()] == ["rules-0"]


def test_the_command_gives_the_same_twice_and_with_the_cache_off(tmp_path: Path) -> None:
    def told(cached: str) -> str:
        environment = os.environ | {"CALCULATOR_CACHE": cached}
        command = [sys.executable, "-m", "calculator", "calculate", EXAMPLES[0], "--format", "json"]
        return subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=True).stdout

    first = told(str(tmp_path / "kept"))
    assert list((tmp_path / "kept").glob("rules-*"))
    assert told(str(tmp_path / "kept")) == first
    assert told("off") == first
