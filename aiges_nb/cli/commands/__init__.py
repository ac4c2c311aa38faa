"""One module a command: its parameters, and how it shows what the workflow gives."""
