"""Reports of scans for people and programs: SARIF, and a page that stands alone. JSON is the report's own."""

from pilothouse.shield.reports.page import to_html
from pilothouse.shield.reports.sarif import to_sarif

__all__ = ["to_html", "to_sarif"]
