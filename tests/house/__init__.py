"""Tests about the project itself: what it carries along and what it depends on."""
