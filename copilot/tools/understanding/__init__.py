"""What a manager's message asks for, read without a language model.

`clauses` takes quoted and pasted text out and splits the rest into requests; `people` finds whom it is about;
`refusals` and `grammar` read what words settle; `head` scores sentence embeddings for the rest; `slots` reads
figures, days and topics; `understander` joins them into one Request, or a question back.
"""

from copilot.tools.understanding.thread import ThreadView
from copilot.tools.understanding.understander import Understander

__all__ = ["ThreadView", "Understander"]
