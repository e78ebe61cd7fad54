"""Parts turned into HTML, once per version and language."""
