"""The views: what each role sees of a state, and how a page follows it."""
