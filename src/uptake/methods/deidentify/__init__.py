"""De-identification of transcripts before they are coded.

    hits = find(text, names=[Listed("Harrowfield", "place")], speakers=["Maureen Tapsell"])
    # a person accepts or refuses each; the same words elsewhere: repeats(text, hit, hits)
    key = Pseudonyms().extended(hits)                # the key, kept apart
    done = apply(text, hits, key.replacements(hits)) # the new text; done.start(), done.end()
    remaining(done.text, [entry.words for entry in key.entries])

Every hit is a proposal: rules miss names that nothing gives away, and see some where none are. See
docs/methods/deidentification.md for the rules, their sources and how often they are right.
"""

from uptake.methods.deidentify.capitals import capitals
from uptake.methods.deidentify.finding import Standing, find, remaining, repeats
from uptake.methods.deidentify.hits import KINDS, Finder, Hit, Kind, Listed, Sure, settled
from uptake.methods.deidentify.names import is_role
from uptake.methods.deidentify.numbers import nhs_check
from uptake.methods.deidentify.pseudonyms import OVER_89, Entry, Pseudonyms
from uptake.methods.deidentify.replacing import Move, Replaced, apply

__all__ = [
    "KINDS",
    "OVER_89",
    "Entry",
    "Finder",
    "Hit",
    "Kind",
    "Listed",
    "Move",
    "Pseudonyms",
    "Replaced",
    "Standing",
    "Sure",
    "apply",
    "capitals",
    "find",
    "is_role",
    "nhs_check",
    "remaining",
    "repeats",
    "settled",
]
