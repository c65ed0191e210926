"""A finding that was retired meanwhile does not come back beneath a recommendation."""

from __future__ import annotations

import pytest

from tests.promises.world import made
from uptake.decision import actions
from uptake.decision.models import Basis
from uptake.findings import actions as findings
from uptake.projects.errors import Refused


@pytest.mark.django_db
def test_a_retired_finding_is_not_put_back():
    world = made("Own")
    basis = Basis.objects.get(project=world.project)
    actions.take_off(by=world.member(), basis=basis)
    findings.retire_finding(by=world.member(), finding=basis.finding, reason="Told twice.")
    basis = Basis.objects.get(pk=basis.pk)
    with pytest.raises(Refused, match="F1 is retired"):
        actions.put_back(by=world.member(), basis=basis)
    findings.restore_finding(by=world.member(), finding=basis.finding)
    actions.put_back(by=world.member(), basis=Basis.objects.get(pk=basis.pk))
    assert Basis.objects.get(pk=basis.pk).removed_at is None
