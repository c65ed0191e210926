"""Who reads codings, memos and passages goes through the layers."""

from __future__ import annotations

from pathlib import Path

from tests.shape.rules import blindness

SRC = Path(__file__).parents[2] / "src" / "uptake"

MAY_READ_ALL = {
    "findings/queries/finding.py:_strands": "groups of passages that in_turns showed",
    "interviews/queries/adjudication.py:_decisions": "consensus, of rounds that are open",
    "interviews/queries/agreement.py:_material": "a round that is open; its page asks first",
    "interviews/queries/cells.py:_measured": "words of passages whose codings count (`counting`)",
    "interviews/queries/coding.py:selected": "hands the ids on to what goes through the eyes",
    "interviews/queries/places.py:lost_codings": "a round that is open",
    "interviews/queries/places.py:places": "a round that is open; decisions ask first",
    "interviews/queries/rounds.py:round_page": "one's own alone, until the round is open",
    "interviews/queries/theme_page.py:_quoted": "groups of passages that were narrowed before",
    "interviews/queries/themes.py:passages_with": "of codings that count (`counting`)",
}
"""Readers that need no layer, each with its reason."""


def test_nothing_of_an_unopened_round_is_read_past_the_layers() -> None:
    files = sorted(SRC.rglob("*.py"))
    assert blindness.unlayered(SRC, files, MAY_READ_ALL) == []
    readers = {name for path in files for name in _all(path)}
    assert set(MAY_READ_ALL) - readers == set(), "functions that are no more"


def _all(path: Path) -> list[str]:
    found = blindness.unlayered(SRC, [path], {})
    return [line.partition(" ")[0] for line in found]


def test_the_rule_notices_a_reader(tmp_path: Path) -> None:
    (tmp_path / "queries.py").write_text(
        "def counts(project):\n    return Coding.objects.filter(project=project).count()\n"
        "def fine(project):\n    return Coding.objects.filter(settled(), project=project)\n"
        "def whole(project):\n    return models.Memo.objects.all()\n"
    )
    files = [tmp_path / "queries.py"]
    assert blindness.unlayered(tmp_path, files, {"queries.py:whole": "because"}) == [
        "queries.py:counts reads Coding without a layer"
    ]
