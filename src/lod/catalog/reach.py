"""Whether an address answers: one HEAD request over HTTP (RFC 9110, section 9.3.2)."""

from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

_SCHEMES = ("http://", "https://")


def head(address: str, *, seconds: float = 10.0) -> int:
    """The status of the answer after redirects, 0 where there is none or no web address."""
    if not address.startswith(_SCHEMES):
        return 0
    request = Request(address, method="HEAD", headers={"User-Agent": "lod"})
    try:
        with urlopen(request, timeout=seconds) as answer:
            return int(answer.status)
    except HTTPError as error:
        with error:
            return int(error.code) or HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, ValueError):
        return 0
