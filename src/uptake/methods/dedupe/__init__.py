"""Duplicates among records of several databases: merge, let a person look, or leave; and link.

``find(records, known=(), *, together=(), apart=(), model=None, tell=None) -> Found``

- ``records`` are new, ``known`` were searched before: only pairs with a new record are matched.
- ``together`` (groups of ids) and ``apart`` (pairs of ids) are what people decided already.
- ``tell(done, total)`` is called as pairs are compared.
- ``Found.matches``: ``Match(a, b, score, zone, reasons, rule, advice)``, a < b, best first; zone
  "auto" or "review" ("leave" is not listed). ``rule`` and ``advice`` say what kept the method from
  merging a pair with a high score.
- ``Found.clusters``: groups of ids that "auto" pairs (and ``together``) make of one work.
- ``Found.relations``: ``Relation(a, b, kind, why, stated)``; ``a`` is an erratum (…) of ``b``.
- ``Found.version``, ``auto_at``, ``review_at`` and ``measured``: the method and its figures.

``compose(records) -> Composed(values, origin)`` makes one reference of merged records, and says for
each field which record it came from. All is a function of its input alone, whatever its order.
"""

from uptake.methods.dedupe.match import Found, Match, Zone, find
from uptake.methods.dedupe.merge import Composed, compose
from uptake.methods.dedupe.model import Measured
from uptake.methods.dedupe.record import Record
from uptake.methods.dedupe.relations import KINDS, MUTUAL, Relation
from uptake.methods.dedupe.rules import RULES, Rule

__all__ = [
    "KINDS",
    "MUTUAL",
    "RULES",
    "Composed",
    "Found",
    "Match",
    "Measured",
    "Record",
    "Relation",
    "Rule",
    "Zone",
    "compose",
    "find",
]
