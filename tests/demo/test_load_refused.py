"""When the worked example is not loaded, nothing of it is there."""

from __future__ import annotations

import pytest

from tests import build
from uptake.demo import interviews, load, material, sign_ins
from uptake.interviews.identities import folder
from uptake.interviews.models import Version
from uptake.projects.errors import Refused
from uptake.projects.models import Event, Project, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv("UPTAKE_KEYS", str(tmp_path / "keys"))
    return tmp_path / "files"


def test_it_keeps_away_from_real_work(tmp_path):
    build.account()
    with pytest.raises(Refused, match="Choose another folder"):
        load.load_example(tmp_path)
    assert not Project.objects.exists()
    assert sign_ins.kept(tmp_path) == []


@pytest.mark.parametrize("after", ["Making accounts", "Importing references", "Coding passages"])
def test_an_interrupted_loading_leaves_nothing(tmp_path, files, after):
    def stop(done, total, message):
        if message == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load.load_example(tmp_path, stop)
    assert not Project.objects.exists()
    assert not User.objects.exists()
    assert not Event.objects.exists()
    assert [path for path in files.rglob("*") if path.is_file()] == []
    assert list(folder().glob("*.key")) == []
    assert sign_ins.kept(tmp_path) == []


def test_a_loading_that_could_not_begin_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(load.content, "load", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load.load_example(tmp_path)


def test_content_that_does_not_fit_is_named(tmp_path, monkeypatch):
    given = load.content.load()
    monkeypatch.setattr(material.content, "data", lambda path: b"Interviewer: Well?\n\nX: So.\n"
                        if path.endswith("P05.txt") else _data(path))  # fmt: skip
    with pytest.raises(Refused, match="P05 says nothing in their own transcript"):
        load.load_example(tmp_path)
    assert given.participants
    assert not Project.objects.exists()


def test_a_quote_that_is_not_there_is_named(tmp_path, monkeypatch):
    def data(path):
        return _data(path).replace(b"It was this or nothing", b"It was that")

    monkeypatch.setattr(material.content, "data", data)
    with pytest.raises(Refused, match=r"The quote of P05-01 is not in P05\.txt"):
        load.load_example(tmp_path)


def test_words_of_a_later_transcript_that_are_not_there_are_named():
    with pytest.raises(Refused, match=r"“no such words” is not in FG1\.txt"):
        interviews._where(Version(text="Other words."), "FG1.txt", "no such words")


def test_a_decision_about_words_that_nobody_coded_is_named():
    with pytest.raises(Refused, match="Nobody coded"):
        interviews._holding([], 4)


_data = material.content.data


def test_passwords_are_long_enough_and_never_the_same():
    made = {sign_ins.new_password() for _ in range(200)}
    assert len(made) == 200
    assert min(map(len, made)) >= 12
    assert len(set(sign_ins.WORDS)) == len(sign_ins.WORDS)
