"""Documents: whatever a checker has (a file, a folder, a URL, standard input) as text with numbered sentences."""

from factcheck.documents.load import expanded, from_data, from_text, is_url, load, load_sources
from factcheck.documents.segment import segment

__all__ = ["expanded", "from_data", "from_text", "is_url", "load", "load_sources", "segment"]
