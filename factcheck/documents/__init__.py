"""Documents: whatever a checker has (a file, a folder, a URL, standard input) as text with numbered sentences."""

from factcheck.documents.load import from_text, load, load_sources
from factcheck.documents.segment import segment

__all__ = ["from_text", "load", "load_sources", "segment"]
