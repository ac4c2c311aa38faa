"""One module a verb: what a magic, a command and a function of `aiges_nb` all call."""
