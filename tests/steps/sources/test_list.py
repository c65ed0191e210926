"""The list finds what was asked for, by words, filters and order, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import build as people
from tests.steps.sources import build
from uptake.formats import ris
from uptake.formats.export import pieces
from uptake.formats.references import Reference as Record
from uptake.sources import actions, queries
from uptake.sources.models import Reference
from uptake.sources.queries import Asked
from uptake.sources.words import folded, terms, words


def titles(project, **asked):
    return [row.title for row in queries.reference_list(project, Asked(**asked)).object_list]


@pytest.fixture
def three(project):
    build.bring_in(project)
    return project


GUIDED, MONEY, ETUDE = (
    "Guided digital care for depression", "The money: who pays", "Étude über Müller's work",
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("guided", [GUIDED]),
        ("GUID care", [GUIDED]),
        ("clinicians", [GUIDED]),
        ("vance", [GUIDED]),
        ("10.1000/abc.1", [GUIDED]),
        ("journal digital", [GUIDED]),
        ("etude muller", [ETUDE]),
        ("MÜLLER", [ETUDE]),
        ('"who pays"', [MONEY]),
        ('"pays who"', []),
        ('"who pay"', []),
        ("who pay", [MONEY]),
        ('"digital care', [GUIDED]),
        ("guided money", []),
        ("os", [MONEY]),
        ("---", []),
        ("   ", [GUIDED, MONEY, ETUDE]),
        ("' OR 1=1 --", []),
        ('near(guided* "', []),
        ("guided:money", []),
    ],
)  # fmt: skip
def test_words(three, words, expected):
    assert titles(three, words=words) == expected


def test_scripts_without_blanks_are_found_by_any_stretch(project):
    build.bring_in(project, build.record(title="认知行为疗法的实施").encode())
    assert titles(project, words="行为疗法")
    assert not titles(project, words="疗法行为")


def test_filters(three):
    search = queries.choices(three).searches[0][0]
    other = build.bring_in(three, build.NBIB)
    guided = Reference.objects.get(title=GUIDED)
    actions.extract_statement(by=people.TERMINAL, reference=guided, sentence="It works.")
    money = Reference.objects.get(title=MONEY)
    actions.retract_reference(money, "Notice of 3 May")
    support = "Support by people"
    assert set(titles(three, search=search)) == {GUIDED, MONEY, ETUDE}
    assert titles(three, file=other.pk) == [support]
    assert set(titles(three, since=2021)) == {GUIDED, MONEY}
    assert set(titles(three, since=2020, until=2021)) == {MONEY, support}
    assert titles(three, retracted="yes") == [MONEY]
    assert len(titles(three, retracted="no")) == 3
    assert titles(three, without_abstract=True) == [MONEY]
    assert titles(three, with_statements=True) == [GUIDED]
    assert titles(three, kind="book") == []
    assert titles(three, words="guided", since=2025) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("year", [GUIDED, MONEY, ETUDE]),
        ("oldest", [MONEY, GUIDED, ETUDE]),
        ("author", [ETUDE, MONEY, GUIDED]),
        ("title", [ETUDE, GUIDED, MONEY]),
        ("import", [ETUDE, MONEY, GUIDED]),
    ],
)
def test_orders(three, sort, expected):
    assert titles(three, sort=sort) == expected


def test_what_has_no_author_or_title_comes_last(project):
    build.bring_in(project, "\n".join([
        build.record(title="", author=""), build.record(title="Zeal", author="Zorn, A"),
    ]).encode())  # fmt: skip
    assert titles(project, sort="author") == ["Zeal", "No title"]
    assert titles(project, sort="title") == ["Zeal", "No title"]


def test_pages_and_counts(project):
    build.bring_in(project, "\n".join(build.record(f"Paper {n:03}") for n in range(120)).encode())
    page = queries.reference_list(project, Asked(sort="title", page=3))
    assert (page.paginator.count, page.paginator.num_pages) == (120, 3)
    assert next(row.title for row in page.object_list) == "Paper 100"
    assert queries.reference_list(project, Asked(page=99)).number == 3


def test_another_project_s_references_do_not_show(three):
    other = people.project()
    build.bring_in(other, build.NBIB)
    assert titles(other) == ["Support by people"]
    assert titles(three, words="support") == []


def test_a_row_holds_what_the_list_shows(three):
    actions.retract_reference(Reference.objects.get(title=GUIDED), "Notice")
    row = queries.reference_list(three, Asked()).object_list[0]
    assert row.authors == "Vance, R"
    assert row.journal == "Journal of Digital Care"
    assert row.search == "PsycInfo, 8 October 2025"
    assert row.retracted
    assert row.has_abstract
    assert queries.references.short_authors(["A", "B", "C", "D"]) == "A and others"


def test_the_list_reads_neither_abstracts_nor_raw_records(three, django_assert_max_num_queries):
    with django_assert_max_num_queries(4) as seen:
        queries.reference_list(three, Asked(words="guided", sort="author"))
    for query in seen.captured_queries:
        assert '"abstract"' not in query["sql"]
        assert '"raw"' not in query["sql"]


word = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@given(texts=st.lists(word, max_size=6), marks=st.sampled_from([" ", ", ", " - ", "_", "\n"]))
def test_folding_twice_changes_nothing(texts, marks):
    once = folded(marks.join(texts))
    assert folded(once) == once
    assert words(once) == once.split()


@given(st.text(max_size=60))
def test_any_question_has_terms_or_none(asked):
    assert all(term for term, _ in terms(asked))


def slow_twin(rows, asked):
    """A reference holds the words if its list of words holds each phrase, one after another."""

    def holds(text, phrase, whole):
        *front, last = phrase
        for at in range(len(text) - len(phrase) + 1):
            piece = text[at : at + len(phrase)]
            ends = piece[-1] == last if whole else piece[-1].startswith(last)
            if piece[:-1] == front and ends:
                return True
        return False

    wanted = terms(asked)
    return [
        pk for pk, find in rows
        if wanted and all(holds(find.split(), phrase, whole) for phrase, whole in wanted)
    ]  # fmt: skip


letters = st.sampled_from(["ab", "abc", "b", "éa", "ÉAB", "10.1/x", "ß", "行为", "a-b", "٣", "ⅷ"])
phrase = st.lists(letters, min_size=1, max_size=3).map(" ".join)


@pytest.fixture
def many(project):
    texts = [
        "ab abc b", "abc ab", "éa b ab", "EAB ab", "a b 10.1/x", "ss ab", "行为 ab", "为行", "ß b",
        "a-b abc", "٣ ab", "viii b", "ab", "b ab abc éab", "10 1 x",
    ]  # fmt: skip
    build.bring_in(project, "\n".join(build.record(t, author="", year="") for t in texts).encode())
    return project, list(Reference.objects.values_list("pk", "find"))


# The rows are only read, so the fixture may serve every example.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.tuples(phrase, st.booleans()), min_size=1, max_size=3))
def test_the_index_finds_what_a_slow_reader_finds(many, parts):
    project, rows = many
    asked = " ".join(f'"{text}"' if quoted else text for text, quoted in parts)
    page = queries.reference_list(project, Asked(words=asked))
    assert sorted(row.pk for row in page.object_list) == slow_twin(rows, asked)


def test_export_gives_back_what_came_in(three):
    again = ris.read(b"".join(pieces(queries.exported(three, Asked(sort="oldest")), "ris")))
    ours = {(it.title, it.authors, it.year, it.doi, it.abstract) for it in again.references}
    first = {(it.title, it.authors, it.year, it.doi, it.abstract)
             for it in ris.read(build.THREE).references}  # fmt: skip
    assert ours == first
    assert [it.reference.position for it in queries.exported(three)] == [1, 2, 3]


def test_every_field_survives_the_database(project):
    build.bring_in(project, build.record(
        JF="J" * 600, SP="12", EP="15", SN="1234-5679", UR="https://example.org/a", A2="Ed, A",
        N1="A note", DB="Embase", AN="X1", LA="en", PB="House", M3="Review", C3="odd",
    ).encode())  # fmt: skip
    [before] = ris.read(build.kept_bytes(project)).references
    [(after, _, _)] = queries.exported(project)
    assert after == before
    assert isinstance(after, Record)
    assert after.pages == "12-15"


def test_a_retraction_is_noted_once_and_taken_back(three):
    row = Reference.objects.first()
    with pytest.raises(actions.retraction.Refused, match="has a reason"):
        actions.retract_reference(row, " ")
    assert actions.retract_reference(row, "Notice").retracted_at <= timezone.now()
    with pytest.raises(actions.retraction.Refused, match="already"):
        actions.retract_reference(row, "Notice")
    assert actions.reinstate_reference(row).retracted_at is None


def test_the_first_letters_of_words_are_looked_up_not_gathered(project):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its own index of words")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'sources_words'")
        assert "prefix='1 2'" in cursor.fetchone()[0]
    build.bring_in(project, build.record("Guided care").encode())
    asked = [queries.Asked(words=words) for words in ("g", "gu", "gui", "c", "z")]
    found = [queries.reference_list(project, it).paginator.count for it in asked]
    assert found == [1, 1, 1, 1, 0]
