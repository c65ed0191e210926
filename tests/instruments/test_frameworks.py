"""The frameworks that come with Uptake, and reading one's own."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uptake.instruments import (
    Construct,
    Framework,
    FrameworkRefused,
    Level,
    framework,
    framework_data,
    framework_from_data,
    frameworks,
    parse_framework,
    write_framework,
)
from uptake.instruments.checking import LONGEST_NAME, LONGEST_TEXT
from uptake.instruments.constructs import WHOLE
from uptake.instruments.reading import MOST_LEVELS, MOST_ROWS
from uptake.instruments.shipped import SHIPPED


class TestShipped:
    def test_all_are_in_the_package(self):
        folder = files("uptake.instruments") / "data" / "frameworks"
        assert sorted(file.name for file in folder.iterdir()) == sorted(
            f"{key}.json" for key in SHIPPED
        )
        assert tuple(each.key for each in frameworks()) == SHIPPED

    @pytest.mark.parametrize("key", SHIPPED)
    def test_each_says_where_it_is_from(self, key):
        each = framework(key)
        assert each.name
        assert each.version
        assert "doi 10." in each.source
        assert "own words" in each.licence
        assert each.note
        assert all(row.name and row.gloss for row in each.domains)
        assert all(level.name and level.definition for level in each.levels)

    @pytest.mark.parametrize("key", SHIPPED)
    def test_keys_are_unique_and_parents_come_first(self, key):
        each = framework(key)
        keys = [row.key for row in each.domains]
        assert len(set(keys)) == len(keys)
        for number, row in enumerate(each.domains):
            assert not row.parent or row.parent in keys[:number]
        assert len({level.key for level in each.levels}) == len(each.levels)

    @pytest.mark.parametrize("key", SHIPPED)
    def test_glosses_differ_from_each_other(self, key):
        glosses = [row.gloss for row in framework(key).domains]
        assert len(set(glosses)) == len(glosses)

    def test_berardi_has_six_domains_by_four_levels(self):
        berardi = framework("berardi-2024")
        assert len(berardi.domains) == 6
        assert [level.key for level in berardi.levels] == ["nano", "micro", "meso", "macro"]
        assert all(level.definition_is_ours for level in berardi.levels)
        assert len(berardi.cells) == 24
        assert berardi.cells[0] == ("cognitive", "nano")

    def test_cfir_has_48_constructs_and_19_sub_constructs(self):
        cfir = framework("cfir-2")
        depths = [cfir.depth(row.key) for row in cfir.domains]
        assert (depths.count(0), depths.count(1), depths.count(2)) == (6, 48, 19)
        assert [row.name for row in cfir.domains if row.heading] == [
            "Innovation",
            "Outer Setting",
            "Inner Setting",
            "Individuals: Roles",
            "Individuals: Characteristics",
            "Implementation Process",
        ]
        assert len(cfir.placeable) == len(cfir.cells) == 67
        families = [(heading.name, len(rows)) for heading, rows in cfir.families]
        assert families[0] == ("Innovation", 8)
        assert sum(number for _, number in families) == 67
        assert framework("nasss").families == ((None, framework("nasss").placeable),)
        assert cfir.levels == (WHOLE,)
        assert cfir.row("engaging-innovation-recipients").parent == "engaging"

    def test_nasss_has_seven_domains(self):
        nasss = framework("nasss")
        assert [row.name for row in nasss.domains] == [
            "Condition",
            "Technology",
            "Value proposition",
            "Adopters",
            "Organisation",
            "Wider system",
            "Embedding and adaptation over time",
        ]
        assert nasss.levels == (WHOLE,)

    @pytest.mark.real_data
    def test_cfir_names_are_the_sources(self, data):
        path = data / "instruments" / "cfir2_constructs.json"
        names: list[str] = []
        for domain in json.loads(path.read_text(encoding="utf-8"))["domains"]:
            names.append(domain["domain"])
            for construct in domain["constructs"]:
                names += [construct["name"], *construct["sub"]]
        assert [row.name for row in framework("cfir-2").domains] == names

    def test_an_unknown_key_names_those_there_are(self):
        with pytest.raises(LookupError, match="berardi-2024, cfir-2, nasss"):
            framework("tdf")

    def test_unknown_rows_and_levels(self):
        nasss = framework("nasss")
        assert nasss.row("technology").name == "Technology"
        assert nasss.level("whole") == WHOLE
        with pytest.raises(LookupError, match="no row 'nano'"):
            nasss.row("nano")
        with pytest.raises(LookupError, match="no level 'nano'"):
            nasss.level("nano")

    def test_nothing_can_be_changed_in_place(self):
        with pytest.raises(FrozenInstanceError):
            framework("nasss").name = "ours"  # type: ignore[misc]


def own(**changes: object) -> str:
    data: dict[str, object] = {
        "name": "Our barriers",
        "version": "1",
        "source": "Our own",
        "licence": "Our own",
        "domains": [{"name": "Time"}, {"name": "Trust"}],
    }
    data.update(changes)
    return json.dumps({name: value for name, value in data.items() if value is not None})


def problems(text: str) -> list[str]:
    with pytest.raises(FrameworkRefused) as caught:
        parse_framework(text)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return list(caught.value.problems)


class TestOwn:
    def test_the_least_that_is_needed(self):
        assert parse_framework(own()) == Framework(
            "our-barriers",
            "Our barriers",
            "1",
            "Our own",
            "Our own",
            "",
            (Construct("time", "Time"), Construct("trust", "Trust")),
            (WHOLE,),
        )

    def test_rows_under_rows_and_levels(self):
        made = parse_framework(
            own(
                key="ours",
                note="For a trial.",
                domains=[
                    {"key": "people", "name": "People", "heading": True},
                    {"name": "Carers", "parent": "people", "gloss": "Family and friends."},
                ],
                levels=[
                    {"name": "Home", "definition": "At home."},
                    {"name": "Clinic", "definition_is_ours": False},
                ],
            )
        )
        assert made.cells == (("carers", "home"), ("carers", "clinic"))
        assert made.levels == (
            Level("home", "Home", "At home.", definition_is_ours=True),
            Level("clinic", "Clinic", definition_is_ours=False),
        )

    def test_keys_are_made_from_names_in_any_script(self):
        rows = [{"name": name} for name in ("Sgîl & hyder", "Trust", "Trust", "Trust", "ثقة")]
        made = parse_framework(own(name="ثقة", domains=rows))
        assert made.key == "framework"
        assert [row.key for row in made.domains] == [
            "sgil-hyder",
            "trust",
            "trust-2",
            "trust-3",
            "domain-5",
        ]

    def test_a_byte_order_mark_is_no_matter(self):
        assert parse_framework("\ufeff" + own()).name == "Our barriers"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", "Line 1, column 1: this is not JSON"),
            ('{\n "name": ,\n}', "Line 2, column 10: this is not JSON"),
            ("[" * 100_000, "nested too deeply"),
            ("1" * 5000, "a number that is too long"),
            ("[]", "The file: this must be an object with the fields key, name"),
            ('"text"', "The file: this must be an object"),
            (own(name=None), "name: this is empty; give the framework a name."),
            (own(name="  "), "name: this is empty"),
            (own(version=None), "version: this is empty; say which version."),
            (own(version=2), "version: this must be text in quotation marks."),
            (own(source=None), 'source: this is empty; say where it is from, or "Our own".'),
            (own(licence=""), "licence: this is empty; say under which licence"),
            (own(note=["a"]), "note: this must be text"),
            (own(note="a\x00b"), "note: this holds a control character"),
            (own(note="\ud83d"), "note: this holds a control character"),
            (own(note="x" * (LONGEST_TEXT + 1)), f"note: this has {LONGEST_TEXT + 1} characters"),
            (own(name="x" * (LONGEST_NAME + 1)), f"at most {LONGEST_NAME} are read"),
            (own(colour="red"), "colour: this field is not known; the fields are key, name"),
            (own(key="My Key"), "key: 'My Key' is not a key"),
            (own(domains=None), "domains: there are none; give at least one."),
            (own(domains=[]), "domains: there are none"),
            (own(domains={}), "domains: this must be a list."),
            (own(domains=[{"name": "a"}] * (MOST_ROWS + 1)), f"domains: there are {MOST_ROWS + 1}"),
            (own(domains=[{"name": "a"}, "b"]), "domains[2]: this must be an object"),
            (own(domains=[{"name": "a"}, {"gloss": "b"}]), "domains[2].name: this is empty"),
            (own(domains=[{"name": "a", "size": 1}]), "domains[1].size: this field is not known"),
            (
                own(domains=[{"name": "a", "heading": "yes"}]),
                "domains[1].heading: this must be true",
            ),
            (own(domains=[{"name": "a", "heading": True}]), "domains: all are headings"),
            (
                own(domains=[{"name": "a", "parent": "b"}, {"name": "b"}]),
                "domains[1].parent: no earlier domain has the key 'b'; put the parent first.",
            ),
            (own(domains=[{"name": "a", "parent": "a"}]), "domains[1].parent: no earlier domain"),
            (
                own(domains=[{"key": "a", "name": "x"}, {"key": "a", "name": "y"}]),
                "domains[2].key: 'a' is taken by an earlier one.",
            ),
            (own(levels=7), "levels: this must be a list."),
            (own(levels=[{"name": "a"}] * (MOST_LEVELS + 1)), "levels: there are"),
            (own(levels=[{}]), "levels[1].name: this is empty"),
            (own(levels=["a"]), "levels[1]: this must be an object"),
            (own(levels=[{"name": 3}]), "levels[1].name: this must be text"),
            ('{"name": "a", "name": "b"}', "name: this field stands twice"),
        ],
    )
    def test_what_is_wrong_is_named(self, text, expected):
        assert any(expected in problem for problem in problems(text))

    def test_one_fault_is_one_sentence(self):
        assert problems("[]") == [
            "The file: this must be an object with the fields "
            "key, name, version, source, licence, note, domains, levels."
        ]
        assert problems(own(domains=["b"])) == [
            "domains[1]: this must be an object with the fields key, name, gloss, parent, heading."
        ]

    def test_kept_data_is_rebuilt_whatever_a_project_wrote(self):
        each = framework("berardi-2024")
        worded = replace(each, levels=(replace(each.levels[0], definition="a\x0b" * 9000),))
        assert framework_from_data(framework_data(worded)) == worded
        assert isinstance(framework_data(worded)["levels"], list)

    def test_tabs_and_line_ends_are_text(self):
        assert parse_framework(own(note="One\ttwo\r\nthree")).note == "One\ttwo\r\nthree"

    def test_all_problems_come_at_once(self):
        found = problems(
            own(name="", version=1, domains=[{"name": ""}, {"name": "b", "parent": "z"}])
        )
        assert [problem.split(":")[0] for problem in found] == [
            "name",
            "version",
            "domains[1].name",
            "domains[2].parent",
        ]

    @pytest.mark.parametrize("key", SHIPPED)
    def test_a_shipped_one_can_be_written_changed_and_read(self, key):
        each = framework(key)
        assert parse_framework(write_framework(each)) == each
        assert framework_from_data(framework_data(each)) == each
        assert framework_from_data(json.loads(json.dumps(framework_data(each)))) == each
        data = json.loads(write_framework(each))
        data["levels"][0]["definition"] = "What we mean by it."
        assert parse_framework(json.dumps(data)).levels[0].definition == "What we mean by it."


names = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
    str.strip
)


@settings(max_examples=200, deadline=None)
@given(names, st.lists(names, min_size=1, max_size=8), st.lists(names, max_size=4))
def test_what_is_written_is_read_back(name, rows, columns):
    made = parse_framework(
        own(name=name, domains=[{"name": n} for n in rows], levels=[{"name": n} for n in columns])
    )
    assert parse_framework(write_framework(made)) == made
    assert [row.name for row in made.domains] == [n.strip() for n in rows]
    assert len({row.key for row in made.domains}) == len(rows)


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["key", "name", "version", "domains", "levels", "parent", "heading"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused_in_sentences(data):
    try:
        found = parse_framework(json.dumps(data)).name
    except FrameworkRefused as refused:
        found = "".join(problem[-1] for problem in refused.problems)
        if set(found) == {"."}:
            return
    assert found
