"""Statements sorted by graph -> TriG."""

from lod.publish import trig

BASE = "https://data.example.org/"


def test_each_graph_has_one_block_and_the_default_graph_none() -> None:
    lines = [
        '<a:a> <p:p> "2" <g:1> .',
        '<a:a> <p:p> "2" <g:2> .',
        '<b:b> <p:p> "1" .',
        '<b:b> <p:p> "1" <g:1> .',
    ]
    text = "".join(trig.write(trig.by_graph(lines), {}, "", BASE))
    assert text == (
        "\n# ---- elsewhere\n"
        '\n<b:b>\n    <p:p> "1" .\n'
        "\n<g:1> {\n"
        "\n    # ---- elsewhere\n"
        '\n    <a:a>\n        <p:p> "2" .\n'
        '\n    <b:b>\n        <p:p> "1" .\n'
        "}\n"
        "\n<g:2> {\n"
        "\n    # ---- elsewhere\n"
        '\n    <a:a>\n        <p:p> "2" .\n'
        "}\n"
    )
