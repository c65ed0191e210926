"""The codebook: codes added, reworded, moved, retired; as a file; and its pages."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.interviews.codebook_file import CodeLine, read_codebook, write_codebook
from uptake.interviews.models import Code, Coding
from uptake.interviews.queries.guids import code_guids
from uptake.interviews.queries.tree import code_tree
from uptake.projects.errors import ForeignObject, NotAllowed, OvertakenEdit, Refused
from uptake.projects.models import Event

pytestmark = pytest.mark.django_db


def add(by, project, name, parent=None, **words):
    return actions.add_code(by=by, project=project, name=name, parent=parent, **words)


def tree(project, **more):
    return ["  " * row.depth + row.name for row in code_tree(project, **more)]


class TestWriting:
    def test_codes_stand_in_the_order_they_were_added(self, by, project):
        power = add(by, project, " Power  and  money ", definition=" Who decides. ")
        add(by, project, "Time")
        add(by, project, "Authority", power)
        add(by, project, "Champion", power)
        assert tree(project) == ["Power and money", "  Authority", "  Champion", "Time"]
        assert power.definition == "Who decides."

    @pytest.mark.parametrize(
        ("name", "said"),
        [("  ", "needs a name"), ("x" * 121, "121 characters"), ("TIME", "called TIME already")],
    )
    def test_what_is_wrong_with_a_name_is_said(self, by, project, name, said):
        code = add(by, project, "Time")
        with pytest.raises(Refused, match=said):
            add(by, project, name)
        other = add(by, project, "Other")
        with pytest.raises(Refused, match=said):
            actions.edit_code(by=by, code=other, name=name)
        assert actions.edit_code(by=by, code=code, name="TIME").name == "TIME"

    def test_rewording_keeps_codings_and_the_example_out_of_the_trail(self, by, project):
        code = add(by, project, "Time", example="A telling example.")
        row = make.heard(by, project, [("A", "No time at all.")])
        make.coded(by, row, "No time", code)
        actions.edit_code(by=by, code=code, name="No time", definition="a\r\nb", example="Another.")
        code.refresh_from_db()
        assert (code.name, code.definition) == ("No time", "a\nb")
        assert Coding.objects.get().code == code
        trail = str(list(Event.objects.values_list("before", "after")))
        assert "telling" not in trail
        assert "Another" not in trail

    def test_an_edit_of_what_somebody_changed_meanwhile(self, by, project):
        code = add(by, project, "Time")
        seen = actions.wording(code)
        actions.edit_code(by=by, code=code, name="Time", definition="First.", seen=seen)
        with pytest.raises(OvertakenEdit, match="Somebody changed Time"):
            actions.edit_code(by=by, code=code, name="Time", definition="Second.", seen=seen)

    @pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
    def test_roles_that_do_not_write_codes(self, project, role):
        with pytest.raises(NotAllowed):
            add(build.member(project, role), project, "Time")

    def test_a_parent_of_another_project(self, by, project):
        with pytest.raises(ForeignObject):
            add(by, project, "Time", make.code(build.project(), "Theirs"))


class TestMoving:
    @pytest.fixture
    def book(self, by, project):
        a, b, c = (add(by, project, name) for name in "abc")
        return {
            "a": a,
            "b": b,
            "c": c,
            "a1": add(by, project, "a1", a),
            "a2": add(by, project, "a2", a),
        }

    def move(self, by, code, parent=None, before=None):
        return actions.move_code(by=by, code=code, parent=parent, before=before)

    def test_under_another_with_all_beneath_it(self, by, project, book):
        self.move(by, book["a"], book["c"])
        assert tree(project) == ["b", "c", "  a", "    a1", "    a2"]

    def test_before_a_sibling(self, by, project, book):
        self.move(by, book["a2"], book["a"], book["a1"])
        self.move(by, book["c"], None, book["a"])
        assert tree(project) == ["c", "a", "  a2", "  a1", "b"]

    def test_to_the_end_of_the_top(self, by, project, book):
        self.move(by, book["a1"])
        assert tree(project) == ["a", "  a2", "b", "c", "a1"]

    @pytest.mark.parametrize("where", ["a", "a1"])
    def test_never_under_itself(self, by, project, book, where):
        with pytest.raises(Refused, match="can't lie under itself"):
            self.move(by, book["a"], book[where])
        assert tree(project) == ["a", "  a1", "  a2", "b", "c"]

    def test_not_before_what_is_elsewhere(self, by, book):
        with pytest.raises(Refused, match="not there any more"):
            self.move(by, book["c"], None, book["a1"])

    def test_not_under_a_retired_one(self, by, project, book):
        actions.retire_code(by=by, code=book["b"])
        book["b"].refresh_from_db()
        with pytest.raises(Refused, match="retired"):
            self.move(by, book["c"], book["b"])
        with pytest.raises(Refused, match="retired"):
            add(by, project, "b1", book["b"])


class TestRetiring:
    def test_codings_stay_and_it_can_come_back(self, by, project):
        code = add(by, project, "Time")
        row = make.heard(by, project, [("A", "No time at all.")])
        make.coded(by, row, "No time", code)
        actions.retire_code(by=by, code=code)
        assert Coding.objects.filter(removed_at=None).count() == 1
        assert (tree(project), tree(project, retired=True)) == ([], ["Time"])
        with pytest.raises(Refused, match="retired already"):
            actions.retire_code(by=by, code=code)
        actions.reinstate_code(by=by, code=code)
        assert tree(project) == ["Time"]
        with pytest.raises(Refused, match="is in use"):
            actions.reinstate_code(by=by, code=code)

    def test_not_while_codes_in_use_lie_beneath(self, by, project):
        above = add(by, project, "Power")
        below = add(by, project, "Authority", above)
        with pytest.raises(Refused, match="beneath Power: Authority"):
            actions.retire_code(by=by, code=above)
        actions.retire_code(by=by, code=below)
        actions.retire_code(by=by, code=above)
        with pytest.raises(Refused, match="The code above it, Power, is retired"):
            actions.reinstate_code(by=by, code=below)

    def test_not_back_when_its_name_is_taken(self, by, project):
        old = add(by, project, "Time")
        actions.retire_code(by=by, code=old)
        add(by, project, "Time")
        with pytest.raises(Refused, match="called Time already"):
            actions.reinstate_code(by=by, code=old)


CSV = (
    "name,parent,definition,when,when not,example\n"
    "Authority,Power,Who may sign.,A signature is named,,\n"
    'Power,,"Who decides,\nand when.",,,"=2+2 ""so"""\n'
)


def bring(by, project, text, name="book.csv"):
    lines = read_codebook(text if isinstance(text, bytes) else text.encode(), name)
    made = actions.import_codebook(by=by, project=project, lines=lines, file_name=name)
    return list(made.added)


class TestFile:
    def test_a_parent_may_stand_below_its_child(self, by, project):
        assert [code.name for code in bring(by, project, CSV)] == ["Power", "Authority"]
        assert tree(project) == ["Power", "  Authority"]
        power = Code.objects.get(name="Power")
        assert (power.definition, power.example) == ("Who decides,\nand when.", '=2+2 "so"')
        assert Event.objects.get(verb="codebook.imported").after["lines"] == 2

    @pytest.mark.parametrize("exact", [True, False])
    def test_what_is_written_reads_back_the_same(self, by, project, exact):
        bring(by, project, CSV)
        text = "".join(
            write_codebook(code_tree(project), code_guids(project), exact=exact)
        ).encode()
        other = build.project(by.user)
        bring(by, other, text)
        assert [
            (row.name, row.depth, row.definition, row.when, row.when_not, row.example)
            for row in code_tree(other)
        ] == [
            (row.name, row.depth, row.definition, row.when, row.when_not, row.example)
            for row in code_tree(project)
        ]
        assert bring(by, project, text) == []

    @pytest.mark.parametrize(
        "text", ["Code;Family\nTime;\n", "code\tfamily\nTime\t\n", "NAME\nTime"]
    )
    def test_other_separators_and_headings(self, by, project, text):
        bring(by, project, text)
        assert tree(project) == ["Time"]

    def test_blank_lines_short_rows_and_unknown_columns_do_no_harm(self, by, project):
        bring(by, project, "colour,name,parent\nred,Time\n,,\nblue,Power,Time,\n")
        assert tree(project) == ["Time", "  Power"]

    @pytest.mark.parametrize(
        ("text", "where", "said"),
        [
            ("", "book.csv", "empty"),
            ("colour\nred\n", "book.csv, line 1", "no column called “name”"),
            ("name,code\nTime,\n", "book.csv, line 1", "Two columns are called “name”"),
            ("name,parent\n", "book.csv", "no codes in the file"),
            ("name,parent\nTime,,too,many\n", "book.csv, line 2", "4 cells and the first line 2"),
            ("name,parent\nTime,\n,Time\n", "book.csv, line 3", "no name for its code"),
            (f"name\n{'x' * 121}\n", "book.csv, line 2", "more than 120 characters"),
            ('name\n"Time\n', "book.csv, line 2", "can't be read as CSV"),
            ("name\nTime\nTIME\n", "book.csv, line 3", "TIME is in line 2 already"),
            ("name,parent\nTime,Gone\n", "book.csv, line 2", "no code of that name"),
            ("name,parent\nA,B\nB,A\n", "book.csv, line 2", "A lies under itself, by way of B"),
            ("name,definition\nOther,\nPower,New.\n", "book.csv, line 3", "reads otherwise"),
            (b"%PDF-1.7\n", "book.csv", "a PDF"),
        ],
    )
    def test_an_error_names_its_line_and_nothing_is_added(self, by, project, text, where, said):
        add(by, project, "Power", definition="Old.")
        with pytest.raises(Refused, match=said) as caught:
            bring(by, project, text)
        assert caught.value.where == where
        assert caught.value.advice
        assert tree(project) == ["Power"]

    def test_codes_without_a_file_name_no_line(self, by, project):
        with pytest.raises(Refused, match="no code of that name") as caught:
            actions.import_codebook(by=by, project=project, lines=[CodeLine("Time", "Gone")])
        assert caught.value.where == ""


class TestPages:
    @pytest.fixture
    def book(self, by, project):
        power = add(by, project, "Power", definition="Who <b>decides</b>.", when_not="Never.")
        return power, add(by, project, "Authority", power)

    def page(self, who, project, name, *ids, data=None):
        client = build.browser(who)
        address = reverse(f"interviews:{name}", args=[project.pk, *ids])
        return client.get(address) if data is None else client.post(address, data)

    @pytest.mark.parametrize("role", ["researcher", "coder", "commissioner", "observer"])
    def test_everyone_reads_the_book_and_one_code(self, project, book, role):
        who = build.member(project, role)
        text = self.page(who, project, "codebook").content.decode()
        assert "Who &lt;b&gt;decides&lt;/b&gt;." in text
        assert ("Add a code" in text) == (role == "researcher")
        one = self.page(who, project, "one-code", book[0].pk)
        assert one.status_code == 200
        assert ("Retire it" in one.content.decode()) == (role == "researcher")

    @pytest.mark.parametrize("role", ["researcher", "observer"])
    def test_an_empty_book_says_what_comes_first(self, project, role):
        text = self.page(build.member(project, role), project, "codebook").content.decode()
        assert "No codes yet" in text
        assert ("Add a code" in text) == (role == "researcher")

    def test_counts_passages_and_coders(self, by, project, book):
        row = make.heard(by, project, [("A", "Nobody may sign.")])
        make.coded(by, row, "Nobody", book[0])
        make.coded(build.member(project, "coder"), row, "Nobody", book[0])
        text = self.page(by, project, "codebook").content.decode()
        assert "1 passage" in text
        assert "2 coders" in text

    def test_the_book_needs_few_queries_whatever_its_size(
        self, by, project, book, django_assert_max_num_queries
    ):
        for n in range(30):
            make.code(project, f"Code {n}", order=n)
        client = build.browser(by)
        with django_assert_max_num_queries(22):
            client.get(reverse("interviews:codebook", args=[project.pk]))

    def test_adding_one_beneath(self, by, project, book):
        address = reverse("interviews:add-code", args=[project.pk])
        form = build.browser(by).get(f"{address}?under={book[0].pk}").content.decode()
        assert f'value="{book[0].pk}" selected' in form
        sent = self.page(by, project, "add-code", data={"name": "New", "parent": book[0].pk})
        assert sent.status_code == 302
        assert tree(project) == ["Power", "  Authority", "  New"]

    def test_a_refusal_keeps_what_was_typed(self, by, project, book):
        sent = self.page(by, project, "add-code", data={"name": "power", "definition": "Typed."})
        assert sent.status_code == 422
        assert "There is a code called power already." in sent.content.decode()
        assert "Typed." in sent.content.decode()

    def test_rewording(self, by, project, book):
        sent = self.page(by, project, "one-code", book[0].pk, data={"name": "Might"})
        assert sent.status_code == 302
        assert tree(project) == ["Might", "  Authority"]

    def test_two_people_rewording_see_each_others_words(self, by, project, book):
        import json

        seen = json.dumps(actions.wording(book[0]))
        actions.edit_code(by=by, code=book[0], name="Might", definition="Theirs.")
        data = {"name": "Power", "definition": "Mine.", "seen": seen}
        sent = self.page(by, project, "one-code", book[0].pk, data=data)
        text = sent.content.decode()
        assert sent.status_code == 422
        assert "How it reads now" in text
        assert "Theirs." in text
        assert "Mine." in text
        book[0].refresh_from_db()
        data["seen"] = json.dumps(actions.wording(book[0]))
        assert self.page(by, project, "one-code", book[0].pk, data=data).status_code == 302

    @pytest.mark.parametrize("seen", ["", "no json", '"text"'])
    def test_an_odd_mark_of_what_was_seen_does_no_harm(self, by, project, book, seen):
        data = {"name": "Might", "seen": seen}
        assert self.page(by, project, "one-code", book[0].pk, data=data).status_code == 302

    def test_a_name_taken_meanwhile_is_refused(self, by, project, book):
        data = {"name": "Authority"}
        assert self.page(by, project, "one-code", book[0].pk, data=data).status_code == 422

    def test_moving(self, by, project, book):
        code, below = book
        other = add(by, project, "Time")
        move = lambda row, **data: self.page(by, project, "move-code", row.pk, data=data)  # noqa: E731
        assert move(other, where="before", to=code.pk).status_code == 302
        assert tree(project) == ["Time", "Power", "  Authority"]
        assert move(below, where="under", to=other.pk).status_code == 302
        assert tree(project) == ["Time", "  Authority", "Power"]
        assert move(below, where="top").status_code == 302
        assert tree(project) == ["Time", "Power", "Authority"]
        wrong = move(below, where="under")
        assert wrong.status_code == 422
        assert "Choose the code" in wrong.content.decode()
        assert move(code, where="under", to=code.pk).status_code == 422
        assert move(code, where="under", to=code.pk + 99).status_code == 422

    def test_what_lies_beneath_is_no_place_to_move_to(self, by, project, book):
        text = self.page(by, project, "one-code", book[0].pk).content.decode()
        assert f'<option value="{book[1].pk}"' not in text

    def test_retiring_and_taking_back(self, by, project, book):
        code, below = book
        assert self.page(by, project, "retire-code", code.pk, data={}).status_code == 422
        assert self.page(by, project, "retire-code", below.pk, data={}).status_code == 302
        assert "Retired" in self.page(by, project, "codebook").content.decode()
        assert "Take it into use" in self.page(by, project, "one-code", below.pk).content.decode()
        assert self.page(by, project, "reinstate-code", below.pk, data={}).status_code == 302
        assert self.page(by, project, "reinstate-code", below.pk, data={}).status_code == 422

    def test_a_file_in_and_out(self, by, project):
        file = SimpleUploadedFile("book.csv", CSV.encode())
        shown = self.page(by, project, "codebook-file", data={"file": file}).content.decode()
        packed = shown.split('name="packed" value="')[1].split('"')[0]
        assert self.page(by, project, "codebook-file", data={"packed": packed}).status_code == 302
        out = self.page(by, project, "codebook-csv")
        text = out.content.decode("utf-8-sig")
        assert text.splitlines()[0] == (
            "name,parent,definition,when,when not,example,origin,instrument,construct,id"
        )
        assert "'=2+2" in text
        assert "attachment" in out["Content-Disposition"]

    def test_a_poor_file_says_its_line(self, by, project):
        file = SimpleUploadedFile("book.csv", b"name\nA\nA\n")
        sent = self.page(by, project, "codebook-file", data={"file": file})
        assert sent.status_code == 422
        assert "book.csv, line 3: The code A is in line 2 already." in sent.content.decode()
        assert self.page(by, project, "codebook-file", data={"sent": "1"}).status_code == 422

    @pytest.mark.parametrize("name", ["one-code", "move-code", "retire-code", "reinstate-code"])
    def test_another_projects_code_does_not_exist_here(self, by, project, book, name):
        theirs = make.code(build.project(), "Theirs")
        assert self.page(by, project, name, theirs.pk, data={"name": "x"}).status_code == 404

    @pytest.mark.parametrize("role", ["coder", "reviewer", "commissioner", "observer"])
    def test_who_may_not_write_is_turned_away(self, project, book, role):
        who = build.member(project, role)
        one = (book[0].pk,)
        for name, ids in {
            "add-code": (), "codebook-file": (), "one-code": one, "move-code": one,
            "retire-code": one, "reinstate-code": one,
        }.items():  # fmt: skip
            assert self.page(who, project, name, *ids, data={"name": "x"}).status_code == 403
