"""Fakes of the ports, for tests and offline evals."""
