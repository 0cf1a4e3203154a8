import pytest

from lod.derive.mapping import Minting
from lod.derive.rules import Rules
from lod.flow.templates import Block, Spans, Templates
from lod.model import Document, Position

BASE = "https://data.example.org/"
DOCUMENT = Document("d", f"{BASE}id/document/d", "lv", "", 1, "0" * 64, (), (), Position(""))
KEY = f"<{BASE}id/evidence/d-".encode()

Span = tuple[int, int, str]


def test_many_rows_are_filled_in_as_one_by_one() -> None:
    block = Block.of("%s says 100 %% %s\nof %s", (2, 0, 2))
    rows = [(b"a", b"-", b"%s"), (b"b", b"-", b"\\n"), (b"c", b"-", b"")]

    many = block.repeated([*zip(*rows, strict=True)])

    assert many == b"".join(block.filled(row) + b"\n" for row in rows)
    assert many.startswith(b"%s says 100 % a\nof %s\n")


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([(9, 12, "trīs"), (100, 104, "čet")], id="no name begins another"),
        pytest.param([(47, 815, "pieci"), (4, 7, "b")], id="a name begins another"),
    ],
)
def test_the_lines_about_the_spans_of_a_document_are_those_of_each_in_order(
    others: list[Span],
) -> None:
    mint = Minting(BASE)
    spans = Spans(Templates(mint, Rules(())), mint)

    def lines(*some: Span) -> list[bytes]:
        return spans.unpacked(KEY, spans.packed(DOCUMENT, some).encode()).split(b"\n")

    every = [(47, 81, "divi"), *others]
    assert lines(*every) == sorted(line for span in every for line in lines(span))
