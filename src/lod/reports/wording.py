"""What reports say around the findings, in English and Latvian.

Enters: the name of a phrase and a language tag. Leaves: the phrase; English where the language
is not spoken here.
"""

from collections.abc import Iterable

from lod.errors import Severity
from lod.shacl.model import Message

LANGUAGES = ("en", "lv")

_NOUNS = {
    "violation": (("violation", "violations"), ("pārkāpums", "pārkāpumi")),
    "warning": (("warning", "warnings"), ("brīdinājums", "brīdinājumi")),
    "info": (("info", "infos"), ("piezīme", "piezīmes")),
    "result": (("result", "results"), ("rezultāts", "rezultāti")),
    "shape": (("shape", "shapes"), ("forma", "formas")),
    "failure": (("failure", "failures"), ("kļūme", "kļūmes")),
}

_PHRASES = {
    "conforms": ("Conforms", "Atbilst"),
    "does not conform": ("Does not conform", "Neatbilst"),
    "no violations": ("No violations", "Nav pārkāpumu"),
    "nothing tested": ("Nothing was tested", "Nekas netika pārbaudīts"),
    "not proven": ("Cannot be said to conform", "Nevar teikt, ka atbilst"),
    "no results": ("no results", "nav rezultātu"),
    "validation report": ("Validation report", "Validācijas pārskats"),
    "more": ("… {count} more", "… vēl {count}"),
    "all": ("{hint} shows all", "{hint} parāda visus"),
    "failed": (
        "Could not be evaluated, so the data cannot be said to conform",
        "Nevarēja izvērtēt, tāpēc nevar teikt, ka dati atbilst",
    ),
    "delegated": (
        "Evaluated by the reference engine, pySHACL",
        "Izvērtēja atsauces dzinējs pySHACL",
    ),
    "untested": ("Not tested: no node is a target", "Nav pārbaudīts: neviens mezgls nav mērķis"),
    "notes": ("Notes", "Piezīmes par pārbaudi"),
    "results shown": (
        "{shown} of {total} results shown",
        "parādīti {shown} no {total} rezultātiem",
    ),
    "left out": (
        "This page holds the first {shown} of {total} results. The CSV report holds all of them.",
        "Šajā lapā ir pirmie {shown} no {total} rezultātiem. Visi ir CSV pārskatā.",
    ),
    "skip": ("Skip to the results", "Pāriet uz rezultātiem"),
    "filter": ("Filter", "Atlase"),
    "severity": ("Severity", "Svarīgums"),
    "shape": ("Shape", "Forma"),
    "all shapes": ("All shapes", "Visas formas"),
    "document": ("Document", "Dokuments"),
    "all documents": ("All documents", "Visi dokumenti"),
    "no document": ("No document", "Bez dokumenta"),
    "search": ("Words", "Vārdi"),
    "search hint": ("in names, messages, quotes", "nosaukumos, ziņojumos, citātos"),
    "reset": ("Show all", "Rādīt visu"),
    "overview": ("Overview", "Kopskats"),
    "findings": ("Results", "Rezultāti"),
    "nothing matches": ("No result matches the filter.", "Atlasei neatbilst neviens rezultāts."),
    "count": ("Results", "Rezultāti"),
    "focus node": ("Focus node", "Fokusa mezgls"),
    "path": ("Path", "Ceļš"),
    "value": ("Value", "Vērtība"),
    "place": ("Claim", "Apgalvojums"),
    "says": ("made here too", "pateikts arī šeit"),
    "mentioned": ("first mentioned in", "pirmoreiz minēts"),
    "remedy": ("What to do", "Ko darīt"),
    "engine": ("Engine", "Dzinējs"),
    "target": ("target", "mērķis"),
    "the data graph is empty: nothing was targeted": (
        "the data graph is empty: nothing was targeted",
        "datu grafs ir tukšs: nekas netika pārbaudīts",
    ),
    "no node of the data is a target of any shape: nothing was tested": (
        "no node of the data is a target of any shape: nothing was tested",
        "neviens datu mezgls nav nevienas formas mērķis: nekas netika pārbaudīts",
    ),
    "no shape has a target: nothing was tested": (
        "no shape has a target: nothing was tested",
        "nevienai formai nav mērķa: nekas netika pārbaudīts",
    ),
}


def say(phrase: str, language: str, **values: object) -> str:
    """A phrase with its values; a phrase that is not known here is given back as it is."""
    texts = _PHRASES.get(phrase)
    return texts[_index(language)].format(**values) if texts else phrase


def number(count: int) -> str:
    """A whole number with its thousands apart, as both languages may write it."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def noun(name: str, count: int, language: str) -> str:
    """The form of a noun that goes with a count."""
    index = _index(language)
    one = count % 10 == 1 and count % 100 != 11 if index else count == 1
    return _NOUNS[name][index][0 if one else 1]


def counted(name: str, count: int, language: str) -> str:
    """A count with its noun."""
    return f"{number(count)} {noun(name, count, language)}"


def severity(value: Severity, language: str) -> str:
    """The name of a severity."""
    return noun(value.value, 1, language)


def choose(texts: Iterable[Message], language: str) -> str:
    """The text in a language, else in English, else without a language, else any; "" of none."""
    known: dict[str, str] = {}
    for text, tag in texts:
        known.setdefault(tag.lower(), text)
        known.setdefault(tag.lower().split("-")[0], text)
    for tag in (language.lower(), language.lower().split("-")[0], "en", ""):
        if tag in known:
            return known[tag]
    return next(iter(known.values()), "")


def _index(language: str) -> int:
    primary = language.lower().split("-")[0]
    return LANGUAGES.index(primary) if primary in LANGUAGES else 0


def speaks(language: str) -> bool:
    """Whether the phrases are there in a language."""
    return language.lower().split("-")[0] in LANGUAGES
