"""Imported by the fork server: everything a check needs, loaded once for all the processes that are forked."""

from factcheck.batch import folder, here
from factcheck.cli import batch, check, screen
from factcheck.documents import from_text
from factcheck.documents.formats import markdown
from factcheck.models import openai_protocol

__all__ = ["batch", "check", "folder", "here", "markdown", "openai_protocol", "screen"]

from_text(
    "Telling the language of a text needs a model, which is loaded at the first text that is long enough.", id="s1"
)
