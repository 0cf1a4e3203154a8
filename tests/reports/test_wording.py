import pytest

from lod.errors import Severity
from lod.reports import wording


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 pārkāpumi"),
        (1, "1 pārkāpums"),
        (2, "2 pārkāpumi"),
        (11, "11 pārkāpumi"),
        (21, "21 pārkāpums"),
        (111, "111 pārkāpumi"),
        (100_001, "100\u202f001 pārkāpums"),
    ],
)
def test_latvian_counts_agree_with_their_nouns(count: int, words: str) -> None:
    assert wording.counted("violation", count, "lv") == words


def test_english_has_one_and_many() -> None:
    assert wording.counted("info", 1, "en") == "1 info"
    assert wording.counted("info", 21, "en") == "21 infos"


def test_other_languages_are_spoken_to_in_english() -> None:
    assert wording.say("conforms", "de") == "Conforms"
    assert wording.say("conforms", "lv-LV") == "Atbilst"
    assert not wording.speaks("de")


def test_every_phrase_is_there_in_every_language() -> None:
    phrases = [*wording._PHRASES.values(), *wording._NOUNS.values()]
    assert all(len(texts) == len(wording.LANGUAGES) and all(texts) for texts in phrases)


def test_an_unknown_phrase_stays_as_it_is() -> None:
    assert wording.say("a note of an engine {x}", "lv") == "a note of an engine {x}"


def test_severities_have_names() -> None:
    assert wording.severity(Severity.WARNING, "lv") == "brīdinājums"
