"""lod.toml -> settings: what is wrong is named at its line, what is missing has its price."""

from pathlib import Path

import pytest

from lod.catalog import settings
from lod.catalog.settings import Contact, Version
from lod.errors import ConfigError, InvalidInput, Problem, Severity

from .conftest import COMPLETE, Configure


def problems(configure: Configure, *changes: tuple[str, str]) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        configure(*changes)
    return caught.value.problems


def test_a_complete_file_lacks_nothing(configure: Configure) -> None:
    read = configure()
    assert settings.missing(read) == ()
    assert read.themes == ("SOCI", "REGI")
    assert read.contact == Contact(
        {"lv": "Uzturētāji", "en": "Maintainers"}, "https://data.example.org/contact"
    )
    assert read.version == Version("1.2.0", "2026-01-31", "2026-02-28")


def test_files_lie_below_the_base_unless_lod_toml_says_where(configure: Configure) -> None:
    assert configure().files == "https://data.example.org/"
    elsewhere = configure(("[catalog]", '[catalog]\nfiles = "https://files.example.org/x/"'))
    assert elsewhere.files == "https://files.example.org/x/"


def test_files_in_what_does_not_end_in_a_slash_are_refused(configure: Configure) -> None:
    change = ("[catalog]", '[catalog]\nfiles = "https://files.example.org/x"')
    (found,) = problems(configure, change)
    assert "does not end in /" in found.what
    assert found.remedy == 'write files = "https://files.example.org/x/"'


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "lod.toml"
    path.write_bytes(b"\xef\xbb\xbf" + COMPLETE.replace("BASE", "https://x.example/").encode())
    assert settings.read(path).themes == ("SOCI", "REGI")


@pytest.mark.parametrize(
    ("removed", "code", "points"),
    [
        ('publisher = "lod publication"\n', "no-publisher", 40),
        ('license = "https://creativecommons.org/licenses/by/4.0/"\n', "no-license", 30),
        ('themes = ["SOCI", "REGI"]\n', "no-themes", 30),
        (
            'keywords = {lv = ["sociālā iekļaušana"], en = ["social inclusion"]}\n',
            "no-keywords",
            30,
        ),
        ('publisher-type = "NonProfitOrganisation"\n', "no-publisher-type", 0),
        (
            'contact = {name = {lv = "Uzturētāji", en = "Maintainers"}, page = "https://data.example.org/contact"}\n',
            "no-contact",
            20,
        ),
    ],
)
def test_a_missing_setting_is_named_with_the_points_it_costs(
    configure: Configure, removed: str, code: str, points: int
) -> None:
    found = [p for p in settings.missing(configure((removed, ""))) if p.code == code]
    assert len(found) == 1
    assert found[0].severity is Severity.WARNING
    assert code.removeprefix("no-") in found[0].what
    assert f"costs {points} of the 405" in found[0].what or points == 0


def test_without_dates_both_are_missing(configure: Configure) -> None:
    read = configure(("issued = 2026-01-31\nmodified = 2026-02-28\n", ""))
    assert {p.code for p in settings.missing(read)} == {"no-issued", "no-modified"}


def test_an_unknown_theme_is_named_with_the_nearest_one(configure: Configure) -> None:
    (found,) = problems(configure, ('"SOCI"', '"SOCO"'))
    assert "'SOCO'" in found.what
    assert found.remedy == "did you mean SOCI?"


def test_a_theme_given_by_its_label_is_led_to_its_code(configure: Configure) -> None:
    (found,) = problems(configure, ('"SOCI"', '"Population and society"'))
    assert found.remedy == "did you mean SOCI?"


def test_a_problem_stands_at_the_line_of_its_setting(configure: Configure) -> None:
    (found,) = problems(configure, ('"SOCI"', '"SOCO"'))
    line = COMPLETE.splitlines().index('themes = ["SOCI", "REGI"]') + 1
    assert (found.path, found.line) == ("lod.toml", line)


def test_a_comma_in_a_keyword_is_refused(configure: Configure) -> None:
    (found,) = problems(configure, ('"social inclusion"', '"social inclusion, health"'))
    assert found.code == "comma-in-keyword"
    assert "social inclusion, health" in found.what


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = {lv = "Pasākumi un projekti", en = "Events and projects"}', 'title = "Events"'),
        (
            'keywords = {lv = ["sociālā iekļaušana"], en = ["social inclusion"]}',
            'keywords = ["social inclusion"]',
        ),
        ('name = {lv = "Uzturētāji", en = "Maintainers"}', 'name = "Maintainers"'),
    ],
)
def test_words_without_a_language_are_refused(configure: Configure, old: str, new: str) -> None:
    (found,) = problems(configure, (old, new))
    assert found.code == "no-language"


def test_all_wrong_values_are_told_at_once(configure: Configure) -> None:
    found = problems(
        configure,
        ('"SOCI"', '"SOCO"'),
        ('"IRREG"', '"IREG"'),
        ("modified = 2026-02-28", "modified = 2025-02-28"),
        ('page = "https://data.example.org/contact"', 'page = "con tact|"'),
        ('endpoint = "https://data.example.org/sparql"', 'endpoint = "spar ql"'),
    )
    assert len(found) == 5


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lod.toml"
    path.write_text("[publication", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"lod\.toml"):
        settings.read(path)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("issued = 2026-01-31", 'issued = "31.01.2026"', "issued cannot be read"),
        ("issued = 2026-01-31", "issued = 2026-01-31T10:00:00", "issued cannot be read"),
        ("themes = [", "themes = [1, ", "themes cannot be read"),
        ('"NonProfitOrganisation"', '"Non-profit"', "no code of the EU table publishertype"),
        ('license = "https:', 'license = "a licence ', "no address"),
        ("contact = {", 'contact = "us" #', "contact cannot be read"),
    ],
)
def test_a_value_of_the_wrong_form_is_named(
    configure: Configure, old: str, new: str, what: str
) -> None:
    (found,) = problems(configure, (old, new))
    assert what in found.what
    assert found.remedy
    assert found.line


def test_a_date_may_be_written_as_text(configure: Configure) -> None:
    read = configure(("issued = 2026-01-31", 'issued = "2026-01-31"'))
    assert read.version is not None
    assert read.version.issued == "2026-01-31"
