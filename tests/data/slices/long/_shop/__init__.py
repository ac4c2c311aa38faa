"""A package beside the notebook."""

from .prices import price_of

__all__ = ["price_of"]
