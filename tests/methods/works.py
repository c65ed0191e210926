"""An invented work, of which the tests of duplicates make copies."""

from __future__ import annotations

from uptake.methods.dedupe import Record

TRIAL = Record(
    id=1,
    title="Text messages for low mood in primary care: a randomised trial",
    authors=("Vance, Mary", "Okafor, Jo"),
    year=2020,
    journal="European Journal of Quiet Medicine",
    volume="12",
    issue="3",
    pages="45-52",
    doi="10.1234/jqm.2020.1",
    abstract="We sent text messages to people with low mood and asked how they fared.",
)
