"""Values as MIME bundles: `text/html` for a front end, `text/plain` for a terminal."""

from __future__ import annotations

from .bundle import Bundle, seconds_text, size_text
from .contract import contract_text, render_contract
from .findings import findings_text, render_findings
from .media import render_media
from .report import Step, render_report
from .response import render_response, response_text
from .run import render_run

__all__ = [
    "Bundle",
    "Step",
    "contract_text",
    "findings_text",
    "render_contract",
    "render_findings",
    "render_media",
    "render_report",
    "render_response",
    "render_run",
    "response_text",
    "seconds_text",
    "size_text",
]
