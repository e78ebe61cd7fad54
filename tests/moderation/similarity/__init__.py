"""Which questions ask the same, tried on single texts, on pairs made by hand and on a large hall."""
