import re
from html.parser import HTMLParser

import pytest

from lod.reports import LocatedReport, of_files, write
from lod.shacl.report import report_of


class Page(HTMLParser):
    """What a page holds, by tag, and whether every element is closed."""

    VOID = frozenset({"meta", "input", "link", "img", "br"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["script"], ["style"]):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def html(located: LocatedReport, **options: object) -> str:
    return "".join(write(located, "html", **options))  # type: ignore[arg-type]


def test_every_element_is_closed_and_ids_are_unique(located: LocatedReport) -> None:
    page = Page(html(located))
    ids = [value for _, attributes in page.elements if (value := attributes.get("id"))]
    assert len(ids) == len(set(ids))
    targets = [a["href"] for a in page.all("a") if (a["href"] or "").startswith("#")]
    assert {str(target)[1:] for target in targets} <= set(ids)


def test_nothing_is_fetched_and_only_our_script_runs(located: LocatedReport) -> None:
    text = html(located)
    page = Page(text)
    assert not page.all("link")
    assert not page.all("img")
    assert all("src" not in attributes for _, attributes in page.elements)
    assert all("style" not in attributes for _, attributes in page.elements)
    assert not re.search(r"@import|url\(", text)
    policy = str(page.all("meta")[1]["content"])
    assert "default-src 'none'" in policy
    assert policy.count("'sha256-") == 2
    assert "unsafe" not in policy


def test_data_cannot_become_markup_or_a_script(located: LocatedReport) -> None:
    text = html(located)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    assert not any((a["href"] or "").startswith("javascript:") for a in Page(text).all("a"))
    assert "javascript:alert(2)" in Page(text).text


def test_results_link_to_the_line_of_the_claim_and_show_its_quote(located: LocatedReport) -> None:
    page = Page(html(located, source="https://example.org/blob/{path}#L{line}"))
    links = [a["href"] for a in page.all("a")]
    assert "https://example.org/blob/data/claims/000_fair.yaml#L7" in links
    assert "https://data.example.org/id/document/fair" in links
    assert "“notika gadatirgus”" in page.text


def test_other_braces_in_the_address_of_a_line_stay(located: LocatedReport) -> None:
    page = Page(html(located, source="https://example.org/{branch}/{path}?{"))
    assert any(
        (a["href"] or "").startswith("https://example.org/{branch}/data/") for a in page.all("a")
    )


def test_the_filter_offers_severities_shapes_and_documents(located: LocatedReport) -> None:
    page = Page(html(located))
    values = [option["value"] for option in page.all("option")]
    assert {"*", "", "000_fair"} <= set(values)
    boxes = [box["value"] for box in page.all("input") if box.get("type") == "checkbox"]
    assert boxes == ["violation", "warning", "info"]
    rows = [item["data-document"] for item in page.all("li") if "data-document" in item]
    assert len(rows) == len(located.findings)


@pytest.mark.parametrize(
    ("language", "lang", "words"),
    [("lv", "lv", "Neatbilst"), ("en", "en", "Does not conform"), ("de", "en", "Does not conform")],
)
def test_it_speaks_the_language_asked_for(
    located: LocatedReport, language: str, lang: str, words: str
) -> None:
    page = Page(html(located, language=language))
    assert page.all("html")[0]["lang"] == lang
    assert words in page.text


def test_every_control_has_a_label(located: LocatedReport) -> None:
    depth = 0
    for part in re.findall(r"</?label|<(?:select|input)\b", html(located)):
        depth += {"<label": 1, "</label": -1}.get(part, 0)
        assert depth == 1 or part == "</label"


def test_what_cannot_be_evaluated_is_said(located: LocatedReport) -> None:
    text = Page(html(located)).text
    assert "took too long" in text
    assert "Place: target schema:Place" in text


def test_a_page_of_many_results_stays_within_its_limit(many: LocatedReport) -> None:
    page = Page(html(many, limit=300))
    assert len([item for item in page.all("li") if "data-document" in item]) == 300
    assert "300 of 100\u202f000" in page.text


def test_small_shapes_are_kept_whole_before_large_ones_are_cut() -> None:
    from lod.reports.finding import grouped
    from lod.reports.page import _shares
    from lod.shacl.report import Result

    results = [
        Result(f"<urn:{shape}:{n}>", None, None, "<urn:c>", "<urn:s>", f"<urn:{shape}>")
        for shape, count in (("big", 50), ("small", 3), ("middle", 20))
        for n in range(count)
    ]
    groups = grouped(of_files(report_of(results), None).findings)
    assert [len(group.findings) for group in groups] == [50, 20, 3]
    assert _shares(groups, 30) == [14, 13, 3]
    assert _shares(groups, 1000) == [50, 20, 3]


def test_a_conforming_report_is_a_page_too() -> None:
    page = Page(html(of_files(report_of([]), None)))
    assert "Conforms" in page.text
    assert not page.all("form")


def test_two_pages_of_one_report_are_the_same_bytes(located: LocatedReport) -> None:
    assert html(located) == html(located)
