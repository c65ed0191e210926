"""Each room of a step does its own work and nobody else's."""

from __future__ import annotations

import pytest

from tests.shape.rules import rooms

# Files outside actions rooms that may write, each with its reason.
MAY_WRITE = {
    "projects/trail.py": "appends the event inside the write's own transaction; the door calls it",
    "sources/kept.py": (
        "keeps a content on disk before the action that makes its row; deletes what none claimed"
    ),
    "sources/storing.py": (
        "keeps references that nobody sees, a batch a time, before the action that shows them"
    ),
    "projects/jobs.py": "keeps a job's progress while its work runs outside any transaction",
    "interviews/identities.py": (
        "makes a key's file and its row inside the action that locks the first words"
    ),
    "review/leases.py": "notes what each person has before them; no judgement, in no trail",
}

# Public writes in actions rooms that are no actions, as "file:name", each with its reason. Only
# other actions may use them.
NO_DOOR = {
    "trace/actions/marks.py:mark_reading": (
        "marks inside the action that reworded something; projects/changes.py calls it"
    ),
    "sources/actions/retraction.py:retract_reference": (
        "part of an action of trace/, which also marks what rests on the reference"
    ),
    "sources/actions/retraction.py:reinstate_reference": "the way back of the same action",
    "interviews/actions/correct.py:correct_transcript": (
        "part of an action of trace/, which also marks what rests on the passages"
    ),
    "interviews/actions/overlooked.py:mask_words": "part of an action of trace/, likewise",
    "interviews/actions/correct.py:place_passage": "part of an action of trace/, likewise",
    "interviews/actions/withdraw.py:redact_participant": (
        "part of an action of trace/, which also marks what rested on the words"
    ),
    "review/actions/standing.py:restand": (
        "works out where references stand, inside the action that changed a verdict or a setting"
    ),
    "review/actions/standing.py:restand_one": "the same for one reference",
    "review/actions/standing.py:restand_merged": (
        "hears of merged records inside the action that merged them; sources/ calls it"
    ),
    "projects/actions.py:forget_kept_forms": "part of a withdrawal, which has the door",
}

# Queries by id that need no project, as "file:name", each with its reason.
UNSCOPED = {
    "projects/queries.py:membership": "is the gate: finds the project for the person who asks",
}

# Lines that pass markup or SQL by the guards, as "file: line", each with its reason.
MAY_BE_RAW = {
    "sources/words.py: with connection.cursor() as cursor:": (
        "fills SQLite's search index, which Django has no words for; fixed SQL with parameters, "
        "called by the import's own action"
    ),
    "trace/actions/withdrawal.py: with connection.cursor() as cursor:": (
        "empties SQLite's log of writes after a withdrawal; one fixed command without parameters"
    ),
    "website/queries/frame.py: with connection.cursor() as cursor:": (
        "asks what Django worded once, with the project as its only parameter: each page asks it"
    ),
}


def test_views_are_short(package):
    assert rooms.long_views(package) == []


def test_views_ask_queries_and_actions(package):
    assert rooms.views_with_orm(package) == []


def test_only_actions_write(package):
    assert rooms.writes_elsewhere(package, MAY_WRITE) == []


def test_queries_by_id_stay_in_their_project(package):
    assert rooms.unscoped(package, UNSCOPED) == []


def test_whoever_may_write_exists(package):
    names = {file.name for file in package}
    assert set(MAY_WRITE) <= names
    assert {name.split(":")[0] for name in [*NO_DOOR, *UNSCOPED, *MAY_BE_RAW]} <= names


def test_every_public_action_has_the_door(package):
    assert rooms.doors_missing(package, NO_DOOR) == []


def test_nobody_walks_around_the_door(package):
    assert rooms.doors_walked_around(package, NO_DOOR) == []


def test_nothing_passes_the_guards(package):
    assert rooms.unguarded(package, MAY_BE_RAW) == []


def test_the_science_is_pure(package):
    assert rooms.impure(package) == []


def test_steps_with_tables_declare_their_thread(package):
    assert rooms.steps_without_thread(package, not_steps=()) == []


# The rules can fail.


def test_a_long_view_is_found(sample):
    body = "\n".join(f"    x = {n}" for n in range(25))
    found = rooms.long_views(sample({"step/views/page.py": f"def page(request):\n{body}\n"}))
    assert found == ["step/views/page.py:1 page has 26 lines, at most 25"]


def test_a_long_function_elsewhere_is_nobody_s_view(sample):
    body = "\n".join(f"    x = {n}" for n in range(40))
    assert rooms.long_views(sample({"step/queries.py": f"def page(request):\n{body}\n"})) == []


@pytest.mark.parametrize(
    "line",
    ["Finding.objects.all()", "form.save()", "row.delete()", "rows.filter(pk=1)",
     "get_object_or_404(Finding, pk=1)", "Finding._default_manager.get(pk=1)"],
)  # fmt: skip
def test_a_view_that_reaches_for_the_database_is_found(sample, line):
    found = rooms.views_with_orm(sample({"step/views.py": f"def page(request):\n    {line}\n"}))
    assert len(found) >= 1
    assert found[0].startswith("step/views.py:2 uses ")


def test_a_plain_view_is_left_alone(sample):
    text = "def page(request):\n    rows = list(filter(None, queries.findings(request.project)))\n"
    assert rooms.views_with_orm(sample({"step/views.py": text})) == []


@pytest.mark.parametrize(
    "line",
    ["row.save()", "Finding.objects.create(title='x')", "row.delete()", "rows.update(title='x')",
     "Finding.objects.filter(pk=1).update(title='x')", "Finding.objects.bulk_create([])",
     "finding.cells.create(level='micro')", "finding.people.all().add(person)"],
)  # fmt: skip
@pytest.mark.parametrize("room", ["forms", "queries", "tasks", "thread", "views"])
def test_a_write_outside_actions_is_found(sample, line, room):
    found = rooms.writes_elsewhere(sample({f"step/{room}.py": f"{line}\n"}), {})
    assert len(found) == 1
    assert f"step/{room}.py:1 writes with" in found[0]


@pytest.mark.parametrize(
    "line",
    ["names.update(other)", "seen.add(1)", "super().save(force_insert=True)", "cache.clear()"],
)
def test_ordinary_python_is_no_write(sample, line):
    assert rooms.writes_elsewhere(sample({"step/queries.py": f"{line}\n"}), {}) == []


def test_actions_the_science_and_named_files_are_left_alone(sample):
    line = "row.save()\n"
    files = sample({"step/actions/one.py": line, "formats/docx.py": line, "step/named.py": line})
    assert rooms.writes_elsewhere(files, {"step/named.py": "because"}) == []


def test_an_action_without_the_door_is_found(sample):
    text = (
        "@action(Permission.CODE, event='passage.coded')\n"
        "def code(*, by, passage): ...\n"
        "def _inner(row):\n    row.save()\n"
        "def sneak(*, by, passage):\n    _inner(passage)\n"
        "def check(size): ...\n"
        "def receive(*, by, data):\n    return code(by=by, passage=data)\n"
    )
    files = sample({"step/actions.py": text})
    found = rooms.doors_missing(files, {})
    assert len(found) == 1
    assert "step/actions.py:5 sneak writes and is no @action" in found[0]
    assert rooms.doors_missing(files, {"step/actions.py:sneak": "because"}) == []


def test_a_walk_around_the_door_is_found(sample):
    files = sample(
        {
            "trace/actions.py": "sources.retract(reference)\n",
            "trace/views.py": "from uptake.sources.actions import retract\nretract(reference)\n",
        }
    )
    found = rooms.doors_walked_around(files, ["sources/actions.py:retract"])
    assert found == ["trace/views.py:2 uses retract: only an action may"]


@pytest.mark.parametrize(
    "line",
    ["mark_safe(text)", "Markup(text)", "Finding.objects.raw(sql)", "rows.extra(where=[sql])",
     "connection.cursor()"],
)  # fmt: skip
def test_a_way_past_the_guards_is_found(sample, line):
    files = sample({"step/queries.py": f"x = {line}\n"})
    assert len(rooms.unguarded(files, {})) == 1
    assert rooms.unguarded(files, {f"step/queries.py: x = {line}": "because"}) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [("open(path)", "opens a file"), ("path.read_text()", "opens a file"),
     ("datetime.now(tz)", "clock"), ("date.today()", "clock"), ("random.shuffle(rows)", "dice"),
     ("random.Random()", "dice"), ("uuid.uuid4()", "machine"), ("os.environ.get(1)", "machine")],
)  # fmt: skip
def test_impure_science_is_found(sample, line, reason):
    found = rooms.impure(sample({"methods/alpha.py": f"x = {line}\n"}))
    assert len(found) == 1
    assert reason in found[0]


def test_pure_science_and_other_rings_are_left_alone(sample):
    files = sample(
        {
            "methods/alpha.py": "x = random.Random(seed)\n",
            "formats/any.py": "from uptake.formats import ris\nx = ris.read_text(text)\n",
            "instruments/frameworks.py": "x = files('uptake').joinpath('a.json').read_text()\n",
            "projects/actions.py": "x = datetime.now(tz)\n",
        }
    )
    assert rooms.impure(files) == []


def test_a_query_by_id_without_its_project_is_found(sample):
    files = sample(
        {
            "findings/queries.py": (
                "def finding(project, pk): ...\ndef stray(pk): ...\ndef _inner(pk): ...\n"
                "def listed(project): ...\ndef strays(*, finding_ids): ...\n"
            )
        }
    )
    assert rooms.unscoped(files, {"findings/queries.py:strays": "because"}) == [
        "findings/queries.py:2 stray takes pk alone"
    ]


def test_a_step_without_a_thread_is_found(sample):
    model = "class Finding(InProject):\n    pass\n"
    files = sample({"findings/models.py": model, "plan/models.py": model, "plan/thread.py": ""})
    assert rooms.steps_without_thread(files, ()) == ["findings has tables and no thread.py"]
