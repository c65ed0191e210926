"""Two people who do the same thing in the same second."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.steps.sources.same_second import decide, happen


def as_promised(found):
    assert len(set(found["received"])) == 1
    assert found["waiting"] == 1
    assert found["states"] == ["done", "failed"]
    assert found["references"] == 3
    assert found["faults"] == 0


def one_decided(found):
    """One of the two decided; the other was told by whom and what."""
    verdict = found["state"]
    assert found["decisions"] == [verdict]
    assert found["said"].count(verdict) == 1
    (told,) = [said for said in found["said"] if said != verdict]
    assert "decided this pair before you" in told
    assert found["merged"] == (verdict == "same")
    assert found["works"] == [False, True, True]
    assert found["faults"] == 0


def test_on_a_database_in_a_file(root, tmp_path, begun):
    """In memory, two connections share one cache and its locks, which no installation has."""
    surroundings = {
        **os.environ, "UPTAKE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }  # fmt: skip
    surroundings.pop("UPTAKE_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "tests.steps.sources.same_second"],
        cwd=root, env=surroundings, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    *_, files, pairs = done.stdout.splitlines()
    as_promised(json.loads(files))
    one_decided(json.loads(pairs))


@pytest.mark.django_db(transaction=True)
def test_on_a_server():
    if connection.vendor == "sqlite":
        pytest.skip("Needs PostgreSQL: set UPTAKE_DATABASE_URL.")
    as_promised(happen())
    one_decided(decide())
