"""Every file of the analysis that leaves is told of in the trail, without a word of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import build
from tests.steps.interviews import build as make
from uptake.interviews import actions
from uptake.projects.models import Event
from uptake.projects.queries import TrailRow
from uptake.projects.sentences import FILES, sentence, verb_of

pytestmark = pytest.mark.django_db

PAGES = {
    "chart-file": ("chart", "csv"), "content-file": ("content", "csv"),
    "crosstab-file": ("crosstab", "csv"), "coreq-file": ("coreq", "csv"),
    "saturation-file": ("saturation", "xlsx"),
}  # fmt: skip


def told() -> list[tuple[str, str]]:
    rows = Event.objects.filter(verb="interviews.file_taken").order_by("seq")
    return [(row.after["what"], row.after["form"]) for row in rows]


def test_each_download_is_an_event(by, project):
    talk = make.heard(by, project, [("A", "No time at all.")])
    code = actions.add_code(by=by, project=project, name="Time")
    make.coded(by, talk, "No time", code)
    theme = actions.add_theme(by=by, project=project, name="Busy", codes=[code])
    web = build.browser(by)
    for name, (_, kind) in PAGES.items():
        answer = web.get(reverse(f"interviews:{name}", args=[project.pk, kind]))
        assert "attachment" in answer["Content-Disposition"], name
    for kind in ("docx", "csv"):
        to = reverse("interviews:quotes-file", args=[project.pk, kind])
        assert web.get(f"{to}?theme={theme.pk}").status_code == 200
    for name in ("codebook-csv", "codebook-qdc"):
        assert web.get(reverse(f"interviews:{name}", args=[project.pk])).status_code == 200
    assert told() == [*PAGES.values(), ("quotes", "docx"), ("quotes", "csv"),
                      ("codebook", "csv"), ("codebook", "qdc")]  # fmt: skip
    kept = Event.objects.filter(verb="interviews.file_taken", after__what="quotes").first()
    assert (kept.after, kept.actor) == (
        {"what": "quotes", "form": "docx", "rows": 1}, by.user.name,
    )  # fmt: skip


def test_what_is_refused_leaves_no_trace(project, by):
    assert build.browser(by).get(
        reverse("interviews:coreq-file", args=[project.pk, "pdf"])
    ).status_code == 404  # fmt: skip
    assert told() == []


@pytest.mark.parametrize("what", FILES)
def test_the_trail_says_what_was_taken(what):
    row = TrailRow.__new__(TrailRow)
    object.__setattr__(row, "verb", "interviews.file_taken")
    object.__setattr__(row, "after", {"what": what})
    assert sentence(verb_of(row)) == f"took {FILES[what]} out"
    assert sentence(verb_of(row), 3) == f"took {FILES[what]} out 3 times"
