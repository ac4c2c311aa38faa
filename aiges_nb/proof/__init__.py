"""Does an exported package hold where it will run?"""

from __future__ import annotations

from .report import Step, VerificationReport
from .verify import verify_package

__all__ = ["Step", "VerificationReport", "verify_package"]
