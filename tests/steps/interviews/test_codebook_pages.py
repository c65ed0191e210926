"""The pages of the codebook: its tree, one code, merging, splitting, versions, files, memos."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.formats.refi.model import Code as Written
from uptake.formats.refi.model import Project as Laid
from uptake.formats.refi.write import write_codebook as write_qdc
from uptake.interviews import actions
from uptake.interviews.models import (
    Assignment,
    Code,
    CodebookAct,
    CodebookVersion,
    CodingRound,
    Memo,
    OutsideId,
    Theme,
)
from uptake.interviews.queries.tree import code_tree

pytestmark = pytest.mark.django_db
GUID = "0a1b2c3d-0000-4000-8000-00000000000{}"


def add(by, project, name, parent=None, **words):
    return actions.add_code(by=by, project=project, name=name, parent=parent, **words)


def tree(project, **more):
    return ["  " * row.depth + row.name for row in code_tree(project, **more)]


def address(project, name, *ids):
    return reverse(f"interviews:{name}", args=[project.pk, *ids])


@pytest.fixture
def book(by, project):
    power = add(by, project, "Power", definition="Who decides.", when_not="Never.")
    return power, add(by, project, "Authority", power), add(by, project, "Time")


@pytest.fixture
def talk(by, project):
    person = make.person(by, project, group="therapist")
    return make.heard(
        by, project, [("P11", "Nobody may sign."), ("I", "Why is that?")], {"P11": person}
    )


@pytest.fixture
def client(by):
    return build.browser(by)


@pytest.fixture
def get(client, project):
    def go(name, /, *ids, who=None, query="", code=200):
        answer = (build.browser(who) if who else client).get(address(project, name, *ids) + query)
        assert answer.status_code == code
        return answer.content.decode()

    return go


@pytest.fixture
def post(client, project):
    def go(name, /, *ids, who=None, status=302, **data):
        browser = build.browser(who) if who else client
        answer = browser.post(address(project, name, *ids), data)
        assert answer.status_code == status, answer.content.decode()
        return answer if status == 302 else answer.content.decode()

    return go


class TestTree:
    def test_a_search_keeps_what_lies_above(self, get, book):
        text = get("codebook", query="?q=author")
        assert "Power" in text
        assert ">Time<" not in text
        assert "2 codes shown" in text
        assert "holds “xyz”" in get("codebook", query="?q=xyz")
        assert "Who decides." in get("codebook", query="?q=decides")

    def test_where_a_code_comes_from(self, by, project, get):
        lens = project.lens()
        row = lens.placeable[0]
        actions.bring_constructs(by=by, project=project, framework=lens, keys=[row.key])
        assert f"Deductive: {lens.name}" in get("codebook")

    def test_three_hundred_codes_take_as_few_queries(
        self, project, get, django_assert_max_num_queries
    ):
        above = make.code(project, "Family", order=1)
        for n in range(300):
            make.code(project, f"Code {n}", above if n % 2 else None, order=n)
        with django_assert_max_num_queries(24):
            text = get("codebook")
        assert text.count("Code 299") >= 1
        assert "301 codes in use" in text

    @pytest.mark.parametrize(
        ("which", "way", "after"),
        [
            (2, "up", ["Time", "Power", "  Authority"]),
            (0, "down", ["Time", "Power", "  Authority"]),
            (2, "in", ["Power", "  Authority", "  Time"]),
            (1, "out", ["Power", "Authority", "Time"]),
            (0, "up", ["Power", "  Authority", "Time"]),
            (0, "out", ["Power", "  Authority", "Time"]),
            (1, "in", ["Power", "  Authority", "Time"]),
            (1, "sideways", ["Power", "  Authority", "Time"]),
        ],
    )
    def test_a_step_in_each_direction(self, project, post, book, which, way, after):
        sent = post("nudge-code", book[which].pk, way=way)
        assert sent["Location"].endswith(f"#code-{book[which].pk}")
        assert tree(project) == after

    def test_retired_ones_do_not_move_so(self, by, project, get, post, book):
        actions.retire_code(by=by, code=book[2])
        post("nudge-code", book[2].pk, way="up")
        assert tree(project, retired=True) == ["Power", "  Authority", "Time"]
        assert "further that way" in get("codebook")


class TestOneCode:
    def test_passages_by_group_and_history(self, by, project, get, post, book, talk):
        make.coded(by, talk, "Nobody may sign.", book[0])
        make.coded(by, talk, "Why is that?", book[0])
        post("one-code", book[0].pk, name="Might", definition="Who decides.")
        post("one-code", book[0].pk, name="Might", definition="Who may.")
        text = get("one-code", book[0].pk)
        for said in (
            "2 passages.", "Therapist", "Speaker not recorded", "Nobody may sign.", "Why is that?",
            "Renamed: it was called Power", "Reworded: definition", "Added",
        ):  # fmt: skip
            assert said in text
        text = get("one-code", book[0].pk, query="?group=therapist")
        assert "Why is that?</mark>" not in text
        assert "Nobody may sign." in text
        assert "Nobody may sign.</mark>" not in get("one-code", book[0].pk, query="?group=")

    def test_whoever_reads_no_transcripts_reads_no_quotes(self, by, project, get, book, talk):
        make.coded(by, talk, "Nobody may sign.", book[0])
        text = get("one-code", book[0].pk, who=build.member(project, "observer"))
        assert "Nobody may sign" not in text
        assert "1 passage." in text

    def test_memos_are_written_changed_and_taken_away_there(self, project, get, post, book):
        coder = build.member(project, "coder")
        post("code-memo", book[0].pk, who=coder, text="Two things in one?")
        memo = Memo.objects.get()
        assert memo.code == book[0]
        assert "Two things in one?" in get("one-code", book[0].pk, who=coder)
        sent = post("memo", memo.pk, who=coder, text="Three things.")
        assert sent["Location"] == address(project, "one-code", book[0].pk)
        newer = Memo.objects.get(removed_at=None)
        sent = post("remove-memo", newer.pk, who=coder)
        assert sent["Location"] == address(project, "one-code", book[0].pk)
        assert "No memos yet." in get("one-code", book[0].pk)
        assert "There is a problem" in post("code-memo", book[0].pk, status=422, text="  ")
        assert "20,000" in post("code-memo", book[0].pk, status=422, text="x" * 20_001)

    def test_a_merged_one_says_where_it_went(self, by, get, post, book):
        actions.merge_codes(by=by, into=book[0], codes=[book[2]])
        text = get("one-code", book[2].pk)
        assert "Merged into" in text
        assert "Take it into use" not in text
        assert "Merged into it" in get("one-code", book[0].pk)
        assert "was merged into Power" in post("reinstate-code", book[2].pk, status=422)

    def test_blind_work_is_seen_on_no_code_page(self, by, project, get, book, talk):
        coder = build.member(project, "coder")
        round_ = CodingRound.objects.create(project=project, name="First", seed=1)
        Assignment.objects.create(project=project, round=round_, transcript=talk, coder=coder.user)
        make.coded(coder, talk, "Nobody may sign.", book[0])
        for name, ids in (("one-code", (book[0].pk,)), ("split-code", (book[0].pk,)),
                          ("codebook", ())):  # fmt: skip
            text = get(name, *ids)
            assert "Nobody may sign" not in text
            assert "1 passage" not in text


class TestMergePage:
    def test_it_merges_and_offers_the_way_back(self, project, get, post, book):
        text = get("merge-codes", query=f"?code={book[2].pk}")
        assert f'value="{book[2].pk}" checked' in text
        sent = post("merge-codes", code=[book[2].pk], into=book[0].pk)
        assert sent["Location"] == address(project, "one-code", book[0].pk)
        act = CodebookAct.objects.get()
        text = get("one-code", book[0].pk)
        assert "Merged Time into Power" in text
        assert address(project, "undo-codebook", act.pk) in text
        assert "Merged Time into Power" in get("codebook-changes")
        post("undo-codebook", act.pk)
        assert "Undone: Merged Time into Power." in get("codebook")
        assert "Undone" in get("codebook-changes")
        post("undo-codebook", act.pk)
        assert "Nothing was undone. This was undone already." in get("codebook-changes")

    def test_what_is_wrong_is_said(self, get, post, book):
        assert "Tick the codes to merge" in post("merge-codes", status=422, into=book[0].pk)

    def test_no_changes_yet(self, get):
        assert "No changes yet" in get("codebook-changes")


def test_merge_of_what_lies_above_is_refused_on_the_page(by, project, book):
    sent = build.browser(by).post(
        address(project, "merge-codes"), {"code": [book[0].pk], "into": book[1].pk}
    )
    assert sent.status_code == 422
    assert "Authority lies under Power" in sent.content.decode()


class TestSplitPage:
    def test_it_splits(self, by, project, get, post, book, talk):
        passage = make.coded(by, talk, "Nobody may sign.", book[0])
        make.coded(by, talk, "Why is that?", book[0])
        text = get("split-code", book[0].pk)
        assert "2 passages" in text
        assert "Why is that?" not in get("split-code", book[0].pk, query="?group=therapist")
        assert "Nobody" not in get("split-code", book[0].pk, query="?q=why").split("<h1>")[1]
        wrong = post("split-code", book[0].pk, status=422, name="Signing")
        assert "No passage was chosen" in wrong
        wrong = post("split-code", book[0].pk, status=422, name="", passage=[passage.pk])
        assert f'value="{passage.pk}" checked' in wrong
        sent = post("split-code", book[0].pk, name="Signing", passage=[passage.pk, "x"])
        new = Code.objects.get(name="Signing")
        assert sent["Location"] == address(project, "one-code", new.pk)
        assert tree(project) == ["Power", "  Authority", "Signing", "Time"]

    def test_nothing_to_split(self, get, book):
        assert "No passages" in get("split-code", book[0].pk)


class TestVersionPages:
    def test_kept_compared_and_taken_back(self, by, project, get, post, book):
        assert "No versions yet" in get("codebook-versions")
        post("codebook-versions", name="Pilot", note="Coding begins.")
        wrong = post("codebook-versions", status=422)
        assert "Nothing has changed since version 1" in wrong
        actions.edit_code(by=by, code=book[0], name="Might", definition="Who may.")
        actions.move_code(by=by, code=book[1], parent=book[2])
        actions.merge_codes(by=by, into=book[0], codes=[add(by, project, "Say")])
        actions.retire_code(by=by, code=book[1])
        add(by, project, "New", book[2])
        first = CodebookVersion.objects.get()
        text = get("codebook-versions")
        for said in ("Pilot", "Coding begins.", "<del>Power</del>", "<ins>Might</ins>",
                     "under Time", "Retired"):  # fmt: skip
            assert said in text
        post("codebook-versions")
        second = CodebookVersion.objects.get(number=2)
        text = get("codebook-version", first.pk, query=f"?to={second.pk}")
        assert "up to version 2" in text
        assert "<ins>Who may.</ins>" in text
        assert "up to now" in get("codebook-version", first.pk)
        assert "Version 1" in get("one-code", book[0].pk)
        post("restore-wording", book[0].pk, first.pk)
        assert "Power reads as in version 1 again." in get("one-code", book[0].pk)
        post("restore-wording", book[0].pk, first.pk)
        assert "Power reads as it did in version 1." in get("one-code", book[0].pk)
        act = CodebookAct.objects.get(kind="reword", words="Renamed Power to Might")
        later = CodebookAct.objects.get(kind="reword", words="Renamed Might to Power")
        assert "It read otherwise before" in get("one-code", book[0].pk)
        post("restore-earlier", book[0].pk, later.pk)
        assert "Might reads as it did before." in get("one-code", book[0].pk)
        post("restore-earlier", book[0].pk, later.pk)
        assert "Might reads as it did then." in get("one-code", book[0].pk)
        assert "Worded as before" in get("one-code", book[0].pk)
        post("restore-earlier", book[0].pk, act.pk)
        assert Code.objects.get(pk=book[0].pk).name == "Power"

    def test_merged_and_reinstated_codes_in_the_comparison(self, by, get, post, book):
        actions.retire_code(by=by, code=book[1])
        post("codebook-versions")
        actions.reinstate_code(by=by, code=book[1])
        actions.merge_codes(by=by, into=book[0], codes=[book[2]])
        text = get("codebook-versions")
        assert "In use again" in text
        assert "into Power" in text

    def test_an_empty_codebook_has_no_version(self, post):
        assert "There are no codes yet" in post("codebook-versions", status=422)


class TestConstructs:
    def test_chosen_ones_come_once(self, by, project, get, post):
        lens = project.lens()
        first, second = lens.placeable[:2]
        make.code(project, second.name.upper())
        post("constructs", framework=lens.key, construct=[first.key, second.key])
        codes = {code.construct: code for code in Code.objects.filter(instrument=lens.key)}
        assert set(codes) == {first.key, second.key}
        assert codes[first.key].definition == first.gloss
        assert codes[first.key].origin == "deductive"
        assert codes[second.key].name.startswith(f"{second.name} (")
        post("constructs", framework=lens.key, construct=[first.key])
        assert Code.objects.filter(instrument=lens.key).count() == 2
        text = get("constructs", query=f"?framework={lens.key}")
        assert "In the codebook" in text

    def test_another_framework_keeps_its_tree(self, project, get, post):
        text = get("constructs", query="?framework=cfir-2")
        assert "Consolidated" in text or "CFIR" in text
        from uptake.instruments import framework

        cfir = framework("cfir-2")
        below = next(row for row in cfir.domains if row.parent)
        post("constructs", framework="cfir-2", construct=[below.parent, below.key])
        code = Code.objects.get(construct=below.key)
        assert code.parent.construct == below.parent

    def test_a_merged_or_retired_one_is_not_brought_again(self, by, project, get, post, book):
        lens = project.lens()
        first, second = lens.placeable[:2]
        post("constructs", framework=lens.key, construct=[first.key, second.key])
        actions.merge_codes(by=by, into=book[0], codes=[Code.objects.get(construct=first.key)])
        actions.retire_code(by=by, code=Code.objects.get(construct=second.key))
        post("constructs", framework=lens.key, construct=[first.key, second.key])
        assert Code.objects.exclude(construct="").count() == 2
        assert "Retired here" in get("constructs")

    def test_none_chosen_or_one_that_is_none(self, post):
        assert "No construct was chosen" in post("constructs", status=422)
        assert "has no construct" in post("constructs", status=422, construct=["x"])


def qdc(*codes):
    return write_qdc(Laid(codes=codes)).data


class TestFiles:
    def upload(self, by, project, content, name="book.qdc"):
        file = SimpleUploadedFile(name, content)
        return build.browser(by).post(address(project, "codebook-file"), {"file": file})

    def packed(self, text):
        return text.split('name="packed" value="')[1].split('"')[0]

    def test_a_qdc_is_shown_then_stored_with_its_identifiers(self, by, project, get, post):
        sent = self.upload(by, project, qdc(
            Written(GUID.format(1), "Power", description="Who.\n\nUse it: Somebody signs."),
            Written(GUID.format(2), "Other", GUID.format(1), colour="#ff0000"),
            Written(GUID.format(3), "Other", codable=False),
            Written(GUID.format(4), "x" * 130),
        ))  # fmt: skip
        text = sent.content.decode()
        assert sent.status_code == 200
        for said in ("4 codes in the file", "REFI-QDA codebook", "colours of codes: 1",
                     "group others", "names that an earlier code has", "shortened"):  # fmt: skip
            assert said in text
        assert not Code.objects.exists()
        post("codebook-file", packed=self.packed(text))
        assert tree(project)[:3] == ["Power", "  Other", "Other (2)"]
        power = Code.objects.get(name="Power")
        assert (power.definition, power.when) == ("Who.", "Somebody signs.")
        assert OutsideId.objects.filter(kind="code").count() == 4
        out = build.browser(by).get(address(project, "codebook-qdc")).content.decode()
        assert GUID.format(1) in out
        # The same file, after a code was renamed here.
        actions.edit_code(by=by, code=power, name="Might", definition="Who.")
        text = self.upload(by, project, qdc(Written(GUID.format(1), "Power"))).content.decode()
        assert "Here, and reading otherwise: 1" in text
        post("codebook-file", packed=self.packed(text), otherwise="leave")
        assert "Left as they are here: Might." in get("codebook")
        post("codebook-file", packed=self.packed(text), otherwise="reword")
        assert "Worded as in the file: 1." in get("codebook")
        power.refresh_from_db()
        assert (power.name, power.definition) == ("Power", "")

    def test_a_code_that_was_merged_or_retired_here(self, by, project, post, get):
        for n, name in ((1, "A"), (2, "B"), (3, "C")):
            text = self.upload(by, project, qdc(Written(GUID.format(n), name))).content.decode()
            post("codebook-file", packed=self.packed(text))
        codes = {code.name: code for code in Code.objects.all()}
        actions.merge_codes(by=by, into=codes["A"], codes=[codes["B"]])
        actions.retire_code(by=by, code=codes["C"])
        text = self.upload(by, project, qdc(
            Written(GUID.format(2), "B"), Written(GUID.format(3), "C"),
            Written(GUID.format(5), "D", GUID.format(3)),
            Written(GUID.format(6), "E", GUID.format(2)),
        )).content.decode()  # fmt: skip
        assert "Retired here, and left so: 1" in text
        post("codebook-file", packed=self.packed(text))
        assert tree(project) == ["A", "  E", "D"]

    def test_moved_in_the_file(self, by, project, post, book):
        file = b"name,parent,definition,when not\nAuthority,Time,,\n"
        text = self.upload(by, project, file, "b.csv").content.decode()
        assert "Under" in text
        post("codebook-file", packed=self.packed(text), otherwise="reword")
        assert tree(project) == ["Power", "Time", "  Authority"]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
             b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>', "document type"),
            (b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>', "broken"),
            (b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes/></CodeBook>',
             "no codes in the file"),
            (b"PK\x03\x04 no archive", "There is a problem"),
            (b"name,origin\nA,elsewhere\n", "The origin is “elsewhere”"),
        ],
    )  # fmt: skip
    def test_poor_files_are_refused_in_words(self, by, project, content, said):
        sent = self.upload(by, project, content)
        assert sent.status_code == 422
        assert said in sent.content.decode()
        assert not Code.objects.exists()

    def test_a_form_that_was_meddled_with(self, post):
        assert "Choose it again" in post("codebook-file", status=422, packed="x")

    def test_what_was_taken_meanwhile_is_refused(self, by, project, post):
        text = self.upload(by, project, b"name,parent\nA,Gone\n".replace(b",Gone", b",")
                           , "b.csv").content.decode()  # fmt: skip
        held = self.packed(text)
        post("codebook-file", packed=held)
        text = post("codebook-file", packed=held)
        assert tree(project) == ["A"]

    def test_out_says_what_stays_behind(self, by, project, get, book):
        actions.write_memo(by=by, on=book[0], text="Odd.")
        CodebookAct.objects.create(project=project, kind="reword", code=book[0], followed={})
        text = get("codebook-out")
        assert "earlier wordings of codes: 1" in text
        assert "memos on codes: 1" in text
        assert "stand in the description" in text
        data = build.browser(by).get(address(project, "codebook-qdc"))
        assert data["Content-Disposition"] == 'attachment; filename="codebook.qdc"'
        assert "Do not use it: Never." in data.content.decode()

    def test_nothing_to_take_out(self, get):
        assert "There is nothing to take out." in get("codebook-out")
        assert "There are no codes" in get("codebook-qdc", code=422)

    def test_a_codebook_too_long_to_show(self, by, project, monkeypatch):
        monkeypatch.setattr("uptake.interviews.codebook_arrival.LONGEST", 10)
        sent = self.upload(by, project, b"name\nTime\n", "b.csv")
        assert "too long to be shown first" in sent.content.decode()


class TestMemos:
    def test_all_of_them_by_what_they_are_on(self, by, project, get, post, book, talk):
        theme = Theme.objects.create(project=project, name="Pace")
        passage = make.coded(by, talk, "Nobody may sign.", book[0], memo="On a passage.")
        for on, text in ((book[0], "On a code."), (theme, "On a theme."), (talk, "On all.")):
            actions.write_memo(by=by, on=on, text=text)
        post("memos", text="On the project itself.")
        text = get("memos")
        for said in ("5 memos.", "On a passage.", "On a code.", "On a theme.", "On all.",
                     "On the project itself.", "Pace", "Power", talk.title):  # fmt: skip
            assert said in text
        assert address(project, "passage", passage.pk) in text
        text = get("memos", query="?on=theme")
        assert "On a theme." in text
        assert "On a code." not in text
        assert "No memos like that" in get("memos", query="?q=xyz")
        assert "There is a problem" in post("memos", status=422, text="x" * 20_001)
        memo = Memo.objects.get(text="On the project itself.")
        assert post("memo", memo.pk, text="Anew.")["Location"] == address(project, "memos")

    def test_none_yet(self, get):
        assert "No memos yet" in get("memos")

    def test_those_of_a_blind_round_are_their_writers_alone(self, by, project, get, talk):
        coder = build.member(project, "coder")
        round_ = CodingRound.objects.create(project=project, name="First", seed=1)
        Assignment.objects.create(project=project, round=round_, transcript=talk, coder=coder.user)
        actions.write_memo(by=coder, on=talk, text="Only mine.")
        assert "Only mine." in get("memos", who=coder)
        text = get("memos")
        assert "Only mine." not in text
        assert "0 memos" in text
