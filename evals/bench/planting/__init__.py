"""Edits planted into real sentences, so that whatever finds drift can be measured: what was changed, where, of what kind.

The places to edit are found by plain patterns of this package's own, not by the grammars of `factcheck.drift`: an edit is
planted also where the finder may not see a number or a name at all. Everything is drawn by a seed and comes out the same.

A planted edit makes the sentence say something else than the sentence it was made from. Left out is only what would leave it
true: names exchanged about "and", "with" or a verb like "met", and figures of four digits that may be a year or a number.
"""

from collections.abc import Mapping

from evals.bench.planting.edits import Edit, Planter, draw
from evals.bench.planting.material import Family, Sentence, of_rows, of_seeds
from evals.bench.planting.naming import NAMES
from evals.bench.planting.reformatting import REFORMATTINGS
from evals.bench.planting.speech import ATTRIBUTIONS, QUOTATIONS
from evals.bench.planting.values import DATES, NUMBERS, UNITS
from factcheck.records import DriftKind

__all__ = ["KINDS", "REFORMATTINGS", "Edit", "Family", "Planter", "Sentence", "draw", "of_rows", "of_seeds"]

KINDS: Mapping[DriftKind, Mapping[str, Planter]] = {
    DriftKind.NUMBER: NUMBERS,
    DriftKind.UNIT: UNITS,
    DriftKind.DATE: DATES,
    DriftKind.NAME: NAMES,
    DriftKind.QUOTATION: QUOTATIONS,
    DriftKind.ATTRIBUTION: ATTRIBUTIONS,
}
"""The types of edits of each kind."""
