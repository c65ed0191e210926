"""Every RIS and NBIB file of the data folder through the door: records in, stored and reported."""

from __future__ import annotations

import pytest

from tests import build as people
from tests.steps.sources import build
from uptake.formats import ris
from uptake.formats.export import pieces
from uptake.projects.errors import Refused
from uptake.sources import queries
from uptake.sources.models import Reference
from uptake.sources.queries import Asked

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]


def test_every_export_is_imported_whole(data, capsys):
    project = people.project()
    files = sorted(p for p in (data / "exports").rglob("*") if p.suffix in {".ris", ".nbib"})
    if not files:
        pytest.skip("No RIS or NBIB file in the data folder's exports.")
    records = stored = reported = 0
    refused = []
    for path in files:
        try:
            file = build.bring_in(project, path.read_bytes(), path.name, again=True, partial=True)
        except Refused:
            refused.append(path)
            continue
        assert file.records == file.stored + file.reported, path.name
        records, stored, reported = (
            records + file.records, stored + file.stored, reported + file.reported,
        )  # fmt: skip
    assert records == stored + reported
    assert not [path for path in refused if b"TY  - " in path.read_bytes()]
    assert Reference.objects.filter(project=project).count() == stored
    assert queries.reference_list(project, Asked()).paginator.count == stored
    again = ris.read(b"".join(pieces(queries.exported(project, Asked(sort="import")), "ris")))
    assert len(again.references) == stored
    with capsys.disabled():
        print(
            f"\n{len(files)} exports: {records:,} records, {stored:,} stored, "
            f"{reported:,} reported, {len(refused)} refused with a reason"
        )
