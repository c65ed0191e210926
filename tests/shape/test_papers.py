"""The papers say what the code does, and the code uses the papers' words."""

from __future__ import annotations

import re
from types import SimpleNamespace

import click
import pytest

from tests.shape.rules import papers
from tools import reference


@pytest.fixture(scope="module")
def glossary(root):
    return (root / "GLOSSARY.md").read_text("utf-8")


def test_every_setting_has_a_row(root, package):
    page = (root / "docs" / "reference" / "settings.md").read_text("utf-8")
    settings = papers.settings_read(package)
    assert settings
    assert papers.undocumented(settings, papers.settings_written(page)) == []


def test_every_action_has_an_event_a_permission_and_words():
    from uptake.projects.action import ACTIONS

    reference.load_actions()
    assert ACTIONS
    assert papers.poor_actions(ACTIONS) == []


def test_events_and_roles_are_all_on_their_pages():
    from uptake.projects.action import ACTIONS
    from uptake.projects.roles import ROLES, Permission

    events, roles = reference.events(), reference.roles()
    assert [e for e in ACTIONS if f"| `{e}` |" not in events] == []
    assert [p for p in Permission if p.value not in roles] == []
    assert [r for r in ROLES if r.name not in roles or r.gloss not in roles] == []


def test_every_command_has_help():
    cli = pytest.importorskip("uptake.cli", exc_type=ModuleNotFoundError)
    listed = dict(reference.walk(cli.main, ("uptake",)))
    assert [" ".join(words) for words, command in listed.items() if not command.help] == []
    page = reference.commands()
    assert [words for words in listed if f"## `{' '.join(words)}`" not in page] == []


def test_the_glossary_s_words_are_the_code_s(package, glossary):
    code = "\n".join(file.text for file in package)
    folders = " ".join({file.step for file in package})
    assert papers.terms(glossary)
    assert papers.strange_words(glossary, f"{code}\n{folders}") == []


def test_every_table_has_a_word(package, glossary):
    assert papers.unexplained(glossary, papers.tables(package)) == []


def test_packages_offer_what_they_list(package):
    assert papers.dishonest_all(package) == []


def test_every_page_of_the_documentation_is_reached(root):
    docs = root / "docs"
    index = (docs / "index.md").read_text("utf-8")
    patterns = re.findall(r"^(\S+/\*|\S+)$", index, re.MULTILINE)
    for path in docs.rglob("*.md"):
        name = path.relative_to(docs).with_suffix("").as_posix()
        if name == "index" or name.startswith(("_build", "reference/generated")):
            continue
        folder = name.rsplit("/", 1)[0]
        assert name in patterns or f"{folder}/*" in patterns, f"docs/index.md misses {name}"


def test_decisions_are_numbered_without_a_gap(root):
    names = sorted(p.name for p in (root / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_the_readme_names_targets_that_exist(root):
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text("utf-8"), re.MULTILINE))
    for paper in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        named = set(re.findall(r"`make ([a-z-]+)", (root / paper).read_text("utf-8")))
        assert named <= targets, paper
    assert {"demo", "test"} <= set(
        re.findall(r"make ([a-z-]+)", (root / "README.md").read_text("utf-8"))
    )


def test_the_version_is_in_the_changelog(root):
    import uptake

    assert f"## {uptake.__version__}" in (root / "CHANGELOG.md").read_text("utf-8")


# The rules can fail.


def test_a_setting_without_a_row_and_a_row_without_a_setting_are_found(sample):
    files = sample({"website/settings.py": 'x = environ["UPTAKE_NEW"]\n'})
    page = "| `UPTAKE_OLD` | none | an old one, see `UPTAKE_NEW` |\n"
    found = papers.undocumented(papers.settings_read(files), papers.settings_written(page))
    assert found == [
        "UPTAKE_NEW is read and has no row in the settings page",
        "UPTAKE_OLD has a row and is read nowhere",
    ]


def test_a_poor_action_is_found():
    entry = SimpleNamespace(function=lambda: None, permission=None)
    assert papers.poor_actions({"Coded Passage": entry}) == [
        "'Coded Passage' is no event name: thing.done, in lower case",
        "Coded Passage has no permission",
        "Coded Passage has no docstring: the list of events shows its first line",
    ]


GLOSSARY = """
| word | meaning | in the code | Cymraeg |
|---|---|---|---|
| finding | one sentence | `Finding`, `uptake.findings` | |
"""


def test_a_glossary_word_that_the_code_lacks_is_found():
    assert papers.terms(GLOSSARY)["finding"] == ("Finding", "uptake.findings")
    found = papers.strange_words(GLOSSARY, "class Findings: ...\nimport uptake.findings")
    assert found == ["finding: `Finding` is not in the code"]


def test_a_table_without_a_word_is_found(sample):
    text = (
        "class Base(models.Model):\n    class Meta:\n        abstract = True\n"
        "class Finding(InProject):\n    pass\n"
        "class Cell(InProject):\n    pass\n"
        "class Direction(models.TextChoices):\n    pass\n"
    )
    names = papers.tables(sample({"findings/models.py": text}))
    assert names == {"Finding", "Cell"}
    assert papers.unexplained(GLOSSARY, names) == ["Cell has a table and no word in GLOSSARY.md"]


@pytest.mark.parametrize("listed", ["['alpha', 'Beta']", "['Beta']", "['Beta', 'alpha', 'gone']"])
def test_a_dishonest_all_is_found(sample, listed):
    text = f"from uptake.methods.one import Beta, alpha\n__all__ = {listed}\n"
    assert papers.dishonest_all(sample({"methods/__init__.py": text}))


def test_an_honest_all_is_left_alone(sample):
    text = "from uptake.methods.one import Beta, alpha\n__all__ = ['Beta', 'alpha']\n"
    assert papers.dishonest_all(sample({"methods/__init__.py": text})) == []


def test_the_walk_finds_commands_within_commands():
    inner = click.Command("create", help="Make one.")
    outer = click.Group("uptake", commands={"admin": click.Group("admin", {"create": inner})})
    assert [" ".join(words) for words, _ in reference.walk(outer, ("uptake",))] == [
        "uptake",
        "uptake admin",
        "uptake admin create",
    ]


def test_a_table_keeps_its_shape():
    assert reference.table(("a", "b"), [("x|y", "z")]) == "| a | b |\n| --- | --- |\n| x\\|y | z |"
