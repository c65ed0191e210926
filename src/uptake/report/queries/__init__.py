"""What the pages and files to take away read."""

from uptake.report.queries.document import document, whole
from uptake.report.queries.paper import Brief, brief

__all__ = ["Brief", "brief", "document", "whole"]
