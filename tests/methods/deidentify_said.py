"""What is proposed for a text, in the shape that tests ask for."""

from __future__ import annotations

from uptake.methods.deidentify import find


def said(text, kind, **more):
    """The words proposed as one kind."""
    return [one.words for one in find(text, **more) if one.kind == kind]


def sureness(text, **more):
    """How sure the only proposal is."""
    (only,) = find(text, **more)
    return only.sure
