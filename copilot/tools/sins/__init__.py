"""Sins: what spoils a 1:1, the catalogue of it, and the check that every draft passes (section 11) [A][B]."""

from copilot.tools.sins.catalogue import Sin, catalogue
from copilot.tools.sins.drafts import check_draft

__all__ = ["Sin", "catalogue", "check_draft"]
