"""The embedded storage: SQLite files beside the code, for a meeting in one process."""
