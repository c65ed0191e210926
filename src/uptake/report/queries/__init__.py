"""What the pages and files to take away read."""

from uptake.report.queries.brief import Brief, brief
from uptake.report.queries.document import document, whole

__all__ = ["Brief", "brief", "document", "whole"]
