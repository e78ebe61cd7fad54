"""How parts and words become HTML in three languages."""
