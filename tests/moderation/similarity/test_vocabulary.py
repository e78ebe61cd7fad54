"""Words that look alike, as slips of the thumb do."""

from moderation.similarity.vocabulary import Vocabulary


def learned(*words: str) -> Vocabulary:
    vocabulary = Vocabulary()
    for word in words:
        vocabulary.learn(word)
    return vocabulary


def test_a_slip_looks_like_the_word_and_the_word_like_the_slip() -> None:
    vocabulary = learned("telemedecin", "telemedcin", "biodivers")
    assert list(vocabulary.alike("telemedecin")) == ["telemedcin"]
    assert vocabulary.alike("telemedecin")["telemedcin"] == vocabulary.alike("telemedcin")["telemedecin"] < 1


def test_short_words_look_like_nothing() -> None:
    assert learned("port", "mort", "sort").alike("sort") == {}
    assert learned("教員", "職員").alike("職員") == {}


def test_japanese_words_need_fewer_characters() -> None:
    assert list(learned("コミュニティー", "コミュニティ").alike("コミュニティ")) == ["コミュニティー"]


def test_a_word_that_is_forgotten_leaves_nothing_behind() -> None:
    vocabulary = learned("telemedecin", "telemedcin")
    vocabulary.forget("telemedcin")
    assert vocabulary.alike("telemedecin") == {}
    assert vars(vocabulary) == vars(learned("telemedecin"))
