"""What may lie in the repository, and how long it may be."""

from __future__ import annotations

import pytest

from tests.shape.rules import files

# Somebody else's files that stay, with the reason.
FOREIGN: dict[str, str] = {}

# Template lines that switch escaping off, as "file: line", each with its reason.
UNESCAPED: dict[str, str] = {}


def test_no_source_file_is_long(root, kept):
    assert files.long_files(root, kept) == []


def test_no_name_is_vague(root, kept):
    assert files.vague_names(root, kept) == []


def test_no_file_names_a_registry(root, kept):
    assert files.registries(root, kept) == []


def test_nothing_is_left_for_later(root, kept):
    assert files.unfinished(root, kept) == []


def test_nothing_of_others_is_kept(root, kept):
    assert files.foreign_files(root, kept, FOREIGN) == []


def test_templates_escape(root, kept):
    assert files.unsafe_templates(root, kept, UNESCAPED) == []


def test_every_dependency_has_its_reason(root):
    assert files.unreasoned((root / "pyproject.toml").read_text("utf-8")) == []


def test_the_built_site_is_not_kept(root, kept):
    names = {path.relative_to(root).as_posix() for path in kept}
    assert not [name for name in names if name.startswith("src/uptake/website/static/")]


# The rules can fail.


def write(tmp_path, name, text):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_long_file_is_found(tmp_path):
    long = write(tmp_path, "a.py", "x = 1\n" * 400)
    short = write(tmp_path, "b.py", "x = 1\n" * 399)
    assert files.long_files(tmp_path, [long, short]) == ["a.py has 400 lines; keep it under 400"]


@pytest.mark.parametrize("name", ["step/utils.py", "helpers/one.py", "step/services/one.py"])
def test_a_vague_name_is_found(tmp_path, name):
    assert len(files.vague_names(tmp_path, [write(tmp_path, name, "")])) == 1


@pytest.mark.parametrize("host", files.REGISTRIES)
def test_a_registry_is_found(tmp_path, host):
    path = write(tmp_path, "a.txt", f"--index-url https://{host}/simple\n")
    assert files.registries(tmp_path, [path]) == [f"a.txt:1 has {host}"]


def test_a_note_for_later_is_found(tmp_path):
    path = write(tmp_path, "a.py", "x = 1  # TO" + "DO: tidy\n")
    assert files.unfinished(tmp_path, [path]) == ["a.py:1 has TO" + "DO"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("static/x.min.js", ""), ("vendor/a.py", ""), ("a.js", "/*! someone v1 | MIT */"),
     ("a.css", "/* Copyright (c) someone */")],
)  # fmt: skip
def test_a_foreign_file_is_found(tmp_path, name, text):
    path = write(tmp_path, name, text)
    assert len(files.foreign_files(tmp_path, [path], {})) == 1
    assert files.foreign_files(tmp_path, [path], {name: "because"}) == []


@pytest.mark.parametrize("line", ["{{ x|safe }}", "{{ x | safe }}", "{% autoescape false %}"])
def test_an_unescaped_template_is_found(tmp_path, line):
    path = write(tmp_path, "a.html", f"<p>\n  {line}\n")
    assert len(files.unsafe_templates(tmp_path, [path], {})) == 1
    assert files.unsafe_templates(tmp_path, [path], {f"a.html: {line}": "because"}) == []


def test_a_dependency_without_a_reason_is_found():
    text = 'dev = [\n  "pytest",   # the tests\n  "ruff",\n]\n'
    assert files.unreasoned(text) == ['pyproject.toml:3 no reason beside "ruff",']
