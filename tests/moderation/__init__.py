"""The policy, tried without any I/O."""
