"""The key that seals answers on their way: given, kept in a file or made; never one that others can know."""

import base64
import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from cryptography.fernet import Fernet
from running import PATIENCE, running

from calculator.web.api import signing
from calculator.web.api.signing import FILE, KEY, KeyRefused, signing_key

WEAK = {
    "empty of sense": "secret",
    "too short": base64.urlsafe_b64encode(os.urandom(16)).decode(),
    "too long": base64.urlsafe_b64encode(os.urandom(64)).decode(),
    "not base64": "!" * 44,
    "not ASCII": "é" * 44,
    "noughts": base64.urlsafe_b64encode(bytes(32)).decode(),
    "repeated": base64.urlsafe_b64encode(os.urandom(4) * 8).decode(),
    "words": base64.urlsafe_b64encode(b"please-change-this-key-in-prod-x").decode(),
    "in the specification": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
}


@pytest.mark.parametrize("what", WEAK)
def test_a_key_that_others_can_know_or_guess_is_refused_and_not_repeated(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, WEAK[what])
    with pytest.raises(KeyRefused, match=KEY) as refused:
        signing_key()
    assert WEAK[what] not in str(refused.value)


def test_the_command_says_so_in_a_line_and_does_not_serve() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "calculator", "serve", "--port", "1"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, KEY: "changeme"},
    )
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "CALCULATOR_KEY: is not a key" in told.stderr


def test_a_key_drawn_at_random_is_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2000):
        key = Fernet.generate_key()
        assert signing.checked(key.decode(), KEY) == key


def test_a_file_is_made_at_the_first_start_for_its_owner_alone_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv(FILE, str(file))
    first = signing_key()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert signing_key() == first
    monkeypatch.setenv(KEY, first.decode())
    with pytest.raises(KeyRefused, match="keep one"):
        signing_key()
    monkeypatch.delenv(KEY)
    file.write_text("changeme")
    with pytest.raises(KeyRefused, match="is not a key"):
        signing_key()
    monkeypatch.setenv(FILE, str(tmp_path / "nowhere" / "key"))
    with pytest.raises(KeyRefused, match="cannot be made"):
        signing_key()


@pytest.mark.slow
def test_every_process_opens_what_another_sealed_and_a_made_key_is_said(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in (KEY, FILE)}
    with running(tmp_path, "--workers", "2", environment=environment) as site:
        jar = CookieJar()
        opener = build_opener(HTTPCookieProcessor(jar))
        with opener.open(f"{site.address}/start", b"job1_name=Zebra") as reply:
            journey = re.search(r"/journey/[\w-]{8}", reply.geturl())
        assert journey

        def ask(_number: int) -> str:
            own = build_opener(HTTPCookieProcessor(jar))
            own.addheaders = [("Connection", "close")]
            with own.open(f"{site.address}{journey[0]}/check", timeout=PATIENCE) as reply:
                return str(reply.read().decode())

        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(ask, range(24)))
        assert all("Zebra" in page for page in pages)
        assert "was made for this start" in site.said()
