"""From notes or a transcript to utterances whose offsets are those of the original text.

Read are plain notes, Markdown, `Speaker: text`, WebVTT, SRT, HTML, and JSON as Zoom, Microsoft Teams, Gong and most others
write it; a Word document is read as the text taken out of it (`copilot.bootstrap.read_notes_file`).

Offsets are Unicode characters, end exclusive. A quotation is always `text[start:end]` of what was given: in JSON with its escapes,
and where a sentence runs over two cues with the times that stand between them.
"""

from copilot.tools.notes.reading.labels import label_of
from copilot.tools.notes.reading.said import Notes, Utterance, Who
from copilot.tools.notes.reading.whole import read_notes

__all__ = ["Notes", "Utterance", "Who", "label_of", "read_notes"]
