"""Places near in meaning: with an encoder that counts letters, and with the real one if there."""

from __future__ import annotations

import numpy as np
import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from tests.steps.interviews.test_coding_pages import text
from uptake.instruments import sentence_model
from uptake.interviews.models import Participant, Transcript, Version
from uptake.interviews.queries import alike as places
from uptake.interviews.queries import meaning
from uptake.interviews.queries.eyes import Eyes


class Letters:
    """A model that counts: piece = a letter's number, state = one of 26 columns."""

    def __init__(self):
        self.read = []

    def pieces(self, texts):
        self.read.extend(texts)
        return [[ord(one) - 97 for one in text.lower() if "a" <= one <= "z"] for text in texts]

    def states(self, ids, mask):
        return np.eye(26, dtype=np.float32)[ids]


@pytest.fixture(autouse=True)
def forgotten():
    meaning.forget()
    yield
    meaning.forget()


@pytest.fixture
def letters(monkeypatch):
    model = Letters()
    monkeypatch.setattr(sentence_model, "missing", lambda: "")
    monkeypatch.setattr(sentence_model, "installed", lambda: model)
    return model


def test_the_nearest_come_first_and_what_was_read_is_kept(letters, monkeypatch):
    found, searched = meaning.by_meaning("aab", ["zz", "ab", "aab", "ab"], 9)
    assert ([one.place for one in found], searched) == ([2, 1, 3], 4)
    assert letters.read == ["aab", "zz", "ab", "aab"]
    assert meaning.by_meaning("aab", ["zz", "ab", "aab", "ab"], 9) == (found, 4)
    assert letters.read[4:] == ["aab"]
    assert meaning.by_meaning("aab", [], 9) == ((), 0)
    monkeypatch.setattr(meaning, "KEPT", 1)
    meaning.by_meaning("aab", ["zz", "ab"], 9)
    assert len(meaning._kept) == 1


def test_one_look_reads_so_many_and_the_next_reads_on(letters, monkeypatch):
    monkeypatch.setattr(meaning, "AT_A_LOOK", 2)
    looks = [meaning.by_meaning("a", ["ab", "ac", "a"], 9) for _ in range(2)]
    assert [searched for _, searched in looks] == [2, 3]
    assert [one.place for one in looks[1][0]] == [2, 0, 1]


def test_the_real_model_knows_what_is_meant():
    if lacks := sentence_model.missing():
        pytest.skip(lacks)
    said = ["The invoice was paid in March.", "We are far too busy for that."]
    found, _ = meaning.by_meaning("There is no time to do it.", said, 9)
    assert found[0].place == 1


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def coder(self, project):
        return build.member(project, "coder")

    @pytest.fixture
    def talk(self, project):
        make.participant(project, "P11")
        make.participant(project, "P12", "therapist")
        return make.transcript(project)

    @pytest.fixture
    def asked(self, project, talk):
        start, end = make.place(talk, "nothing comes off")
        address = reverse("interviews:like", args=[project.pk, talk.pk])
        return f"{address}?start={start}&end={end}"

    def test_words_are_the_default_and_meaning_is_a_choice(
        self, project, coder, talk, asked, letters, monkeypatch
    ):
        make.code(project, "Time")
        client = build.browser(coder)
        assert "in the same words" in text(client.get(asked))
        assert letters.read == []
        page = client.get(f"{asked}&by=meaning")
        assert "near in meaning" in text(page)
        assert "Searched" not in text(page)
        assert 'name="by" value="meaning"' in page.content.decode()
        post = reverse("interviews:code-like", args=[project.pk, talk.pk])
        assert client.post(post, {"by": "meaning"}).url.endswith("&by=meaning")
        meaning.forget()
        monkeypatch.setattr(meaning, "AT_A_LOOK", 1)
        assert "Look again to search more" in text(client.get(f"{asked}&by=meaning"))
        monkeypatch.setattr(places, "AT_ONCE", 1)
        assert "takes no more than these" in text(client.get(f"{asked}&by=meaning"))

    def test_without_the_extra_it_says_what_to_install(self, coder, asked, monkeypatch):
        monkeypatch.setattr(sentence_model, "find_spec", lambda name: None)
        page = text(build.browser(coder).get(f"{asked}&by=meaning"))
        assert "uptake[embeddings]" in page
        assert "in the same words" in page

    def test_who_withdrew_and_what_is_not_cleared_is_not_read(self, project, coder, talk, letters):
        version = Version.objects.get(transcript=talk)
        here = {"but": (version.pk, 0, 1)}
        eyes = Eyes(coder.user)
        every = places.alike_in_meaning(project, eyes, "nothing comes off", **here)
        assert 0 < every.searched == every.of
        Participant.objects.filter(pseudonym="P11").update(withdrawn_at="2026-01-01T00:00Z")
        fewer = places.alike_in_meaning(project, eyes, "nothing comes off", **here)
        assert fewer.of < every.of
        assert not any(one.speaker == "P11" for one in fewer.found)
        Transcript.objects.update(cleared_how="")
        assert places.alike_in_meaning(project, eyes, "nothing", **here).of == 0
