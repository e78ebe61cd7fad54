"""State turned into parts, the plain frozen data that each role's screen shows; pure."""
