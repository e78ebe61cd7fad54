"""Which questions ask the same, in one language or through a translation: what one may want to merge."""
