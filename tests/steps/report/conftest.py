"""What the tests of reports start from: the same thread as those of the trace."""

from __future__ import annotations

from tests.steps.trace.conftest import browser, by, it

__all__ = ["browser", "by", "it"]
