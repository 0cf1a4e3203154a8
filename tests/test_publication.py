"""lod.toml: what it may say, and what an editor is told where it says something else."""

from pathlib import Path

import pytest

from lod import publication
from lod.errors import ConfigError
from lod.publication import Publication

ROOT = Path(__file__).parents[1]
SMALLEST = """[publication]
base = "https://example.org/"
title = {en = "Example"}
license = "https://creativecommons.org/licenses/by/4.0/"
"""


def test_the_smallest_file_has_sensible_defaults(tmp_path: Path) -> None:
    found = _load(tmp_path, SMALLEST)
    assert found == Publication(
        root=tmp_path,
        base="https://example.org/",
        title={"en": "Example"},
        description={},
        license="https://creativecommons.org/licenses/by/4.0/",
        publisher="",
        language="en",
        languages=("en",),
        texts=tmp_path / "texts",
        allowed_namespaces=(),
        max_quote=120,
    )
    assert [found.data, found.shapes, found.ontology, found.queries, found.dist] == [
        tmp_path / name for name in ("data", "shapes", "ontology", "queries", "dist")
    ]
    assert (found.releases, found.feed) == (tmp_path / "releases", tmp_path / "feed")


def test_every_setting_is_read(tmp_path: Path) -> None:
    found = _load(
        tmp_path,
        SMALLEST
        + """description = {lv = "Piemērs"}
publisher = "Someone"
language = "lv"
languages = ["lv", "en-GB"]
[documents]
texts = "../elsewhere"
[namespaces]
allowed = ["https://vocabulary.example/terms#"]
[quotes]
max-length = 80
[releases]
scheme = "semantic"
withdraw = "keep"
[feed]
page-size = 10
[store]
when = "always"
keep = 5
[dumps]
files = ["facts.ttl", "dataset.trig"]
""",
    )
    assert found.languages == ("lv", "en-GB")
    assert found.texts == tmp_path / ".." / "elsewhere"
    assert found.allowed_namespaces == ("https://vocabulary.example/terms#",)
    assert found.max_quote == 80
    assert (found.scheme, found.withdraw, found.page_size) == ("semantic", "keep", 10)
    assert (found.store_when, found.store_keep) == ("always", 5)
    assert found.dumps == ("dataset.nq", "dataset.trig", "facts.ttl")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "lod.toml").write_bytes(b"\xef\xbb\xbf" + SMALLEST.encode())
    assert publication.load(tmp_path).base == "https://example.org/"


def test_the_publication_of_this_checkout_is_read() -> None:
    assert publication.load(ROOT).base == publication.TEMPLATE_BASE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no base"),
        ("[publication]\n", "no base"),
        ("publication = 1\n", "no table"),
        ("publication = 'x'\n", "no table"),
        ("[publicatoin]\n", "did you mean publication?"),
        (SMALLEST + "bsae = 1\n", "did you mean base?"),
        (SMALLEST.replace("https://example.org/", "example.org"), "no absolute IRI"),
        (SMALLEST.replace("https://example.org/", "https://exa mple.org/"), "no absolute IRI"),
        (SMALLEST.replace("https://example.org/", "https://example.org"), "does not end in /"),
        (SMALLEST.replace("https://example.org/", "https://example.org/x#"), "does not end in /"),
        (SMALLEST.replace('"https://example.org/"', "1"), "no text"),
        (SMALLEST.replace('{en = "Example"}', '"Example"'), "title has no languages"),
        (SMALLEST.replace('{en = "Example"}', "{}"), "title has no languages"),
        (SMALLEST.replace('{en = "Example"}', "{en = 1}"), "title has no languages"),
        (SMALLEST.replace('{en = "Example"}', '{English = "x"}'), "title has no languages"),
        (SMALLEST.replace("title", "description"), "title has no languages"),
        (SMALLEST + "description = 'x'\n", "description has no languages"),
        (SMALLEST.replace("https://creativecommons", "CC BY"), "license"),
        (SMALLEST + "language = 'Latvian'\n", "no language tag"),
        (SMALLEST + "language = 1\n", "no text"),
        (SMALLEST + "languages = 'lv'\n", "no list of texts"),
        (SMALLEST + "languages = [1]\n", "no list of texts"),
        (SMALLEST + "languages = ['l v', 'en']\n", "no language tag"),
        (SMALLEST + "languages = ['lv']\n", "lack en"),
        (SMALLEST + "publisher = ['x']\n", "no text"),
        (SMALLEST + "[documents]\ntexts = 1\n", "no text"),
        (SMALLEST + "[namespaces]\nallowed = 'https://example.com/'\n", "no list of texts"),
        (SMALLEST + "[namespaces]\nallowed = ['https://example.com']\n", "no namespace"),
        (SMALLEST + "[namespaces]\nallowed = ['h']\n", "no namespace"),
        (SMALLEST + "[namespaces]\nallowed = ['']\n", "no namespace"),
        (SMALLEST + "[quotes]\nmax-length = '120'\n", "no number"),
        (SMALLEST + "[quotes]\nmax-length = 0\n", "no number"),
        (SMALLEST + "[quotes]\nmax-length = true\n", "no number"),
        (SMALLEST + "[releases]\nscheme = 'calender'\n", "did you mean calendar?"),
        (SMALLEST + "[releases]\nwithdraw = 'forget'\n", "rewrite"),
        (SMALLEST + "[releases]\nwithdraw = 1\n", "no text"),
        (SMALLEST + "[releases]\nsheme = 'calendar'\n", "did you mean scheme?"),
        (SMALLEST + "[feed]\npagesize = 3\n", "did you mean page-size?"),
        (SMALLEST + "[feed]\npage-size = 0\n", "no number"),
        (SMALLEST + "[store]\nwhen = 'alway'\n", "did you mean always?"),
        (SMALLEST + "[store]\nkeep = 0\n", "no number"),
        (SMALLEST + "[store]\nkep = 1\n", "did you mean keep?"),
        (SMALLEST + "[dumps]\nfiles = ['dataset.trg']\n", "did you mean dataset.trig?"),
        (SMALLEST + "[dumps]\nfiles = ['turtle']\n", "known: dataset.nq, "),
        (SMALLEST + "[dumps]\nfiles = []\n", "names nothing"),
        (SMALLEST + "[dumps]\nfiles = 'facts.ttl'\n", "no list of texts"),
        (SMALLEST + "[dumps]\nformats = ['facts.ttl']\n", "unknown setting formats in [dumps]"),
        ("[publication\n", "TOML"),
        (SMALLEST + SMALLEST, "TOML"),
        ("a = " + "[" * 5000, "TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        _load(tmp_path, text)
    assert says in str(refusal.value)
    assert "lod.toml" in refusal.value.message
    assert refusal.value.remedy


def test_a_dump_that_nobody_knows_is_told_at_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refusal:
        _load(tmp_path, SMALLEST + "[dumps]\n# all\nfiles = ['facts.ttl', 'facts.xml']\n")
    line = SMALLEST.count("\n") + 3
    assert refusal.value.message.startswith(f"{tmp_path / 'lod.toml'}:{line}: 'facts.xml'")


def test_a_folder_without_the_file_is_told_how_to_start(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ConfigError, match="lod init"):
            publication.load(root)


def test_a_file_in_place_of_the_folder_is_told_how_to_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="lod init"):
        publication.load(tmp_path / "file")


def test_a_folder_in_place_of_the_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "lod.toml").mkdir()
    with pytest.raises(ConfigError, match="directory"):
        publication.load(tmp_path)


def test_a_file_that_is_not_utf_8_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "lod.toml").write_bytes(b"# \xff\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        publication.load(tmp_path)


def test_the_configured_base_takes_the_place_of_the_template(tmp_path: Path) -> None:
    found = _load(tmp_path, SMALLEST)
    (tmp_path / "model.ttl").write_text("<https://data.example.org/ont#Project>", encoding="utf-8")
    assert found.read(tmp_path / "model.ttl") == "<https://example.org/ont#Project>"


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_file_of_the_model_that_cannot_be_read_is_named(
    content: bytes | None, tmp_path: Path
) -> None:
    found = _load(tmp_path, SMALLEST)
    if content is not None:
        (tmp_path / "model.ttl").write_bytes(content)
    with pytest.raises(ConfigError, match=r"model\.ttl") as refusal:
        found.read(tmp_path / "model.ttl")
    assert refusal.value.remedy


def _load(root: Path, text: str) -> Publication:
    (root / "lod.toml").write_text(text, encoding="utf-8")
    return publication.load(root)


def test_the_nearest_folder_above_with_settings_is_meant_where_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lod.toml").write_text(
        '[publication]\nbase = "https://data.example.org/"\ntitle = {en = "T"}\n'
        'license = "https://example.org/licence"\n',
        encoding="utf-8",
    )
    below = tmp_path / "data" / "claims"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert publication.load(Path()).root.resolve() == tmp_path.resolve()
    with pytest.raises(ConfigError):
        publication.load(below)
