"""Fan-out: one message to a hall of phones, of which some are slow, some are stuck and some come back."""
