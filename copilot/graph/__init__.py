"""The agent: understand, gather, draft, check, review, keep."""
