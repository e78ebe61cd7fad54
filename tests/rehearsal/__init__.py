"""Tests of the simulated hall, against real servers and against ones that misbehave on purpose."""
