"""Finds personal contact details in text, however they are written.

E-mail addresses also as `name[at]host`, `name (at) host` and with no-break spaces; telephone
numbers with or without the country code, in groups parted by spaces, no-break spaces or
hyphens. Sums of money, years and dates are not numbers of a telephone.
"""

import re

_AT = r"\s*(?:@|[\[({<]\s*(?:at|ät|et)\s*[\])}>])\s*"
_HOST = r"[\w-]+(?:\s*(?:\.|[\[({]\s*(?:dot|punkts)\s*[\])}])\s*[\w-]+)*\s*(?:\.|[\[({]\s*(?:dot|punkts)\s*[\])}])\s*[^\W\d_]{2,}"
_EMAIL = re.compile(rf"[\w.+%-]+{_AT}{_HOST}", re.IGNORECASE)
_GAP = r"[ \u00a0\u202f\u2009-]?"
_LATVIAN = re.compile(
    rf"(?<![\w.,/#-])(?:(?:\+|00)?371{_GAP})?[26]\d(?:{_GAP}\d{{3}}{_GAP}\d{{3}}|\d{{2}}{_GAP}\d{{4}}|(?:{_GAP}\d{{2}}){{3}})(?![\w,/-]|\.\d)"
)
_INTERNATIONAL = re.compile(
    r"(?<![\w.,])(?:\+|00)\d{1,3}(?:[ \u00a0\u202f().-]{0,2}\d){6,12}(?!\d)"
)
_LABELLED = re.compile(
    r"\b(?:tālr|telef|tel|phone|mob|fakss|fax|faks)[a-zāīē]*\.?:?\s*\+?\d(?:[ \u00a0().-]?\d){5,}",
    re.IGNORECASE,
)
_YEARS_OR_DATE = re.compile(
    r"(?:19|20)\d\d[ \u00a0.-]{0,2}(?:19|20)\d\d|(?:19|20)\d\d-[01]\d-[0-3]\d"
)
_SCHEMES = re.compile(r"\b(?:mailto|tel|sms|callto):", re.IGNORECASE)


def contact_in(text: str) -> str:
    """The first e-mail address or telephone number in the text, empty where there is none."""
    if (
        not any(c in text for c in "@[({<")
        and not any(c.isdigit() for c in text)
        and ":" not in text
    ):
        return ""
    for pattern in (_EMAIL, _LABELLED, _INTERNATIONAL, _SCHEMES):
        match = pattern.search(text)
        if match:
            return match.group()
    for match in _LATVIAN.finditer(text):
        if not _YEARS_OR_DATE.fullmatch(match.group()):
            return match.group()
    return ""
