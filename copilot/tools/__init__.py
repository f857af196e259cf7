"""One file a question; frames and domain values in, Facts out; pure."""
