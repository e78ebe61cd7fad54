"""Words are found in Japanese, which has no spaces, and every text gets through."""

from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.segmenter import Token, breaks, warm_up, words

untimed = settings(deadline=None)


def surfaces(text: str) -> list[str]:
    return [token.surface for token in words(text)]


def test_japanese_is_divided_into_words() -> None:
    assert surfaces("高齢者の移動を支える") == ["高齢", "者", "の", "移動", "を", "支える"]


def test_a_word_within_a_word_is_none() -> None:
    assert "アホ" not in surfaces("アホウドリを守る")


def test_two_spellings_share_a_base() -> None:
    assert words("打合せ")[0].base == words("打ち合わせ")[0].base


def test_an_inflected_word_has_the_base_of_its_dictionary_form() -> None:
    assert words("支えています")[0] == Token("支え", "支える", 0, True)


def test_particles_auxiliaries_and_punctuation_are_no_content() -> None:
    content = [token.surface for token in words("市長は、静かな町でゆっくり話したい。") if token.is_content]
    assert content == ["市長", "静か", "町", "ゆっくり", "話し"]


def test_places_are_counted_in_code_points() -> None:
    text = "🇯🇵𠮷野さんの町"
    assert [text.index("町")] == [token.start for token in words(text) if token.surface == "町"]


def test_a_ligature_of_several_words_is_one_token() -> None:
    assert surfaces("ﷺ") == ["ﷺ"]


def test_a_long_text_is_read_to_its_end() -> None:
    text = "金沢市の町づくり。" * 4000
    assert "".join(surfaces(text)) == text
    assert words(text)[-1].start == len(text) - 1


def test_the_breaks_are_where_words_begin_and_the_last_one_ends() -> None:
    text = "熊本市の水"
    assert breaks(text) == {*(token.start for token in words(text)), len(text)}
    assert breaks("") == {0}


def test_warming_up_may_be_done_twice() -> None:
    warm_up()
    warm_up()
    assert surfaces("準備") == ["準備"]


@untimed
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_the_words_of_any_text_follow_one_another_to_its_end(text: str) -> None:
    tokens = words(text)
    assert len("".join(token.surface for token in tokens)) == len(text)
    assert [token.start for token in tokens] == [
        sum(len(before.surface) for before in tokens[:at]) for at in range(len(tokens))
    ]
