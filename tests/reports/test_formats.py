import pytest

from lod.errors import CallError
from lod.reports import FORMATS, LocatedReport, of_files, write
from lod.shacl.report import report_of


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_the_same_in_every_run(located: LocatedReport, name: str) -> None:
    assert "".join(write(located, name)) == "".join(write(located, name))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_an_empty_report(name: str) -> None:
    assert "".join(write(of_files(report_of([]), None), name))


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CallError, match="unknown report format 'xml' → one of text"):
        next(write(of_files(report_of([]), None), "xml"))
