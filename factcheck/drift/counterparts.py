"""Which amount of the evidence counts the same thing as an amount of the story.

An equal amount is the first choice. Failing that, the one whose surroundings match best, if they match well enough: how well
depends on how much speaks against it. The thresholds were set on public human labels, for at most one false alarm in fifty
backed sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from factcheck.drift.alignment import Alignment
from factcheck.drift.amounts import Amount
from factcheck.drift.derived import Strictness, counts_same, is_derived
from factcheck.drift.differences import comparable, difference, equal, same_figures
from factcheck.english.quantity import PLACE
from factcheck.english.stems import stem

FIT = 0.3
"""How well the surroundings of two amounts must match, 0 to 1."""

LONG_FIT = 0.4
"""The same if the evidence is more than `SHORT` sentences: so much text has many amounts of other things."""

LONE_FIT = 0.15
"""The same if the evidence is short and has only one amount of the kind."""

CERTAIN_FIT = 0.6
"""The same if there is a reason for doubt: the figure itself is in the evidence, or the two amounts are far apart."""

SHORT = 4
"""How many sentences of evidence are few."""

MARGIN = 0.05
"""Among the amounts that match within this of the best, one without a conflict is chosen."""

FAR = 10
"""An amount so many times larger or smaller counts something else, unless it has the same digits."""

NAMED = 0.2
"""A count must match this well right around the number: "22 nurses" and "two floors" are never counterparts."""

OTHER_ROLE = 0.25
"""The penalty on the match of two amounts if only one is a baseline or an increase."""

AT_HOME = 0.6
"""A figure that the evidence also has is the story's if this share of the words after it is in the story's sentence."""

_PERIODS = frozenset(
    map(stem, "second minute hour day week month quarter season year lap round over set inning stage".split())
)

SWAP = 0.3
"""How much better two pairs of amounts must match crosswise to be taken for swapped."""


def find_counterparts(
    ours: Sequence[Amount], theirs: Sequence[Amount], *, sentences: int, opposite: Mapping[Amount, Amount]
) -> Mapping[Amount, Amount]:
    """The counterpart, if any, of each amount of the story's sentence in the evidence of so many sentences.

    Amounts in `opposite` have the same position. A counterpart can agree or differ; none serves two amounts that it
    differs from.
    """
    free = [amount for amount in ours if amount not in opposite]
    rest = [other for other in theirs if other not in opposite.values()]
    return {**opposite, **_Search(free, rest, short=sentences <= SHORT).found()}


class _Search:
    def __init__(self, ours: Sequence[Amount], theirs: Sequence[Amount], *, short: bool) -> None:
        self._ours, self._theirs, self._short = ours, theirs, short
        settings = {(other.setting.start, other.setting.end): other.setting.sentence for other in theirs}
        self._alignment = Alignment(list(settings.values()))
        self._pairs = self._equal_pairs()
        self._free = [other for other in theirs if other not in self._pairs.values()]

    def found(self) -> Mapping[Amount, Amount]:
        found = self._swapped()
        for amount in self._ours:
            counterpart = None if amount in found else self._counterpart(amount)
            if counterpart is not None:
                found[amount] = counterpart
        kept: dict[Amount, Amount] = {}
        answered: set[Amount] = set()
        for amount in sorted(found, key=lambda a: (-self._fit(a, found[a]), a.quantity.start)):
            if not _is_conflict(amount, found[amount]):
                kept[amount] = found[amount]
            elif found[amount] not in answered:
                kept[amount] = found[amount]
                answered.add(found[amount])
        return kept

    def _fit(self, amount: Amount, other: Amount) -> float:
        fit = self._alignment.fit(amount.setting, other.setting)
        return fit if amount.role == other.role else fit - OTHER_ROLE

    def _nearness(self, amount: Amount, other: Amount) -> float:
        return self._alignment.nearness(amount.setting, other.setting)

    def _equal_pairs(self) -> Mapping[Amount, Amount]:
        """Each amount of the story with the equal one of the evidence that fits best; none is taken twice."""
        candidates = sorted(
            ((a, t) for a in self._ours for t in self._theirs if equal(a.quantity, t.quantity)),
            key=lambda pair: (-self._fit(*pair), pair[0].quantity.start, pair[1].quantity.start),
        )
        pairs: dict[Amount, Amount] = {}
        for amount, other in candidates:
            if amount not in pairs and other not in pairs.values():
                pairs[amount] = other
        return pairs

    def _swapped(self) -> dict[Amount, Amount]:
        """Pairs of amounts that both sides state, but the other way round: 44 in Aldery and 57 in Brooke."""
        found: dict[Amount, Amount] = {}
        for (one, its), (other, others) in combinations(self._pairs.items(), 2):
            if one.quantity.unit != other.quantity.unit or equal(one.quantity, other.quantity):
                continue
            gain = self._nearness(one, others) - self._nearness(one, its)
            if gain >= SWAP and self._nearness(other, its) - self._nearness(other, others) >= SWAP:
                found |= {one: others, other: its}
        return found

    def _counterpart(self, amount: Amount) -> Amount | None:
        equals = [other for other in self._theirs if equal(amount.quantity, other.quantity)]
        if not equals:
            found = self._closest(amount)
            if (
                found is None
                or same_figures(amount.quantity, found.quantity)
                or not is_derived(amount, self._theirs, Strictness.SAME_THINGS)
            ):
                return found
            return None
        if any(difference(amount.quantity, other.quantity) is None for other in equals):
            return None if self._is_agreement(amount, equals) else self._closest(amount, needed=CERTAIN_FIT)
        paired = self._pairs.get(amount)
        return paired if paired is not None and self._fit(amount, paired) >= FIT else None

    def _is_agreement(self, amount: Amount, equals: Sequence[Amount]) -> bool:
        """Whether the figure in the evidence is the story's, and not one that another figure of the story answers to."""
        return amount in self._pairs and (
            max(self._fit(amount, other) for other in equals) > CERTAIN_FIT / 2
            or any(_is_at_home(amount, other) for other in equals)
        )

    def _closest(self, amount: Amount, needed: float = 0.0) -> Amount | None:
        ranked = sorted(
            (other for other in self._free if comparable(amount.quantity, other.quantity)),
            key=lambda other: (-self._fit(amount, other), other.quantity.start),
        )
        ranked = [other for other in ranked if self._same_thing(amount, other)]
        if not ranked:
            return None
        best = self._fit(amount, ranked[0])
        lone = len({other.quantity.normalised for other in ranked}) == 1
        usual = LONG_FIT if not self._short else LONE_FIT if lone else FIT
        if best < max(needed, CERTAIN_FIT if _is_far(amount, ranked[0]) or _is_time(amount) else usual):
            return None
        rivals = (other for other in ranked if best - self._fit(amount, other) < MARGIN)
        return next((other for other in rivals if not _is_conflict(amount, other)), ranked[0])

    def _same_thing(self, amount: Amount, other: Amount) -> bool:
        measure = amount.quantity.unit.measure
        if measure == "ordinal":  # a 300th goal is not the counterpart of a 288th game
            return amount.quantity.name == other.quantity.name == PLACE or counts_same(amount, other)
        if not _may_change_alike(amount, other):
            return False
        return measure != "count" or self._nearness(amount, other) >= NAMED


_OF_CHANGE = frozenset(("share", "points", "money", "factor"))
"""Measures by which something rises or falls."""


def _may_change_alike(amount: Amount, other: Amount) -> bool:
    """Whether, if both say by how much something rose or fell, it can be the same thing: a profit is not a share
    price."""
    if {amount.quantity.unit.measure, other.quantity.unit.measure} == {
        "factor",
        "share",
    } and amount.change.way != other.change.way:
        return False
    if not (amount.change.way and other.change.way) or amount.quantity.unit.measure not in _OF_CHANGE:
        return True
    return _is_subject_of(amount, other) or _is_subject_of(other, amount)


def is_surely_alike(amount: Amount, other: Amount) -> bool:
    """Whether, if both say by how much something rose or fell, it is the same thing according to the words around."""
    if not (amount.change.way and other.change.way) or amount.quantity.unit.measure not in _OF_CHANGE:
        return True
    if not (_is_subject_of(amount, other) and _is_subject_of(other, amount)):
        return False
    # the sales of cars are not those of vans
    ours, theirs = set(amount.change.named), set(other.change.named)
    return ours <= other.setting.sentence or theirs <= amount.setting.sentence


def _is_subject_of(amount: Amount, other: Amount) -> bool:
    return not amount.change.named or amount.change.named[-1] in {*other.around, *other.change.named}


def _is_conflict(amount: Amount, other: Amount) -> bool:
    found = difference(amount.quantity, other.quantity)
    return found is not None and found.conflict


def _is_at_home(amount: Amount, other: Amount) -> bool:
    """Whether most words after the figure in the evidence are in the story's sentence: "that analysts had expected"."""
    after = {*other.setting.after}
    return len(after & amount.setting.sentence) >= max(2, len(after) * AT_HOME)


def _is_time(amount: Amount) -> bool:
    """Whether the ordinal says when ("the 88th minute"): other things happen at other times."""
    return amount.quantity.unit.measure == "ordinal" and not _PERIODS.isdisjoint(amount.setting.counted[:1])


def _is_far(amount: Amount, other: Amount) -> bool:
    if amount.quantity.unit.measure != other.quantity.unit.measure:
        return False
    small, large = sorted((abs(amount.quantity.base[1]), abs(other.quantity.base[1])))
    found = difference(amount.quantity, other.quantity)
    if found is not None and found.label == "scale_differs":
        # A slip of scale keeps the digits (1.5 million, 1.5 billion); one digit alone (9 nights, 90 attendants) is chance.
        return amount.quantity.unit.measure == "count" and small < 10
    return large > FAR * small and found is not None
