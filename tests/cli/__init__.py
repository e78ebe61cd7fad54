"""Tests of the command line, run as people run it, and of the files that it leaves."""
