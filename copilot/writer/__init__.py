"""Drafts in words: the deterministic twin, and a language model held to the same placeholders."""
