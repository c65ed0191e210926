"""What the pages and files to take away read."""

from uptake.report.queries.document import document, whole
from uptake.report.queries.paper import Brief, brief
from uptake.report.queries.review import COLUMNS, review, rows_of

__all__ = ["COLUMNS", "Brief", "brief", "document", "review", "rows_of", "whole"]
