"""Archives: many documents on disk, found again by their words. No model takes part."""

from factcheck.archive.archive import Archive, Found, Hit, Stats
from factcheck.archive.intake import Intake, Outcome, place_of
from factcheck.archive.retrieval import DOCUMENTS, Chosen, Retrieval

__all__ = ["DOCUMENTS", "Archive", "Chosen", "Found", "Hit", "Intake", "Outcome", "Retrieval", "Stats", "place_of"]
