"""Providers' names and colours: what their pages show, and what is refused before anything is served."""

import re
from pathlib import Path

import pytest
from flask import Flask

from calculator.calculator import Calculator
from calculator.web.app import create_app
from calculator.web.themes import ProviderError, contrast, load

SAMPLE = re.search(r"```yaml\n(.*?)```", Path("docs/providers.md").read_text(), re.DOTALL)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert SAMPLE
    (tmp_path / "northshire.yaml").write_text(SAMPLE[1])
    (tmp_path / "northshire.svg").write_text(SVG)
    return tmp_path


@pytest.fixture
def site(calculator: Calculator, folder: Path) -> Flask:
    return create_app(calculator, load(folder, calculator.councils.register.names))


def test_contrast_is_as_the_standard_defines_it() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#ffffff", "#ffffff") == 1
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_a_providers_pages_are_dressed_and_stay_so(site: Flask) -> None:
    page = site.test_client().get("/p/northshire/").text
    assert "Northshire Individual Placement and Support" in page
    assert "Ring 01632 960 001" in page
    links = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
    assert links
    assert all(link.startswith("/p/northshire/") for link in links)
    assert "--brand:#5b2a6f" in site.test_client().get("/p/northshire/theme.css").text
    assert site.test_client().get("/p/northshire/logo").mimetype == "image/svg+xml"


def test_in_welsh_it_says_its_welsh_words(site: Flask) -> None:
    page = site.test_client().get("/p/northshire/cy/").text
    assert "Lleoliad a Chymorth Unigol Northshire" in page
    assert '<html lang="cy"' in page


def test_the_form_begins_with_its_council(site: Flask) -> None:
    assert re.search(r'name="council" value="Sheffield"', site.test_client().get("/p/northshire/calculate").text)
    assert not re.search(r'name="council" value="Sheffield"', site.test_client().get("/calculate").text)


def test_the_sites_own_pages_wear_nothing_unless_told(site: Flask, calculator: Calculator, folder: Path) -> None:
    assert "Northshire" not in site.test_client().get("/").text
    assert site.test_client().get("/theme.css").status_code == 404
    assert site.test_client().get("/p/elsewhere/").status_code == 404
    own = create_app(calculator, load(folder, calculator.councils.register.names), "northshire").test_client()
    assert "Northshire Individual Placement and Support" in own.get("/").text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('brand: "#5b2a6f"', 'brand: "#b98ccc"', "brand #b98ccc on the page #fcfaf6 has a contrast of 2.6"),
        ('brand_ink: "#ffffff"', 'brand_ink: "#777777"', "brand_ink #777777 on brand #5b2a6f has a contrast of 2.34"),
        ('"#f3ebf5"', "purple", "colours › brand_soft must be a colour such as #234e5a, in quotes"),
        ("northshire.svg", "../secret.svg", "is not a file beside this one"),
        ("Sheffield", "Atlantis", "'Atlantis' is not the name of a council"),
        ('"https://www', '"javascript:www', "must be an address that begins with https://"),
        ("contact:", "contacts:", "contacts"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(
    calculator: Calculator, folder: Path, old: str, new: str, said: str
) -> None:
    file = folder / "northshire.yaml"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(ProviderError) as refused:
        load(folder, calculator.councils.register.names)
    assert said in str(refused.value)
    assert "northshire.yaml" in str(refused.value)


def test_a_provider_that_there_is_not_is_refused(calculator: Calculator, folder: Path) -> None:
    with pytest.raises(ProviderError, match="there are northshire"):
        create_app(calculator, load(folder, calculator.councils.register.names), "southshire")
