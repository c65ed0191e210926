"""Who may reach the pages of recruitment, sampling, consent and the identity store."""

from __future__ import annotations

from tests.promises.row import Row, a, pk
from uptake.interviews.models import (
    Approach,
    Attribute,
    ConsentForm,
    Participant,
    SaturationCall,
)
from uptake.projects.roles import Permission as May

person = pk(Participant)

ROWS: dict[str, Row] = {
    "interviews:add-people": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL),
    "interviews:approach": a(None, May.MANAGE_MATERIAL),
    "interviews:remove-approach": a(None, May.MANAGE_MATERIAL, pk=pk(Approach, removed_at=None)),
    "interviews:put-back-approach": a(
        None, May.MANAGE_MATERIAL, pk=pk(Approach, removed_at__isnull=False)
    ),
    "interviews:sampling": a(May.VIEW, May.MANAGE_MATERIAL),
    "interviews:values": a(May.READ_TRANSCRIPTS, May.MANAGE_MATERIAL),
    "interviews:add-attribute": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL),
    "interviews:attribute": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL, pk=pk(Attribute)),
    "interviews:retire-attribute": a(None, May.MANAGE_MATERIAL, pk=pk(Attribute)),
    "interviews:saturation-calls": a(May.VIEW, May.MANAGE_MATERIAL),
    "interviews:take-back-saturation": a(None, May.MANAGE_MATERIAL, pk=pk(SaturationCall)),
    "interviews:consent": a(May.VIEW),
    "interviews:add-consent-form": a(May.MANAGE_MATERIAL, May.MANAGE_MATERIAL),
    "interviews:consent-form": a(May.VIEW, May.MANAGE_MATERIAL, pk=pk(ConsentForm)),
    "interviews:retire-consent-form": a(None, May.MANAGE_MATERIAL, pk=pk(ConsentForm)),
    "interviews:identity": a(May.SEE_IDENTITIES, May.SEE_IDENTITIES, pk=person),
    "interviews:see-identity": a(None, May.SEE_IDENTITIES, pk=person),
    "interviews:erase-identity": a(None, May.SEE_IDENTITIES, pk=person),
    "interviews:key": a(May.SEE_IDENTITIES, May.SEE_IDENTITIES),
    "interviews:destroy-key": a(None, May.MANAGE_PROJECT),
}
