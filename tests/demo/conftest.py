"""Keys of the worked example's identity store are kept apart from everybody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder of their own, one for each module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPTAKE_KEYS", str(tmp_path_factory.mktemp("keys")))
        yield
