"""A meeting as it runs in this process: catching up, submitting, ticking, and who is connected."""
