"""Archives: many documents on disk, found by their words without a model."""

from factcheck.archive.archive import Archive, Found, Hit, Stats
from factcheck.archive.intake import Intake, Outcome, place_of
from factcheck.archive.retrieval import DOCUMENTS, Chosen, Retrieval

__all__ = ["DOCUMENTS", "Archive", "Chosen", "Found", "Hit", "Intake", "Outcome", "Retrieval", "Stats", "place_of"]
