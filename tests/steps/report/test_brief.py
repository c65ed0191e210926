"""A recommendation on paper."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from tests import build
from tests.steps.trace import build as threads
from uptake.decision.models import Recommendation
from uptake.interviews.models import Passage
from uptake.plan.models import PlannedAction
from uptake.projects.models import ChainHead
from uptake.report import queries
from uptake.report.queries import paper
from uptake.trace import actions


def page(it, browser, n=0):
    to = reverse("report:recommendation", args=[it.project.pk, it.recommendations[n].pk])
    answer = browser.get(to)
    assert answer.status_code == 200
    return answer.content.decode()


def test_notes_are_numbered_in_the_order_of_the_claims(it):
    row = it.recommendations[1]
    found = queries.brief(row)
    assert [(claim.node.label, claim.notes) for claim in found.claims] == [("F2", (1, 2))]
    assert [(claim.node.label, claim.notes) for claim in found.contrary] == [("F3", (3,))]
    assert [note.number for note in found.notes] == [1, 2, 3]
    assert [note.source.label for note in found.notes] == ["P1", "P2", "Vance 2021"]
    assert found.alone == ()


def test_a_strand_beneath_two_findings_has_one_number(it):
    first, second = it.findings[:2]
    threads.recommend(it.project, 3, first, second)
    found = queries.brief(Recommendation.objects.get(project=it.project, number=3))
    assert [claim.notes for claim in found.claims] == [(1,), (1, 3)]
    assert found.claims[0].against == (2,)


def test_what_does_not_fit_on_paper_is_counted(it, monkeypatch):
    monkeypatch.setattr(paper, "NOTES", 1)
    found = queries.brief(it.recommendations[1])
    assert (len(found.notes), found.left_out) == (1, 2)


def test_the_page_names_reasons_sources_dissent_and_the_head(it, browser):
    text = page(it, browser)
    assert it.recommendations[0].sentence in text
    assert "Nobody owns it." in text
    assert "“Nobody took one off my list”" in text
    assert "P1, therapist" in text
    assert "Against F1: note " in text
    assert "Paper 1" in text
    assert "doi 10.1000/1" in text
    assert "Only P1, therapist holds it up." in text
    assert "A draft: nobody has agreed to it." in text
    assert "Change the rota" in text
    assert "Devi Rao" in text
    assert ChainHead.objects.get(chain=it.project.pk).hash in text


def test_marks_and_withdrawals_are_shown(it, by, browser):
    actions.withdraw_participant(by=by, participant=it.people[0])
    text = page(it, browser)
    assert "Look again: P1 withdrew, and their words are gone." in text
    assert "Redacted: the speaker withdrew" in text
    assert "took one off" not in text
    assert "No source that counts is beneath it." in text


def test_a_recommendation_on_nothing_says_so(it, browser):
    row = threads.recommend(it.project, 9)
    it.recommendations.append(row)
    text = page(it, browser, -1)
    assert "No finding that is in use lies beneath it." in text
    assert "Nothing that was laid beneath it." in text


def test_a_dropped_action_is_left_out(it, browser):
    PlannedAction.objects.update(status="dropped")
    assert "Change the rota" not in page(it, browser)


@pytest.mark.parametrize("status", ["agreed", "dropped"])
def test_the_state_is_told(it, by, browser, status):
    row = it.recommendations[0]
    row.status, row.agreed_by = status, by.user
    row.agreed_at = row.created_at if status == "agreed" else None
    row.save()
    assert {"agreed": "Agreed on", "dropped": "Dropped."}[status] in page(it, browser)


def test_everyone_in_the_project_may_print_it(it):
    text = page(it, build.browser(build.member(it.project, "observer")))
    assert "The same with every link, JSON" not in text
    other = threads.world()
    to = reverse("report:recommendation", args=[it.project.pk, other.recommendations[0].pk])
    assert build.browser(build.member(it.project, "observer")).get(to).status_code == 404


def test_markup_in_words_stays_words(it, browser):
    Passage.objects.update(quote="<script>alert(1)</script>")
    assert "<script>alert" not in page(it, browser)


@pytest.mark.browser
def test_it_prints_on_a4(it, by, tmp_path, settings):
    """Chromium prints the page on sheets of A4."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("There is no Chromium to print with.")
    text = page(it, build.browser(by))
    css = "".join(
        path.read_text("utf-8") for path in sorted(Path(settings.HERE, "assets").glob("**/*.css"))
    )
    head, _, rest = text.partition('<link rel="stylesheet"')
    html = tmp_path / "page.html"
    html.write_text(f"{head}<style>{css}</style>{rest.partition('</head>')[1]}"
                    f"{rest.partition('</head>')[2]}", "utf-8")  # fmt: skip
    out = tmp_path / "brief.pdf"
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         "--disable-background-networking", f"--print-to-pdf={out}", html.as_uri()],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    pdf = out.read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf or b"/MediaBox [0 0 595" in pdf
