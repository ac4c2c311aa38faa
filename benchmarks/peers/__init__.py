"""What we are compared with: the least that others need to answer the same calls."""
