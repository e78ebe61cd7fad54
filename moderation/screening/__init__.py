"""Screening: what a moderator should look at before a text is shown, and why; it never decides."""
