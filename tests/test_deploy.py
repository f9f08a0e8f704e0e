"""What is given to run the site with: a container, a service of systemd, Kubernetes. Checked as far as it can be without either."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

TOP = Path(__file__).parent.parent
sys.path[:0] = [str(TOP / "tests" / "web"), str(TOP / "tools")]
import pinned  # noqa: E402
from running import running  # noqa: E402

DEPLOY = TOP / "deploy"
CONTAINER = (DEPLOY / "Containerfile").read_text()
UNIT = (DEPLOY / "calculator.service").read_text()
MANIFESTS: dict[str, Any] = {
    each["kind"]: each for each in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
}
NOBODY = 65534


# ---------------------------------------------------------------------- Kubernetes
@pytest.mark.parametrize("kind", MANIFESTS)
def test_each_manifest_is_one_that_kubernetes_takes(kind: str) -> None:
    kubernetes_validate.validate(MANIFESTS[kind], kubernetes_validate.latest_version(), strict=True)


def test_the_validator_finds_a_slip() -> None:
    broken = {**MANIFESTS["Service"], "spec": {**MANIFESTS["Service"]["spec"], "port": 80}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, kubernetes_validate.latest_version(), strict=True)


def test_a_pod_may_do_nothing_but_serve() -> None:
    pod = MANIFESTS["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    (key,) = container["env"]
    assert (key["name"], list(key["valueFrom"])) == ("CALCULATOR_KEY", ["secretKeyRef"])
    assert "Secret" not in MANIFESTS
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    paths = [container[f"{probe}Probe"]["httpGet"]["path"] for probe in ("startup", "readiness", "liveness")]
    assert paths == ["/ready", "/ready", "/health"]
    assert MANIFESTS["NetworkPolicy"]["spec"]["egress"] == []


def test_all_manifests_speak_of_the_same_pods() -> None:
    labels = MANIFESTS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    for found in (
        MANIFESTS["Deployment"]["spec"]["selector"]["matchLabels"],
        MANIFESTS["Service"]["spec"]["selector"],
        MANIFESTS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        MANIFESTS["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    ):
        assert found == labels
    assert MANIFESTS["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]["name"] == "calculator"


# ---------------------------------------------------------------------- systemd
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@needs_systemd
def test_systemd_takes_the_service(tmp_path: Path) -> None:
    unit = tmp_path / "calculator.service"
    unit.write_text(UNIT.replace("/opt/calculator/bin/calculator", shutil.which("true") or "/bin/true"))
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (told.returncode, [line for line in told.stderr.splitlines() if unit.name in line]) == (0, [])
    unit.write_text(
        UNIT.replace("ProtectSystem=", "ProtectSistem=").replace("/opt/calculator/bin/calculator", "/bin/true")
    )
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "ProtectSistem" in told.stderr


@needs_systemd
def test_systemd_finds_the_service_little_exposed() -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(DEPLOY / "calculator.service")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-200:]


def test_the_service_is_shut_in() -> None:
    held = dict(line.split("=", 1) for line in UNIT.splitlines() if "=" in line and not line.startswith("#"))
    for name, value in (
        ("DynamicUser", "yes"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("CapabilityBoundingSet", ""),
        ("LimitCORE", "0"),
        ("MemorySwapMax", "0"),
    ):
        assert held[name] == value
    assert "CALCULATOR_KEY=" not in UNIT


def test_the_service_comes_back_after_any_number_of_kills() -> None:
    held = dict(line.split("=", 1) for line in UNIT.splitlines() if "=" in line and not line.startswith("#"))
    assert (held["Restart"], held["StartLimitIntervalSec"]) == ("always", "0")
    # Without this, systemd ends the whole service when one of its processes is killed for its memory.
    assert held["OOMPolicy"] == "continue"


# ---------------------------------------------------------------------- the container
def test_the_container_runs_as_nobody_with_packages_of_known_hashes_and_no_secret() -> None:
    steps = re.findall(r"(?m)^([A-Z]+) (.*)", CONTAINER.replace("\\\n", ""))
    kinds = [kind for kind, _ in steps]
    (user,) = [rest for kind, rest in steps if kind == "USER"]
    assert int(user.split(":")[0]) > 1000
    assert kinds.index("USER") < kinds.index("ENTRYPOINT")
    assert "HEALTHCHECK" in kinds
    installs = [rest for kind, rest in steps if kind == "RUN" and "pip install" in rest]
    assert all("--require-hashes" in each or "--no-index" in each for each in installs)
    assert "://" not in "".join(rest for kind, rest in steps if kind in ("FROM", "RUN", "ARG"))
    assert not [rest for kind, rest in steps if kind in ("ENV", "ARG") and "KEY" in rest]


def blocks(file: str) -> dict[str, str]:
    """The pins of a requirements file with their hashes, by name. On which machines a package is needed can differ between files."""
    text = re.sub(r" ;[^\\\n]*(?= \\)", "", (TOP / file).read_text())
    return dict(re.findall(r"(?ms)^([a-z0-9][a-z0-9._-]*)(==.*?)(?=^[a-z0-9]|\Z)", text))


def test_the_container_installs_what_the_site_needs_and_nothing_for_pdfs() -> None:
    held, whole = blocks("requirements-container.txt"), blocks("requirements.txt")
    assert held == {name: whole[name] for name in held}
    needed, waiting = set(), {"flask", "gunicorn", "waitress", "pydantic", "numpy", "redis", "hatchling"}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        waiting |= {*pinned.needs(name, whole)} - needed
    assert needed <= held.keys()
    assert not held.keys() & {"weasyprint", "fonttools", "pillow", "pyphen", "brotli"}
    assert "requirements.txt" not in CONTAINER


def test_what_installs_packages_is_pinned_too() -> None:
    held, whole = blocks("requirements-pip.txt"), blocks("requirements-dev.txt")
    assert held == {name: whole[name] for name in ("pip", "setuptools")}
    assert "requirements-pip.txt" in CONTAINER
    assert "requirements-pip.txt" in (TOP / "tools" / "venv").read_text()


@pytest.mark.parametrize(
    ("base", "code"),
    [("python:3.13-slim", 1), ("", 1), ("python@sha256:abc", 1), ("docker.io/python@sha256:" + "a1" * 32, 0)],
)
def test_a_base_image_without_a_digest_is_refused(base: str, code: int) -> None:
    assert re.search(r"(?m)^ARG BASE$", CONTAINER), "no base is taken for granted"
    check = re.search(r"(?m)^RUN (case .*)$", CONTAINER)
    assert check
    done = subprocess.run(["sh", "-c", check[1]], env={"BASE": base}, capture_output=True, check=False)
    assert done.returncode == code


def test_what_the_container_copies_is_there_and_let_in() -> None:
    allowed = (DEPLOY / "Containerfile.containerignore").read_text()
    for sources in re.findall(r"(?m)^COPY (?!--)(.+) \S+$", CONTAINER):
        for each in sources.split():
            assert (TOP / each).exists()
            assert f"!{each}\n" in allowed


def become_nobody() -> None:
    """Another user without rights, who may not make memory executable either, as under systemd."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)  # PR_SET_MDWE, where the kernel knows it


def can_run(python: str, environment: dict[str, str]) -> bool:
    try:
        command = [python, "-c", "import calculator.web.server.serve"]
        subprocess.run(command, preexec_fn=become_nobody, env=environment, cwd="/", check=True, capture_output=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def owner_of(process: int) -> int:
    """The user of a process. The files of one that may not be dumped belong to root, so they do not tell."""
    (line,) = re.findall(r"(?m)^Uid:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(line)


@pytest.mark.slow
def test_it_runs_as_a_user_who_can_write_nothing(tmp_path: Path) -> None:
    # A Python in a home that is closed to others can be stood in for by the system's.
    packages = [str(TOP), *(path for path in sys.path if path.endswith("site-packages"))]
    clean = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TMPDIR": "/nonexistent"}
    clean |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(packages)}
    python = next((each for each in (sys.executable, "/usr/bin/python3") if can_run(each, clean)), None)
    if python is None:
        pytest.skip("another user can run no Python that reads this checkout")
    own = ["--workers", "2", "--log", "json"]
    program = [python, "-m", "calculator"]
    with running(tmp_path, *own, environment=clean, prepare=become_nobody, cwd=Path("/"), program=program) as site:
        owner = owner_of(site.process.pid)
        assert owner == (NOBODY if os.getuid() == 0 else os.getuid())
        assert "£" in site.get("/example/dan")
        check = re.search(r'"-c", "(.*)"\]', CONTAINER)
        assert check
        code = check[1].replace("8000", str(site.port))
        subprocess.run([sys.executable, "-c", code], check=True)
    assert "Traceback" not in site.said()
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)
