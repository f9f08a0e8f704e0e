"""The strict YAML reader. That it refuses hostile files is tested in rulebook/test_loading.py and test_fuzz.py."""

import pytest

from calculator.yaml_text import YamlError, read_plain, read_yaml

FILE = b"one: no\ntwo: [12:30, {three: 0x10}]\nfour: ~\n"


def test_every_value_stays_the_text_that_was_written() -> None:
    found = read_plain(FILE, "a.yaml")
    assert found == {"one": "no", "two": ["12:30", {"three": "0x10"}], "four": "~"}
    assert {type(found["one"]), *map(type, found), *map(type, found["two"][1])} == {str}


def test_keys_and_values_know_their_lines() -> None:
    root = read_yaml(FILE, "a.yaml")
    assert [key.line for key in root] == [1, 2, 3]
    assert root.key("four").line == 3
    assert root.find("five") is None
    with pytest.raises(KeyError):
        root.key("five")


def test_an_error_names_file_line_and_fault() -> None:
    with pytest.raises(YamlError, match=r"^a\.yaml:2: the key 'one' stands twice: keep one$"):
        read_plain(b"one: 1\none: 2\n", "a.yaml")
