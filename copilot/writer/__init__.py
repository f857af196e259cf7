"""Drafts in words: the deterministic twin, and a language model held to the same placeholders."""

from copilot.writer.model import ModelWriter
from copilot.writer.outline import Outline, SectionDraft
from copilot.writer.scripted import ScriptedWriter

__all__ = ["ModelWriter", "Outline", "ScriptedWriter", "SectionDraft"]
