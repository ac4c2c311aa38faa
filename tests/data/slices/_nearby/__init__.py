"""A package beside the notebook."""
