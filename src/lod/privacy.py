"""Finds personal contact details in text, however they are written.

E-mail addresses also as `name[at]host`, `name (at) host [dot] lv` and with no-break spaces;
telephone numbers with or without the country code, in groups parted by spaces, no-break spaces,
hyphens or dots. Sums of money, years, dates and the IRIs of evidence are no telephone numbers.

Every pattern begins where a word or number begins and repeats within bounds, so a long text
takes time in proportion to its length.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

_SPACE = r"[ \t\u00a0\u2007\u2009\u202f]"
_OPEN, _CLOSE = r"[\[({<{]", r"[\])}>}]"
_AT = (
    rf"{_SPACE}{{0,3}}(?:[@＠﹫]|&#64;|%40|&commat;"
    rf"|{_OPEN}{_SPACE}{{0,2}}(?:[@＠﹫]|at|ät|et|a){_SPACE}{{0,2}}{_CLOSE}){_SPACE}{{0,3}}"
)
_DOT = (
    rf"{_SPACE}{{0,3}}(?:[.．]"
    rf"|{_OPEN}{_SPACE}{{0,2}}(?:\.|dot|punkts|punkt){_SPACE}{{0,2}}{_CLOSE}){_SPACE}{{0,3}}"
)
_NAME = r"(?<![\w.+%'-])[\w.+%'-]{1,64}"
_LABEL = r"[\w-]{1,63}"
_TOP = r"(?:[^\W\d_]{2,24}|xn--[\w-]{1,24})"
_EMAIL = re.compile(rf"{_NAME}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,6}}?{_DOT}{_TOP}", re.IGNORECASE)
_SPELT = re.compile(
    rf"{_NAME}{_SPACE}{{1,3}}(?:at|et){_SPACE}{{1,3}}{_LABEL}"
    rf"(?:{_SPACE}{{1,3}}(?:dot|punkts|punkt){_SPACE}{{1,3}}{_LABEL}){{1,6}}",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?<!\w)(?:mailto|tel|sms|callto|skype|whatsapp):(?=[^\s/])", re.IGNORECASE)

_PART = r"[ \t\u00a0\u2007\u2009\u202f.\u00ad\u2010-\u2015\u2212-]"
_GROUPS = (
    (8,),
    (2, 6),
    (4, 4),
    (2, 3, 3),
    (3, 2, 3),
    (3, 3, 2),
    (2, 2, 2, 2),
    (3, 5),
    (5, 3),
    (2, 2, 4),
    (4, 2, 2),
)
_JOINT = rf"\)?{_PART}"
_DIGITS = "|".join(_JOINT.join(rf"\d{{{length}}}" for length in groups) for groups in _GROUPS)
_CURRENCY = r"(?:€|[$£]|[A-Z]{3}(?!\w)|eiro|euro|lat[ius]|lati|tūkst|milj|mljrd)"
_LATVIAN = re.compile(
    rf"(?<![\w.,/#=-])(?P<code>\(?(?:\+|00)?371\)?{_PART}{{0,2}})?(?P<number>(?=[26])(?:{_DIGITS}))"
    rf"(?![\w/]|[,.]\d|{_PART}?\d|{_SPACE}{{0,2}}{_CURRENCY}|-\w)"
)
_INTERNATIONAL = re.compile(
    rf"(?<![\w.,/=#-])\(?(?:\+|00)\)?{_PART}?[1-9]\d{{0,2}}(?:[()/]?{_PART}{{0,2}}[()/]?\d){{6,12}}(?!\d)"
)
_LABELLED = re.compile(
    r"(?<!\w)(?:tālr(?:unis|uņa|uni|uņi)?|tel(?:efons|efona|ef|ephone|efon)?|phone|call"
    r"|mob(?:ilais|ile|iltālrunis|\.?\s?tālr|\.?\s?tel)?|fakss?|fax)"
    rf"(?:[.]?{_SPACE}?(?:nr|no|numurs|number))?[.:]{{0,2}}{_SPACE}{{0,3}}"
    rf"(?P<number>\(?\+?\)?{_PART}?\(?\d(?:[()]?{_PART}{{0,2}}[()]?\d){{4,13}})",
    re.IGNORECASE,
)
_DATES = re.compile(
    rf"(?:1[89]|20)\d\d{_PART}{{1,3}}(?:1[89]|20)\d\d"
    rf"|(?:1[89]|20)\d\d{_PART}(?:0[1-9]|1[0-2]){_PART}(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.(?:1[89]|20)\d\d"
)
_MILLIONS = re.compile(rf"\d\d?{_SPACE}?000{_SPACE}?000")
_MONEY_BEFORE = re.compile(rf"(?:€|[$£]|(?<!\w)[A-Z]{{3}}){_SPACE}{{0,2}}$")

_SIGN = re.compile(r"[@＠﹫&%\[({<]")
_AT_HINT = re.compile(
    rf"[@＠﹫]|&#64;|%40|&commat;|{_OPEN}{_SPACE}{{0,2}}(?:at|ät|et|a){_SPACE}{{0,2}}{_CLOSE}",
    re.IGNORECASE,
)
_SERVICE_HINT = re.compile(r":[^\s/]")

_NUMBER_HINT = re.compile(rf"\d(?:[()/]?{_PART}{{0,2}}[()/]?\d){{4}}")
"""Without five digits so near to each other a text holds no telephone number."""


_LATVIAN_HINT = re.compile(rf"[26](?:(?:\)?{_PART})?\d){{7}}")
"""Without eight digits in groups a text holds no Latvian number."""

_ZEROS_HINT = re.compile(r"00(?<![\w.,/=#-]00)")
"""Without a plus, or two zeros where a number may begin, a text holds no international one."""


@lru_cache(maxsize=1 << 14)
def contact_in(text: str) -> str:
    """The first e-mail address or telephone number in the text, empty where there is none."""
    return found_in(text)


def found_in(text: str) -> str:
    """The same for a text that is looked at once: it is not kept in mind."""
    folded = text.casefold()
    if _hints_at_address(text, folded):
        for pattern in (_EMAIL, _SPELT, _SCHEME):
            if match := pattern.search(text):
                return match.group()
    if _NUMBER_HINT.search(text):
        for pattern in _hinted_at(text, folded):
            for match in pattern.finditer(text):
                if not _is_other(match, text):
                    return match.group()
    return ""


def _hints_at_address(text: str, folded: str) -> bool:
    """Whether a text may hold an e-mail address, or a name in a service; it costs little to ask."""
    return bool(
        "dot" in folded
        or "punkt" in folded
        or (_SIGN.search(text) and _AT_HINT.search(text))
        or _SERVICE_HINT.search(text)
    )


def _hinted_at(text: str, folded: str) -> Iterator[re.Pattern[str]]:
    """The patterns of telephone numbers that a text may match; it costs little to ask."""
    if (
        "tel" in folded
        or "tālr" in folded
        or "mob" in folded
        or "phone" in folded
        or "fa" in folded
        or "call" in folded
    ):
        yield _LABELLED
    if "+" in text or _ZEROS_HINT.search(text):
        yield _INTERNATIONAL
    if _LATVIAN_HINT.search(text):
        yield _LATVIAN


def _is_other(match: re.Match[str], text: str) -> bool:
    """Whether what looks like a telephone number is a date, years or a sum of money."""
    if match.re is _INTERNATIONAL or match.groupdict().get("code"):
        return False
    number = match["number"].strip()
    if _DATES.fullmatch(number):
        return True
    before = text[max(0, match.start() - 6) : match.start()]
    return match.re is _LATVIAN and bool(
        _MILLIONS.fullmatch(number) or _MONEY_BEFORE.search(before)
    )
