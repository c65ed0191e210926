"""Who signed which version of the consent form, who signed an old one, and who none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from uptake.interviews.models import ConsentForm, Participant
from uptake.projects.models import Project


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody and the day on which they signed."""

    id: int
    pseudonym: str
    group: str
    on: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class FormRow:
    """One version. `id` is 0 for one that participants name and nobody recorded."""

    id: int
    version: str
    dated: date | None
    text: str
    retired: bool
    newest: bool
    people: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Consents:
    """Everybody by the version that they signed."""

    forms: tuple[FormRow, ...]
    without: tuple[Signed, ...]

    @property
    def newest(self) -> str:
        """The version that is signed now; empty where none is recorded."""
        return next((form.version for form in self.forms if form.newest), "")

    @property
    def on_old(self) -> tuple[Signed, ...]:
        """Who signed another version than the newest, and has not withdrawn."""
        if not self.newest:
            return ()
        return tuple(one for form in self.forms if not form.newest for one in form.people
                     if not one.withdrawn)  # fmt: skip


def consents(project: Project) -> Consents:
    """The versions, the newest first, each with who signed it: two queries."""
    signed: dict[str, list[Signed]] = defaultdict(list)
    without = []
    for row in Participant.objects.filter(project=project):
        one = Signed(row.pk, row.pseudonym, row.group, row.consented_on,
                     row.withdrawn_at is not None)  # fmt: skip
        if row.consent_version:
            signed[row.consent_version].append(one)
        elif not one.withdrawn:
            without.append(one)
    rows = sorted(ConsentForm.objects.filter(project=project),
                  key=lambda row: (row.dated or date.min, row.pk), reverse=True)  # fmt: skip
    now = next((row.pk for row in rows if row.retired_at is None), None)
    forms = [
        FormRow(row.pk, row.version, row.dated, row.text, row.retired_at is not None,
                row.pk == now, tuple(signed.pop(row.version, ())))
        for row in rows
    ]  # fmt: skip
    forms += [FormRow(0, version, None, "", False, False, tuple(people))
              for version, people in sorted(signed.items())]  # fmt: skip
    return Consents(tuple(forms), tuple(without))
