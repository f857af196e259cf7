"""The agent and the coaching science: no web, no database, no vector store below this package."""

__version__ = "0.1.0"
