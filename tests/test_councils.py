"""Councils' files and tables belong to the rules that they are read with: the same folder, check, fingerprint and amendments."""

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from loaded import CALCULATOR

from calculator import __main__ as cli
from calculator.calculator import Calculator
from calculator.contract.reading import read_case
from calculator.councils.council import Council
from calculator.councils.councils import COMPANIONS
from calculator.councils.schemes import slug
from calculator.resources import folder
from calculator.rulebook import RuleError, read_files

Captured = pytest.CaptureFixture[str]
BILL = 1400  # a year; all of it is 116.67 a month
FILES = read_files(folder("rules"))
BOOK = CALCULATOR.book.rules
OWN = """\
council: Stevenage
code: E07000243
website: "https://www.stevenage.gov.uk"
years:
  - from: {starts}
    to: {ends}
    name: A draft scheme
    source: {{law: "A draft", url: "https://www.stevenage.gov.uk"}}
    checked: 2026-11-23
    parts:
      - people: everyone
        method: means_test
        maximum: {maximum}
        taper: 0.2
        allowed: universal_credit_maximum
        capital_limit: 16000
        tariff: none
        earnings: universal_credit
        other_income: universal_credit
"""


def own(maximum: str, starts: str = "2026-04-01", ends: str = "2027-03-31") -> str:
    return OWN.format(maximum=maximum, starts=starts, ends=ends)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of rules that can be changed."""
    return Path(shutil.copytree(folder("rules"), tmp_path / "rules"))


@pytest.fixture(autouse=True)
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is on, in a folder of its own, so that it has to tell one set of rules from another."""
    monkeypatch.setenv("CALCULATOR_CACHE", str(tmp_path / "cache"))


def household(council: str = "Stevenage", date: str = "2026-11-23", **more: Any) -> Any:
    home = {
        "tenure": "social",
        "rent": {"amount": 450, "per": "month"},
        "council_tax": {"amount": BILL, "per": "year"},
    }
    return read_case({"date": date, "council": council, "adults": [{"age": 40}], "home": home, **more})


def reduction(calculator: Calculator, council: str = "Stevenage", date: str = "2026-11-23") -> Decimal:
    lines = calculator.calculate(household(council, date)).now.lines
    return next((line.per_month for line in lines if line.id == "council_tax_reduction"), Decimal(0))


def change(rules: Path, name: str, old: str, new: str) -> None:
    file = rules / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def faults(rules: Path, *amendments: Path) -> list[str]:
    with pytest.raises(RuleError) as refused:
        Calculator.load(rules, amendments)
    return [str(fault) for fault in refused.value.faults]


# ---------------------------------------------------------------------- the folder in use
def test_the_schemes_are_those_of_the_folder_in_use(rules: Path) -> None:
    (rules / "council_tax" / "data" / "stevenage.yaml").write_text(own("0.1"))
    calculator = Calculator.load(rules)
    assert reduction(calculator) == Decimal("11.67")
    assert reduction(CALCULATOR) != Decimal("11.67")
    assert calculator.book.rules.fingerprint != CALCULATOR.book.rules.fingerprint


def test_a_council_without_a_file_in_the_folder_in_use_is_not_held(rules: Path) -> None:
    assert reduction(Calculator.load(rules))
    (rules / "council_tax" / "data" / "stevenage.yaml").unlink()
    assert Calculator.load(rules).calculate(household()).now.missing == ["council_tax_reduction"]


def test_the_tables_are_those_of_the_folder_in_use(rules: Path) -> None:
    change(rules, "places/councils.csv", "E07000243,Stevenage,", "E07000243,Loidis,")
    change(rules, "places/scheme_pages.csv", "E07000243,Stevenage,", "E07000243,Loidis,")
    change(rules, "places/council_tax.csv", "E07000243,Stevenage,", "E07000243,Loidis,")
    change(rules, "places/spending.csv", "E07000243,Stevenage,", "E07000243,Loidis,")
    change(rules, "council_tax/data/stevenage.yaml", "council: Stevenage", "council: Loidis")
    (rules / "council_tax" / "data" / "stevenage.yaml").rename(rules / "council_tax" / "data" / "loidis.yaml")
    calculator, packaged = Calculator.load(rules), CALCULATOR
    assert calculator.councils.register.find("Loidis")
    assert packaged.councils.register.find("Loidis") is None
    assert reduction(calculator, "Loidis") == reduction(packaged, "Stevenage") > 0


def test_a_published_band_of_the_folder_in_use_makes_the_bill(rules: Path) -> None:
    def bill(calculator: Calculator) -> Decimal:
        home = {"tenure": "social", "rent": {"amount": 450, "per": "month"}, "council_tax_band": "D"}
        adults = [{"age": 40}, {"age": 40}]
        case = household("Harrow", "2025-05-01", home=home, adults=adults)
        return next(line.per_month for line in calculator.calculate(case).now.lines if line.id == "council_tax")

    before = bill(Calculator.load(rules))
    change(rules, "places/council_tax.csv", "2395.86", "2455.86")
    assert bill(Calculator.load(rules)) == before + 5


def test_a_file_that_is_changed_after_the_rules_are_read_changes_nothing_before_they_are_read_anew(rules: Path) -> None:
    calculator = Calculator.load(rules)
    before = calculator.book.rules.fingerprint
    (rules / "council_tax" / "data" / "stevenage.yaml").write_text(own("0.1"))
    (rules / "places" / "councils.csv").write_text("nothing")
    assert reduction(calculator) == reduction(CALCULATOR)
    assert calculator.calculate(household()).rules.fingerprint == before


# ---------------------------------------------------------------------- what cannot be used
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("        taper: 0.2\n", "", "council_tax/data/stevenage.yaml:11: 'taper:' is needed with method: means_test"),
        ("maximum:", "maximun:", "council_tax/data/stevenage.yaml:13: 'maximun' is not known here: did you mean 'maximum'?"),
        ("years:", "years: [", "council_tax/data/stevenage.yaml:"),
        ("E07000243", "E07000244", "council_tax/data/stevenage.yaml:1: the code of Stevenage is E07000243, not E07000244"),
        ("council: Stevenage", "council: Stevenidge", "council_tax/data/stevenage.yaml:1: a file is named by its council: stevenidge.yaml"),
        ("2027-03-31", "2025-03-31", "council_tax/data/stevenage.yaml:5: 'from:' 2026-04-01 is later than 'to:' 2025-03-31"),
    ],
)  # fmt: skip
def test_rules_with_a_broken_council_file_cannot_be_used(rules: Path, old: str, new: str, told: str) -> None:
    (rules / "council_tax" / "data" / "stevenage.yaml").write_text(own("0.1").replace(old, new))
    assert faults(rules)[0].startswith(told)


def test_a_council_that_there_is_not_is_told_with_the_likeliest(rules: Path) -> None:
    (rules / "council_tax" / "data" / "stevenidge.yaml").write_text(
        own("0.1").replace("council: Stevenage", "council: Stevenidge")
    )
    assert faults(rules) == [
        "council_tax/data/stevenidge.yaml:1: no council is called Stevenidge: did you mean Stevenage?"
    ]


TABLES = [
    ("councils.csv", "website", "web", "places/councils.csv:1: the column 'website' is missing"),
    ("councils.csv", "\nE07000243,", "\nE0700024,", "'E0700024' is not a code such as E06000001"),
    ("councils.csv", "Stevenage,england", "Stevenage,angland", "the nation 'angland' is not one of england, scotland, wales"),
    ("councils.csv", "Stevenage,england", "Sheffield,england", "the name 'sheffield' is that of the council E07000243 too"),
    ("council_areas.csv", "Canterbury|Ashford", "Canterberry|Ashford", "the rental market area 'Canterberry' is not in areas.csv"),
    ("areas.csv", "Ashford,england", "Ashford,england\nAshford,england", "places/areas.csv:5: the row for Ashford stands already on line 4"),
    ("areas.csv", "Mendip,england\n", "", "the rental market area 'mendip' is missing"),
    ("areas.csv", "Ashford,england", "Ashford", "places/areas.csv:4: the row has 1 cells, and the table has 2 columns"),
    ("scheme_pages.csv", "E06000009,", "E99999999,", "no council in councils.csv has the code E99999999"),
    ("scheme_pages.csv", "E06000009,Blackpool", "E06000009,Blackpot", "is called Blackpool, not Blackpot"),
    ("council_tax.csv", "2286.32", "lots", "places/council_tax.csv:556: 'band_d' is an amount in pounds such as 1528.44, not 'lots'"),
    ("council_tax.csv", "Harrow,2024-04-01", "Harrow,April", "places/council_tax.csv:556: 'from' is a date such as 2026-04-01, not 'April'"),
    ("council_tax.csv", "E09000015,Harrow,2025-04-01", "E09000015,Harrow,2024-04-01", "stands already on line 556"),
    ("council_tax.csv", "2495.21", "2599.21", "places/council_tax.csv:2: 'band_d' is not between 'low' and 'high'"),
    ("council_tax.csv", ",harrow", ",harow", "places/council_tax.csv:556: the source 'harow' is not in sources.csv"),
    ("earlier_councils.csv", "2023-04-01,Cumberland", "2023-04-01,Cumberlund", "no council in councils.csv is called Cumberlund"),
    ("earlier_councils.csv", "Allerdale,2023-04-01", "Allerdale,soon", "'ended' is a date such as 2026-04-01, not 'soon'"),
]  # fmt: skip


def found(**changed: bytes | None) -> list[str]:
    """The faults of the packaged rules if these tables of rules/places/ were others."""
    files = {**FILES, **{f"places/{name}.csv": content for name, content in changed.items() if content is not None}}
    files = {name: content for name, content in files.items() if changed.get(name[7:-4], b"") is not None}
    return [str(fault) for fault in COMPANIONS.read(BOOK, files)[0]]


@pytest.mark.parametrize(("table", "old", "new", "told"), TABLES)
def test_a_fault_of_a_table_is_told_with_its_line(table: str, old: str, new: str, told: str) -> None:
    content = FILES[f"places/{table}"]
    assert old.encode() in content
    said = found(**{table.removesuffix(".csv"): content.replace(old.encode(), new.encode(), 1)})
    assert any(told in fault for fault in said), said


@pytest.mark.parametrize("table", ["councils", "areas", "scheme_pages", "council_tax", "earlier_councils"])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'a,"b\n', b"a,b\n1,2,3\n"])
def test_a_table_that_cannot_be_read_is_a_fault_and_no_traceback(table: str, content: bytes | None) -> None:
    assert any(fault.startswith(f"places/{table}.csv:") for fault in found(**{table: content}))


def test_the_check_and_the_start_tell_the_faults_of_tables(rules: Path, capsys: Captured) -> None:
    change(rules, "places/councils.csv", "website", "web")
    told = "places/councils.csv:1: the column 'website' is missing"
    assert faults(rules)[0].startswith(told)
    assert cli.main(["rules", "check", "--rules", str(rules)]) == 1
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(("old", "new"), [("Ashford,shared", "Ashfjord,shared"), ("brma,", "area,")])
def test_a_table_of_rates_with_a_missing_row_or_column_is_a_fault_and_no_traceback(
    rules: Path, capsys: Captured, old: str, new: str
) -> None:
    change(rules, "housing/lha.csv", old, new)
    assert cli.main(["rules", "check", "--rules", str(rules)]) == 1
    assert ".yaml:" in capsys.readouterr().err


def test_files_that_nothing_reads_are_told(rules: Path) -> None:
    (rules / "council_tax" / "data" / "2027").mkdir()
    (rules / "council_tax" / "data" / "2027" / "stevenage.yaml").write_text(own("0.1"))
    (rules / "council_tax" / "data" / "stevenage.yml").write_text(own("0.1"))
    assert faults(rules) == ["council_tax/data/stevenage.yml:1: a rule file's name ends in .yaml: rename it"]
    (rules / "council_tax" / "data" / "stevenage.yml").unlink()
    assert faults(rules) == [
        "council_tax/data/2027/stevenage.yaml:1: nothing reads a file here: a council's file is in council_tax/data/"
    ]


# ---------------------------------------------------------------------- amendments
@pytest.fixture
def amended(tmp_path: Path) -> Any:
    def load(*texts: str) -> Calculator:
        files = [tmp_path / f"my-council-{number}.yaml" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text)
        return Calculator.load(amendments=files)

    return load


def test_an_amendment_is_a_council_s_scheme_for_its_days(amended: Any) -> None:
    calculator = amended(own("0.1", "2026-10-01"))
    assert reduction(calculator, date="2026-11-23") == Decimal("11.67")
    assert reduction(calculator, date="2026-09-30") == reduction(CALCULATOR, date="2026-09-30") > 20
    starts = [each.starts.isoformat() for each in calculator.councils.schemes("Stevenage")]
    assert starts == ["2026-04-01", "2026-10-01"]
    result = calculator.calculate(household())
    assert result.rules.amendments == ["my-council-0.yaml"]
    assert result.rules.fingerprint != CALCULATOR.book.rules.fingerprint


def test_the_years_around_an_amendment_stay(amended: Any) -> None:
    calculator = amended(own("0.1", "2026-06-01", "2026-06-30"))
    days = [(each.starts.isoformat(), each.ends.isoformat()) for each in calculator.councils.schemes("Stevenage")]
    assert days == [("2026-04-01", "2026-05-31"), ("2026-06-01", "2026-06-30"), ("2026-07-01", "2027-03-31")]
    assert reduction(calculator, date="2026-07-01") == reduction(CALCULATOR, date="2026-07-01")


def test_of_two_amendments_the_later_one_goes_first(amended: Any) -> None:
    assert reduction(amended(own("0.1"), own("0.5"))) == Decimal("58.33")
    assert reduction(amended(own("0.5"), own("0.1"))) == Decimal("11.67")


@pytest.fixture(scope="module")
def without_file() -> Council:
    """A council of England whose scheme is not held yet."""
    councils = CALCULATOR.councils
    return next(each for each in councils.register.councils if not councils.schemes(each.name))


def test_an_amendment_can_bring_a_council_that_has_no_file(amended: Any, without_file: Council) -> None:
    text = own("0.1").replace("Stevenage", without_file.name).replace("E07000243", without_file.code)
    assert reduction(amended(text), without_file.name) == Decimal("11.67")


def test_an_amendment_of_rules_beside_that_of_a_council_is_laid_over_too(amended: Any) -> None:
    reform = 'prefix: universal_credit\nrules:\n  taper_rate:\n    source: {law: "A reform"}\n    values: {2026-04-06: 0.5}\n'
    calculator = amended(own("0.1"), reform)
    assert reduction(calculator) == Decimal("11.67")
    assert calculator.book.rules.rules["universal_credit.taper_rate"].versions[-1].content == Decimal("0.5")
    assert calculator.book.rules.amendments == ("my-council-0.yaml", "my-council-1.yaml")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("        taper: 0.2\n", "", "my-council-0.yaml:11: 'taper:' is needed with method: means_test"),
        (
            "council: Stevenage",
            "council: Stevenidge",
            "my-council-0.yaml:1: no council is called Stevenidge: did you mean Stevenage?",
        ),
        ("years:", "yaers:", "my-council-0.yaml:4: 'yaers' is not known here: did you mean 'years'?"),
        ("council: Stevenage", "rules: {}\ncouncil: Stevenage", "my-council-0.yaml:1: 'rules' is not known here"),
    ],
)
def test_a_faulty_amendment_of_a_council_is_refused_by_its_own_name(
    amended: Any, old: str, new: str, told: str
) -> None:
    with pytest.raises(RuleError) as refused:
        amended(own("0.1").replace(old, new))
    assert told in str(refused.value)


def test_the_check_and_the_list_take_an_amendment_of_a_council(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "my-council.yaml"
    file.write_text(own("0.1"))
    assert cli.main(["rules", "check", "--amend", str(file)]) == 0
    assert cli.main(["rules", "list", "--councils", "--amend", str(file)]) == 0
    assert "| Stevenage | [A draft scheme]" in capsys.readouterr().out
    case = tmp_path / "case.json"
    case.write_text(json.dumps(household().model_dump(mode="json", exclude_unset=True)))
    assert cli.main(["calculate", str(case), "--amend", str(file)]) == 0
    assert "11.67" in capsys.readouterr().out


# ---------------------------------------------------------------------- a new file
def test_a_new_file_goes_into_the_folder_that_is_named(rules: Path, capsys: Captured, without_file: Council) -> None:
    assert cli.main(["rules", "new-council", without_file.name, "--rules", str(rules)]) == 0
    name = f"council_tax/data/{slug(without_file.name)}.yaml"
    file = rules / name
    assert str(file) in capsys.readouterr().out
    assert f"code: {without_file.code}" in file.read_text()
    assert cli.main(["rules", "new-council", without_file.name, "--rules", str(rules)]) == 2
    assert "is there already: add a year to it" in capsys.readouterr().err
    assert cli.main(["rules", "check", "--rules", str(rules)]) == 1
    assert f"{name}:17: 'method:' is empty: fill it in" in capsys.readouterr().err


def test_a_new_file_never_goes_into_the_package(capsys: Captured, without_file: Council) -> None:
    before = sorted((folder("rules") / "council_tax" / "data").iterdir())
    assert cli.main(["rules", "new-council", without_file.name]) == 2
    assert "name yours with --rules FOLDER" in capsys.readouterr().err
    assert sorted((folder("rules") / "council_tax" / "data").iterdir()) == before


def test_a_folder_that_cannot_take_a_new_file_is_told(rules: Path, capsys: Captured) -> None:
    shutil.rmtree(rules / "council_tax" / "data")
    (rules / "council_tax" / "data").write_text("no folder")
    assert cli.main(["rules", "new-council", "Blackpool", "--rules", str(rules)]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert cli.main(["rules", "new-council", "Blackpool", "--rules", str(rules / "none")]) == 1
    assert "no rule files" in capsys.readouterr().err
