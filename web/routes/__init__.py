"""One file a page or a subject."""
