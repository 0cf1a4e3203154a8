"""A page reads as it was written, whatever its members hold."""

from hypothesis import given
from hypothesis import strategies as st

from lod.ntriples import literal
from lod.releases import page
from lod.releases.member import Kind, Member, in_time, version_iri
from lod.releases.page import Frame, Page

BASE = "https://data.example.org/"
FRAME = Frame(BASE, {"en": "T"}, "https://example.org/licence", {"schema": "https://schema.org/"})

_text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
_objects = st.one_of(
    _text.map(literal),
    _text.map(lambda text: literal(text, language="lv")),
    st.sampled_from(["007", "1.50", "1E0"]).map(
        lambda text: literal(text, datatype="http://www.w3.org/2001/XMLSchema#decimal")
    ),
    st.just(f"<{BASE}id/project/x>"),
)


@st.composite
def _members(draw: st.DrawFn) -> tuple[Member, ...]:
    found = []
    for slug in draw(st.sets(st.from_regex(r"[a-z][a-z0-9]{0,4}", fullmatch=True), max_size=5)):
        thing = f"<{BASE}id/project/{slug}>"
        subjects = [thing, f"{thing[:-1]}/total-budget>"]
        triples = draw(
            st.sets(
                st.builds(
                    lambda s, p, o: f"{s} <https://schema.org/{p}> {o} .",
                    st.sampled_from(subjects),
                    st.sampled_from(["name", "value"]),
                    _objects,
                ),
                max_size=4,
            )
        )
        kind = Kind.UPDATE if triples else Kind.DELETE
        day = draw(st.integers(1, 28))
        created = f"2026-11-{day:02d}T12:00:00+00:00"
        version = version_iri(thing, BASE, f"v{day}")
        found.append(Member(version, thing, created, kind, tuple(sorted(triples))))
    return tuple(sorted(found, key=in_time))


@given(_members())
def test_members_survive_the_page(members: tuple[Member, ...]) -> None:
    assert page.read(page.render(Page(1, members, closed=False), FRAME, "trig")) == members
