"""Pages of the findings step."""

from uptake.findings.views import evidence, findings, matrix

__all__ = ["evidence", "findings", "matrix"]
