"""What runs with Uptake may be used by anyone, for anything, with a notice."""

from __future__ import annotations

import pytest

from tests.shape.rules.licences import licence, pinned, refusal

# Packages under other licences, each with the reason why it may stay.
ACCEPTED = {
    "psycopg": "LGPL, optional (PostgreSQL), used as it is and replaceable by the user",
    "psycopg-binary": "LGPL, optional (PostgreSQL), used as it is and replaceable by the user",
    "resvg-py": "MIT by the licence file in its wheel; its metadata only points to that file",
}


@pytest.mark.parametrize("file", ["web.txt", "postgres.txt"])
def test_what_runs_is_permissive(root, file):
    names = pinned((root / "requirements" / file).read_text("utf-8"))
    assert names
    said = {name: licence(name) for name in names if name not in ACCEPTED}
    refused = {name: refusal(it) for name, it in said.items() if it is not None and refusal(it)}
    assert refused == {}
    assert [name for name, it in said.items() if it is not None]


@pytest.mark.parametrize(
    "said",
    ["MIT", "BSD-3-Clause", "Apache-2.0", "MIT License", "Apache-2.0 OR BSD-2-Clause",
     "GPL-2.0 OR MIT", "BSD License", "PSF-2.0", "0BSD"],
)  # fmt: skip
def test_a_permissive_licence_is_left_alone(said):
    assert refusal(said) == ""


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "GNU Affero General Public License v3", "LGPL-3.0-only", "MPL-2.0", ""]
)
def test_another_licence_is_found(said):
    assert refusal(said)


def test_names_are_read_from_pins():
    text = "django==5.2.19 \\\n    --hash=sha256:ab\n    # via x\npsycopg[binary]==3.3.9 \\\n"
    assert pinned(text) == ["django", "psycopg"]


def test_a_package_that_is_not_here_has_no_licence():
    assert licence("no-such-package-anywhere") is None
