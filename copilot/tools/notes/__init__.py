"""Notes of a 1:1: who said what, which sins, which promises (section 11) [A][B]."""

from copilot.tools.notes.promises import commitment_goal, find_commitments
from copilot.tools.notes.reading import Utterance, read_notes
from copilot.tools.notes.report import check_notes

__all__ = ["Utterance", "check_notes", "commitment_goal", "find_commitments", "read_notes"]
