"""Offline evals of the coaching."""
