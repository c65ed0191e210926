"""The worked example's content: every link resolves, every quote is found, every fact was read."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import date
from itertools import chain, pairwise

import pytest

from uptake import instruments
from uptake.demo.content import Content, load
from uptake.demo.content import data as file
from uptake.formats import nbib, ris, wos
from uptake.formats.transcripts import layout, read_any

DOMAINS = {"cognitive", "patient", "professional", "guidelines", "support", "system"}
LEVELS = {"nano", "micro", "meso", "macro"}
ROLES = ["owner", "researcher", "coder", "reviewer", "commissioner", "observer"]

# Words with a capital in the middle of a sentence that name a place, a people or a thing.
NOT_A_PERSON = {
    "Northfold", "English", "Polish", "Romanian", "Urdu", "Canada", "Christmas", "Queen's", "Deaf",
    "NHS", "GP", "GPs", "CBT", "Treasury", "I'm", "I've", "I'd", "I'll", "I", "P08", "Digital",
}  # fmt: skip
# Which finding holds each barrier and facilitator of the five studies, in their file's order.
COVERS = (
    "F01 F35 F06 F01 F30 F12 F34 F34 F12 F13 F23 F21 F22 F38 F03 F08 F17 F14 F24 F30 F09 F27 F12 "
    "F26 F36 F32 F02 F10 F29 F22 F34 F09 F26 F29 F37 F02 F05 F07 F15 F29 F36 F27 F24 F30 F04 F31"
)
# Put the other way round here: a wait for a person is a push towards a programme.
TURNED = {"capacity issues create barriers to face-to-face therapy (tension for change)"}

CALENDAR = {
    "Monday", "Tuesday", "Tuesdays", "Wednesday", "Thursday", "Thursdays", "Friday", "Fridays",
    "Saturday", "Sunday", "January", "March", "June", "August", "September",
}  # fmt: skip


@pytest.fixture(scope="module")
def content() -> Content:
    return load()


@pytest.fixture(scope="module")
def texts(content):
    """Each transcript's turns and text, as the site will read and lay them out."""
    laid = {}
    for person in content.participants:
        read = read_any(file(f"transcripts/{person.transcript}"), person.transcript)
        laid[person.transcript] = layout(read.turns)
    return laid


def test_it_says_that_it_is_invented(content):
    assert "invented" in content.project.invented
    assert content.project.question.endswith("?")
    assert content.project.framework == "berardi-2024"


def test_there_is_one_member_for_each_role(content):
    members = content.project.members
    assert [member.role for member in members] == ROLES
    assert content.project.member("owner").name == "Amara Okafor"
    assert all(member.email.endswith("@example.org") for member in members)
    assert len({member.email for member in members}) == len(members)
    with pytest.raises(KeyError, match="janitor"):
        content.project.member("janitor")


def test_it_is_as_rich_as_it_should_be(content):
    assert 28 <= len(real(content)) <= 36
    assert len(content.statements) >= 45
    assert len(content.participants) == 8
    assert sum(1 for code in content.codebook if code.parent) >= 28
    assert 140 <= len(content.codings) <= 180
    assert len(content.findings) >= 24
    assert {f.direction for f in content.findings} == {"barrier", "facilitator"}
    assert len(content.recommendations) == 5
    assert len(content.actions) == 8
    assert len(content.indicators) >= 6


def test_every_id_is_used_once(content):
    for rows in (
        content.statements, content.notes, content.codings, content.findings,
        content.recommendations, content.actions, content.indicators,
    ):  # fmt: skip
        assert len({row.id for row in rows}) == len(rows)
    assert len({code.key for code in content.codebook}) == len(content.codebook)
    for search in content.searches:
        assert len(set(search.references)) == len(search.references)


def test_every_link_resolves(content):
    references = set(chain.from_iterable(search.references for search in content.searches))
    assert {s.reference for s in content.statements} <= references
    people = {member.email for member in content.project.members}
    assert {note.by for note in content.notes} <= people
    codes = {code.key: code for code in content.codebook}
    assert all(not code.parent or not codes[code.parent].parent for code in codes.values())
    assert {coding.code for coding in content.codings} <= set(codes)
    coders = {content.project.member("researcher").email, content.project.member("coder").email}
    assert {coding.coder for coding in content.codings} == coders
    transcripts = {person.transcript for person in content.participants}
    assert {coding.transcript for coding in content.codings} == transcripts
    findings = {finding.id for finding in content.findings}
    for recommendation in content.recommendations:
        assert recommendation.findings
        assert {*recommendation.findings, *recommendation.against} <= findings
    recommendations = {recommendation.id for recommendation in content.recommendations}
    assert {*chain.from_iterable(a.serves for a in content.actions)} == recommendations
    assert {i.action for i in content.indicators} <= {action.id for action in content.actions}
    assert {v.indicator for v in content.values} == {i.id for i in content.indicators}


def test_every_finding_rests_on_something_that_exists(content):
    passages = {coding.id for coding in content.codings}
    statements = {statement.id for statement in content.statements}
    notes = {note.id for note in content.notes}
    for finding in content.findings:
        assert finding.passages
        assert {*finding.passages, *finding.contrary_passages} <= passages
        assert {*finding.statements, *finding.contrary_statements} <= statements
        assert set(finding.notes) <= notes
        assert not {*finding.passages} & {*finding.contrary_passages}
        assert not {*finding.statements} & {*finding.contrary_statements}
        for links in (finding.passages, finding.statements, finding.cells):
            assert len(set(links)) == len(links)
        assert content.groups(finding)
        assert finding.sentence.endswith(".")


def test_some_findings_have_evidence_against_them(content):
    against = [f for f in content.findings if f.contrary_passages or f.contrary_statements]
    assert len(against) >= 10


def test_the_matrix_has_gaps_of_both_kinds(content):
    every = {(domain, level) for domain in DOMAINS for level in LEVELS}
    filled = {place for finding in content.findings for place in finding.places}
    asked = {place for row in content.asked for place in row.places}
    assert filled <= asked <= every
    assert asked - filled, "asked, and nothing found"
    assert every - asked, "not asked"


def test_the_cells_are_the_framework_s(content):
    framework = instruments.framework(content.project.framework)
    assert {domain.key for domain in framework.domains} == DOMAINS
    assert {level.key for level in framework.levels} == LEVELS


def test_every_action_answers_barriers_and_has_an_owner(content):
    direction = {finding.id: finding.direction for finding in content.findings}
    for action in content.actions:
        assert action.answers
        assert {direction[answered] for answered in action.answers} == {"barrier"}
        assert action.owner
        assert action.owner_role
        assert action.status in {"done", "under way", "not started"}


def test_every_barrier_has_an_action(content):
    answered = set(chain.from_iterable(action.answers for action in content.actions))
    barriers = {f.id for f in content.findings if f.direction == "barrier"}
    assert answered == barriers


def test_every_indicator_has_months_in_a_row(content):
    for indicator in content.indicators:
        assert indicator.direction in {"up", "down"}
        months = [v.month for v in content.values if v.indicator == indicator.id]
        ordinals = [month.year * 12 + month.month for month in months]
        assert ordinals == list(range(ordinals[0], ordinals[0] + len(ordinals)))
        assert all(month.day == 1 for month in months)
        assert months[-1] == date(2026, 10, 1)


def test_every_transcript_is_of_an_interview_s_length(content, texts):
    for person in content.participants:
        laid = texts[person.transcript]
        assert 1_100 <= len(laid.text.split()) <= 1_400
        assert {turn.speaker for turn in laid.turns} - {""} == {"Interviewer", person.pseudonym}
        assert person.consented <= person.interviewed
        assert person.transcript.startswith(person.pseudonym)


def test_the_transcripts_come_in_several_formats(content):
    endings = Counter(person.transcript.rsplit(".", 1)[1] for person in content.participants)
    assert set(endings) == {"txt", "md", "vtt", "srt"}


def test_every_quote_occurs_once_in_words_of_the_one_who_said_it(content, texts):
    for coding in content.codings:
        laid = texts[coding.transcript]
        assert laid.text.count(coding.quote) == 1, coding.id
        start = laid.text.index(coding.quote)
        end = start + len(coding.quote)
        speakers = [turn.speaker for turn in laid.turns if turn.start <= start and end <= turn.end]
        assert speakers == [coding.pseudonym], coding.id


def test_no_passage_has_the_same_code_twice_from_one_coder(content):
    rows = [(c.transcript, c.quote, c.code, c.coder) for c in content.codings]
    assert len(set(rows)) == len(rows)


def test_some_passages_have_two_codes(content):
    passages = Counter((coding.transcript, coding.quote) for coding in content.codings)
    assert sum(1 for codes in passages.values() if codes > 1) >= 5


def test_some_passages_overlap(content, texts):
    pairs = 0
    for transcript, laid in texts.items():
        spans = sorted(
            (laid.text.index(c.quote), laid.text.index(c.quote) + len(c.quote))
            for c in content.codings
            if c.transcript == transcript
        )
        pairs += sum(1 for a, b in pairwise(spans) if b[0] < a[1])
    assert pairs >= 10


def test_each_code_is_used_and_described(content):
    used = {coding.code for coding in content.codings}
    for code in content.codebook:
        assert code.key in used or not code.parent
        assert all((code.name, code.definition, code.use_when, code.not_when, code.example))


def test_what_outlives_a_withdrawal_quotes_nobody(content, texts):
    everything = "\n".join(laid.text for laid in texts.values()).lower()
    for text in chain(
        (code.example for code in content.codebook),
        (finding.sentence for finding in content.findings),
        (coding.memo for coding in content.codings if coding.memo),
    ):
        words = text.lower().rstrip(".").split()
        for i in range(len(words) - 7):
            assert " ".join(words[i : i + 8]) not in everything


def test_no_speaker_names_anybody(texts):
    for laid in texts.values():
        for turn in laid.turns:
            if not turn.speaker:
                continue
            words = laid.text[turn.start : turn.end]
            # A capital straight after a small letter or a comma, and a blank: inside a sentence.
            inside = set(re.findall(r"(?<=[a-z,] )[A-Z][\w']*", words))
            assert inside <= NOT_A_PERSON | CALENDAR


def real(content):
    """The keys of papers that there are, in the order in which they came."""
    keys = chain.from_iterable(search.references for search in content.searches)
    return list(dict.fromkeys(key for key in keys if not key.startswith("I")))


READERS = {"ris": ris, "ciw": wos, "nbib": nbib}


def records(content):
    """Each reference's search and key with what the site reads for it."""
    for search in content.searches:
        reader = READERS[search.file.rpartition(".")[2]]
        reading = reader.read(file(search.file), name=search.file)
        assert {oddity.severity for oddity in reading.oddities} <= {"note"}
        assert reading.records_seen == search.records == len(search.references)
        for key, reference in zip(search.references, reading.references, strict=True):
            yield search, key, reference


def test_the_searches_are_read_whole(content):
    assert len(list(records(content))) == sum(search.records for search in content.searches)
    assert {search.route for search in content.searches} == {
        "database", "citations", "organisation"
    }  # fmt: skip
    assert [search.key for search in content.searches if search.round > 1] == ["update"]


def test_an_invented_record_says_so_wherever_it_is_named(content):
    for _, key, reference in records(content):
        invented = key.startswith("I")
        assert all(("(invented)" in author) is invented for author in reference.authors)
        assert ("Invented record" in reference.journal) is invented
        assert not (invented and (reference.doi or reference.pmid))
        assert reference.authors


@pytest.mark.real_data
def test_each_reference_is_as_it_was_read_at_its_source(content, data):
    with (data / "instruments" / "references.csv").open(encoding="utf-8", newline="") as opened:
        source = {row["id"]: row for row in csv.DictReader(opened)}
    for search, key, reference in records(content):
        if key.startswith("I"):
            continue
        row = source[key]
        assert not reference.abstract
        authors = [" ".join(author.replace(",", " ").split()) for author in reference.authors]
        assert authors == row["authors"].split("; ")
        assert str(reference.year) == row["year"]
        for field in ("volume", "pages", "doi"):
            assert getattr(reference, field) == row[field], (key, field)
        if search.key not in ("medline", "psycinfo"):
            # The same facts as another database writes them.
            assert reference.title.rstrip(".").casefold() == row["title"].rstrip(".").casefold()
            assert reference.journal.casefold() == row["journal"].casefold()
            continue
        for field in ("title", "journal", "pmid", "pmcid"):
            assert getattr(reference, field) == row[field], (key, field)


@pytest.mark.real_data
def test_the_five_studies_findings_are_all_on_the_matrix(content, data):
    source = json.loads((data / "instruments" / "source_findings.json").read_text("utf-8"))
    findings = {finding.id: finding for finding in content.findings}
    for row, key in zip(source["rows"], COVERS.split(), strict=True):
        finding = findings[key]
        turned = row["statement"] in TURNED
        assert (finding.direction == row["direction"]) is not turned, row["statement"]
        domain = re.split(r"[ ,]", row["domain"])[0].lower()
        assert (domain, row["level"]) in finding.places, row["statement"]
