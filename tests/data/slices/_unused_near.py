"""A module beside the notebook that the class does not use."""
