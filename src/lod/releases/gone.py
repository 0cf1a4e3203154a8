"""Withdrawn IRIs -> `gone.json` and a page for each that says why it answers 410 Gone.

A web server answers 410 for every IRI of the list and for what lies below it, with the page as
body (RFC 9110, section 15.5.11; Data on the Web Best Practices 22 and 27). The pages name
nothing but the IRI.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from html import escape

LIST, FOLDER = "gone.json", "gone"

_WORDS = {
    "en": ("Gone", "This record was withdrawn from publication and will not come back."),
    "lv": ("Vairs nav", "Šis ieraksts ir atsaukts no publikācijas un vairs nebūs pieejams."),
}


def files(iris: Collection[str], base: str, languages: Iterable[str]) -> Mapping[str, str]:
    """What to publish for the withdrawn things: path below dist/ -> text. IRIs are absolute."""
    own = [language for language in languages if language in _WORDS] or ["en"]
    pages = {f"{FOLDER}/{iri.removeprefix(base)}.html": _page(iri, own) for iri in sorted(iris)}
    return {LIST: _list(iris, base), **pages}


def _list(iris: Iterable[str], base: str) -> str:
    rows = [
        {
            "iri": iri,
            "status": 410,
            "reason": "withdrawn",
            "page": f"{base}{FOLDER}/{iri.removeprefix(base)}.html",
        }
        for iri in sorted(iris)
    ]
    return json.dumps({"gone": rows, "parts": True}, ensure_ascii=False, indent=2) + "\n"


def _page(iri: str, languages: list[str]) -> str:
    paragraphs = "".join(
        f'<section lang="{language}"><h1>{_WORDS[language][0]}</h1>'
        f"<p>{_WORDS[language][1]}</p></section>\n"
        for language in languages
    )
    return (
        f'<!doctype html>\n<html lang="{languages[0]}">\n<meta charset="utf-8">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>410 {_WORDS[languages[0]][0]}</title>\n{paragraphs}"
        f"<p><code>{escape(iri)}</code></p>\n</html>\n"
    )
