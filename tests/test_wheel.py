"""What `pip install` gives somebody who has no checkout: a command with the rules and pages inside."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

# One group, so that one process builds the wheel once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]
TOP = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment outside the checkout, with the wheel installed by pip and no way back to the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(TOP)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")

    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run(install, check=True, capture_output=True)
    # The dependencies are those already here. A path file's own path files are not followed, so that of the checkout
    # is left out: the calculator can only come from the wheel.
    packages = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return environment


def run(installed: Path, *arguments: str, cwd: Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    command = [installed / "bin" / arguments[0], *arguments[1:]]
    return subprocess.run(command, cwd=cwd, env=clean, input=given, capture_output=True, text=True, check=False)


def test_the_calculator_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    told = run(installed, "python", "-c", "import calculator; print(calculator.__file__)", cwd=tmp_path)
    assert Path(told.stdout.strip()).is_relative_to(installed), told.stdout + told.stderr


def test_a_case_is_worked_out_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    case = (TOP / "examples" / "first-look.json").read_text()
    done = run(installed, "calculator", "calculate", "-", "--format", "json", cwd=tmp_path, given=case)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["now"]["universal_credit"]["standard_allowance"] == 424.90
    assert result["options"][0]["name"] == "Cafe, 16 hours"


def test_the_rules_in_the_wheel_pass_their_check(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "calculator", "rules", "check", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pages_are_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    ask = "from calculator.web.app import create_app; print(create_app().test_client().get('/').status_code)"
    done = run(installed, "python", "-c", ask, cwd=tmp_path)
    assert done.stdout.strip() == "200", done.stdout + done.stderr
