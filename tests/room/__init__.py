"""The room: what a meeting is, decided and folded without any I/O."""
