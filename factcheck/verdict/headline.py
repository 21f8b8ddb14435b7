"""Whether a story's headline says what its body says: its numbers, dates, names, quotations, certainty and negations.

Code only, and only when it is sure. The headline and the subheads below it are compared with the rest of the story, as
`factcheck.drift` and `factcheck.verdict.parts` compare a story with a source. Headlines shorten: they drop "about" and
the speaker, name a country instead of a town and put a similar word in quotation marks. None of that is a finding.

| kind | what is a finding |
|---|---|
| `number` | an amount that no sentence has and no two amounts of the body come to; another amount in an amount's place |
| `date` | a date that no sentence has, where one that tells the same has another; or a year that no sentence has |
| `name` | a misspelt name of the body; another name in a name's place; an absent one after "coach" or before "says" |
| `quotation` | three or more words in quotation marks that no sentence has, nor all of their words of content |
| `certainty` | what the body only has as possible, as an accusation, a wish, a plan or a link, told as a fact |
| `negation` | what the body denies, told as a fact, or the other way round |

A time, an age or a small count that the body lacks is not a finding: the body may give two dates, or a list.
docs/measurements.md says how often findings are right (`python -m evals.bench headlines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from factcheck.drift.attribution import find_attribution_drift
from factcheck.drift.dates import find_date_drift
from factcheck.drift.derived import is_derived_in_text
from factcheck.drift.differences import agree
from factcheck.drift.names import find_name_drift
from factcheck.drift.numbers import find_number_drift
from factcheck.english.moments import Moment, published_on
from factcheck.english.naming import Name, names
from factcheck.english.places import PLACES
from factcheck.english.quantities import find_quantities
from factcheck.english.quantity import Quantity
from factcheck.english.same_name import is_first_name
from factcheck.english.stems import content_stems
from factcheck.english.verbs import denied, is_word, tokens, told
from factcheck.english.words import LIKE_A_NOT
from factcheck.records import Document, Drift, HeadlineFinding, HeadlineKind, PartKind, Sentence, SentenceRole, Span
from factcheck.steps.reading import Reader
from factcheck.verdict.parts import Part, parts_of, said_by
from factcheck.verdict.tolls import fates, ratios, tells_of_one

SAME_MATTER = 0.5
"""From this share of the headline's words on (0 to 1, rare ones counting more) a sentence of the body says the same."""
SURELY_SAME = 0.6
"""From this share on, such a sentence's denial concerns the headline's statement."""
NAMES_SAME = 0.3
"""The same for another name in a name's place: the name itself is missing then."""
NUMBERS_SAME = 0.2
"""The same for another number: the modules of drift have their own tests of whether two numbers count the same."""
_SENTENCES = 2
"""So many of the body's sentences that say the same are compared."""
_FEWEST_QUOTED = 3
_SMALL = 12
_A_LIFE = 150
_RECKONED_FROM_DAYS = frozenset({"time", "months", "age", "score"})
"""Measures that a body can give in another form: by two dates, a year of birth, a table."""
_KINDS = {PartKind.NUMBER: HeadlineKind.NUMBER, PartKind.DATE: HeadlineKind.DATE, PartKind.NAME: HeadlineKind.NAME}
_LIFE = re.compile(r"\b(?:at|aged?)\s$", re.IGNORECASE)
_SPEAKS = (
    r"(?:says?|said|tells?|told|denies|denied|admits?|admitted|warns?|warned|vows?|vowed|insists?|claims?|urges?|resigns?|quits?|"
    r"apologi[sz]es|accuses|slams|hails|pleads|confesses|testifies|promises|pledges)\b"
)
_SPEAKING = re.compile(rf"(?:['’]s?)?\s{_SPEAKS}|:\s")
_SPOKEN_BY = re.compile(r"\b(?:says?|said|warns?|claims?|admits?|insists?)\s$")
_HOLDS = re.compile(
    r"\b(?:makers?|group|chain|lender|firm|bank|company|operator|giant|club|start-?up|airline|retailer|grocer|builder|developer|insurer|"
    r"charity|brewer|carmaker|utility|supplier|publisher|regulator|guitarist|singer|actor|actress|author|writer|novelist|poet|"
    r"composer|painter|artist|coach|captain|manager|striker|keeper|goalkeeper|defender|midfielder|boxer|runner|swimmer|champion|"
    r"minister|president|premier|chancellor|mayor|governor|senator|councillor|councilor|lawmaker|leader|chief|boss|judge|"
    r"lawyer|doctor|professor|scientist|teacher|bishop|founder|director|inventor|explorer|astronaut|comedian|director|star|"
    r"activist|campaigner|journalist|rapper|drummer|pianist|chef|billionaire|tycoon|suspect|inmate|trader)\s$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    rf"\b(?:not|no|nobody|none|never|nor|neither|without|cannot|un\w+|deni\w+|deny|{LIKE_A_NOT}|fail\w*|drop\w*|quash\w*|overturn\w*|"
    r"hardly|barely|few|only|until|yet)\b|n[’']t\b",
    re.IGNORECASE,
)
_SOME = re.compile(r"\s(?:of|more|others?)\b")
"""Words that make a number a part of a whole."""
_NO_FRACTION = re.compile(r"(?!)")
_FRACTIONS = {
    Fraction(share): re.compile(rf"\b{word}", re.IGNORECASE)
    for share, word in (
        (10, "tenth"),
        (20, "fifth"),
        (25, "quarter"),
        (33, "third"),
        (50, "half|halv"),
        (100, "doubl|twice"),
    )
}
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
_NO_BREAK = re.compile(r"[^\n]")


def find_headline(story: Document) -> tuple[HeadlineFinding, ...]:
    """What the headline of `story`, or a subhead, says and the rest of the story does not, in text order.

    () for a story without a headline, without a body, or in another language than English.
    """
    heads, below = _divided(story)
    body = _only(story, below)
    if not heads or not below or story.language not in (None, "en"):
        return ()
    found: list[HeadlineFinding] = []
    for head in heads:
        for one in _Headline(story, head, body).findings():
            if not any(
                one.headline.start < other.headline.end and other.headline.start < one.headline.end for other in found
            ):
                found.append(one)
    return tuple(sorted(found, key=lambda one: (one.headline.start, one.headline.end)))


def _divided(story: Document) -> tuple[list[Sentence], list[Sentence]]:
    """The headline with its subheads above the first sentence of the body, and everything else."""
    first = next((place for place, one in enumerate(story.sentences) if one.role is SentenceRole.BODY), 0)
    heads = [one for one in story.sentences[:first] if one.role is SentenceRole.HEADLINE]
    return heads, [one for one in story.sentences if one not in heads]


def _only(story: Document, kept: Sequence[Sentence]) -> Document:
    """The story with blanks in place of all other sentences, which keeps offsets; the sentences are numbered from 1."""
    parts, end = [], 0
    for one in kept:
        parts += [_NO_BREAK.sub(" ", story.text[end : one.start]), story.text[one.start : one.end]]
        end = one.end
    text = "".join([*parts, _NO_BREAK.sub(" ", story.text[end:])])
    sentences = tuple(one.model_copy(update={"number": number}) for number, one in enumerate(kept, 1))
    return story.model_copy(update={"text": text, "sentences": sentences, "title": None})


class _Headline:
    """A headline, or a subhead, with the body of its story."""

    def __init__(self, story: Document, head: Sentence, body: Document) -> None:
        self.story, self.body = story, body
        self.alone = _only(story, [head])
        self.span = story.span(head.start, head.end)
        self.said = said_by(body, tuple(one.number for one in body.sentences))
        shares = Reader(body, 0).relevance(self.span.text)
        ranked = sorted(range(len(shares)), key=lambda place: (-shares[place], place))
        self.nearest = [(body.sentence_span(place + 1), shares[place]) for place in ranked]

    def same_matter(self, least: float = SAME_MATTER) -> list[Span]:
        """The sentences of the body that say the same, the nearest first."""
        return [span for span, share in self.nearest[:_SENTENCES] if share >= least]

    def findings(self) -> Iterator[HeadlineFinding]:
        """What the body does not say; the same words can be found twice, the surer kind first."""
        absent = [part for part in self._parts() if self._lacks(part)]
        yield from self._quotations(absent)
        yield from self._names()
        yield from self._amounts(absent)
        yield from self._certainty()
        yield from self._negations()

    def _parts(self) -> Iterator[Part]:
        """The parts of the headline, "four in five" as one."""
        shares = list(ratios(self.span.text))
        for part in parts_of(self.span.text, self.story):
            if not any(one.start <= part.start < one.end for one in shares):
                yield part
        yield from (Part(PartKind.NUMBER, one.start, one.end, one) for one in shares)

    def _lacks(self, part: Part) -> bool:
        if isinstance(part.value, Quantity) and part.value.unit.measure == "money":
            return not any(agree(part.value, one) for one in self.said.quantities if one.unit == part.value.unit)
        return part.kind is not PartKind.WORDS and not part.is_in(self.said)

    def _found(
        self, kind: HeadlineKind, start: int, end: int, body: Span | None = None, message: str = ""
    ) -> HeadlineFinding:
        words = self.story.span(start, end)
        said = message or f"“{words.text}” is nowhere in the story below the headline."
        return HeadlineFinding(kind=kind, headline=words, story=body, message=said)

    def _part(self, part: Part, drift: Drift | None = None) -> HeadlineFinding:
        kind = HeadlineKind.QUOTATION if part.kind is PartKind.QUOTATION else _KINDS[part.kind]
        start, end = self.span.start + part.start, self.span.start + part.end
        if drift is None or drift.source is None:
            return self._found(kind, start, end)
        words = self.story.text[start:end]
        return self._found(
            kind, start, end, drift.source, f"The headline says “{words}”, the story “{drift.source.text}”."
        )

    def _quotations(self, absent: Sequence[Part]) -> Iterator[HeadlineFinding]:
        for part in absent:
            if part.kind is not PartKind.QUOTATION:
                continue
            words = self.span.text[part.start : part.end]
            stems = set(content_stems(words))
            told = any(stems <= set(content_stems(self.body.sentence_text(one.number))) for one in self.body.sentences)
            if len(_WORD.findall(words)) >= _FEWEST_QUOTED and not told:
                yield self._part(part)

    def _amounts(self, absent: Sequence[Part]) -> Iterator[HeadlineFinding]:
        """Amounts and dates that no sentence has, or that a sentence with the same content has differently."""
        for span in self.same_matter(NUMBERS_SAME):
            for find, kind in ((find_number_drift, HeadlineKind.NUMBER), (find_date_drift, HeadlineKind.DATE)):
                for drift in find(self.span, [span], story=self.alone, source=self.body):
                    some = _SOME.match(self.story.text, drift.story.end)
                    if drift.conflict and drift.source and not some and not self._has(drift.story):
                        said = f"The headline says “{drift.story.text}”, the story “{drift.source.text}”."
                        yield self._found(kind, drift.story.start, drift.story.end, drift.source, said)
        for part in absent:
            value, words = part.value, self.span.text[part.start : part.end]
            if isinstance(value, Moment):
                if value.year is not None and str(value.year) in words:
                    yield self._part(part)
            elif isinstance(value, Quantity) and self._is_sure(part, value) and not self._is_reckoned(value):
                yield self._part(part)

    def _has(self, words: Span) -> bool:
        """Whether another sentence of the body has the amount or the date, or two amounts add up to it."""
        text, at = self.span.text, words.start - self.span.start
        if any(one.start <= at < one.end for one in ratios(text)):
            return True  # looked at as a share
        for quantity in find_quantities(text):
            if quantity.start == at:
                return (
                    quantity.unit.measure == "score"
                    or self._is_reckoned(quantity)
                    or any(agree(quantity, one) for one in self.said.quantities if _is_of_one_currency(quantity, one))
                )
        parts = [part for part in parts_of(text, self.story) if part.start <= at < part.end]
        return any(part.is_in(self.said) for part in parts)

    def _is_sure(self, part: Part, amount: Quantity) -> bool:
        """Whether a body that lacks the amount cannot have it in another form."""
        small = amount.unit.measure == "count" and amount.high <= _SMALL and not self._is_toll(part)
        of_life = _LIFE.search(self.span.text[: part.start]) is not None and self._knows_year()
        return not small and not of_life and amount.unit.measure not in _RECKONED_FROM_DAYS

    def _is_toll(self, part: Part) -> bool:
        """Whether it counts people killed, hurt or held, and the body counts them, too."""
        told = fates(self.span.text, part.start, part.end)
        return any(
            told & fates(span.text, one.start, one.end)
            for span in self.same_matter(NUMBERS_SAME)
            for one in find_quantities(span.text)
            if told and one.unit.measure == "count"
        )

    def _knows_year(self) -> bool:
        return any(one.year is not None for one in self.said.moments)

    def _is_reckoned(self, amount: Quantity) -> bool:
        """Whether the body has what this amount comes of: other amounts, two years, or a fraction in words."""
        measure, value = amount.unit.measure, amount.low
        if measure == "share" and _FRACTIONS.get(value, _NO_FRACTION).search(self.body.text):
            return True
        of_people = bool(fates(self.span.text, amount.start, amount.end))
        if measure == "count" and not of_people and value <= _A_LIFE and self._is_time_between(value):
            return True
        names_one = not of_people or tells_of_one(self.body.text)
        return is_derived_in_text(amount, self.said.quantities, names_one=names_one)

    def _is_time_between(self, years: Fraction) -> bool:
        """Whether so many years lie between two that the body names, or one and the story's own."""
        named = {one.year for one in self.said.moments if one.year is not None}
        published = published_on(self.story.published)
        named |= {published.year} if published else set()
        return any(abs(a - b - years) <= 1 for a, b in permutations(named, 2))

    def _names(self) -> Iterator[HeadlineFinding]:
        if not _is_plain_case(self.span.text):
            return
        drifts = [
            drift
            for span, share in self.nearest[:_SENTENCES]
            for drift in find_name_drift(self.span, [span], story=self.alone, source=self.body)
            if drift.conflict and (share >= NAMES_SAME or drift.label == "misspelt")
        ]
        for name in names(self.alone.text, self.body.text, start=self.span.start, end=self.span.end):
            part = Part(PartKind.NAME, name.start - self.span.start, name.end - self.span.start, name)
            if not self._is_name(name) or part.is_in(self.said):
                continue
            drift = next((one for one in drifts if one.story.start < name.end and name.start < one.story.end), None)
            if drift and drift.source and _is_form(name.text, drift.source.text):
                continue
            if drift or (self._speaks(part) and not set(content_stems(name.text)) & self.said.stems):
                yield self._part(part, drift)

    def _is_name(self, name: Name) -> bool:
        """Whether it names a person or a body, as far as its words show, and is not an abbreviation."""
        words = name.text.split()
        known = name.unsure and any(map(is_word, words))
        return not (name.is_place or known or PLACES & set(name.tokens)) and all(map(_is_spelt, words))

    def _speaks(self, part: Part) -> bool:
        after, before = self.span.text[part.end :], self.span.text[: part.start]
        if _HOLDS.search(before) or after.startswith(", who "):
            return True
        if after.startswith(":") and (before.strip() or not isinstance(part.value, Name) or not _is_person(part.value)):
            return False  # the story's topic or place: "Heatwave: …"
        return bool(_SPEAKING.match(after) or (_SPOKEN_BY.search(before) and not after.strip()))

    def _certainty(self) -> Iterator[HeadlineFinding]:
        for span in self.same_matter():
            for drift in find_attribution_drift(self.span, [span], story=self.alone, source=self.body):
                if drift.label in ("hedge_lost", "hardened") and drift.source:
                    said = f"The headline states as a fact what the story has as “{drift.source.text}”: “{drift.story.text}”."
                    yield self._found(HeadlineKind.CERTAINTY, drift.story.start, drift.story.end, drift.source, said)
                    return

    def _negations(self) -> Iterator[HeadlineFinding]:
        """A verb that the headline denies and the body states, or the other way round."""
        ours = tokens(self.span.text)
        every = [tokens(self.body.sentence_text(one.number)) for one in self.body.sentences]
        all_denied = {key for spoken in every for key, _, _ in denied(spoken)}
        all_keys = frozenset(one.key for one in ours)
        all_told = {spoken[verb.index].key for spoken in every for verb in told(spoken, all_keys)}
        for span in self.same_matter(SURELY_SAME):
            theirs = tokens(span.text)
            for key, start, end in denied(ours):
                verb = next((one for one in told(theirs, frozenset({key}))), None)
                if verb and key not in all_denied and not _NEGATIVE.search(span.text):
                    yield self._denial(start, end, span, verb.start, verb.end)
            for key, start, end in denied(theirs):
                verb = next((one for one in told(ours, frozenset({key}))), None)
                if verb and key not in all_told and not _NEGATIVE.search(self.span.text):
                    yield self._denial(verb.start, verb.end, span, start, end)

    def _denial(self, start: int, end: int, span: Span, there: int, until: int) -> HeadlineFinding:
        other = self.story.span(span.start + there, span.start + until)
        words = self.span.text[start:end]
        said = f"The headline says “{words}”, the story “{other.text}”."
        return self._found(HeadlineKind.NEGATION, self.span.start + start, self.span.start + end, other, said)


def _is_plain_case(text: str) -> bool:
    """Whether capitals mark names: most of the longer words begin in lower case."""
    longer = [word for word in _WORD.findall(text)[1:] if len(word) > 3]
    small: int = sum(word[0].islower() for word in longer)
    return small * 2 >= len(longer)


def _is_person(name: Name) -> bool:
    return len(name.tokens) > 1 and is_first_name(name.tokens[0])


def _is_spelt(word: str) -> bool:
    """Whether a word of a name is written like one: a capital, then small letters."""
    return word[:1].islower() or word[1:].casefold() == word[1:]


def _is_of_one_currency(one: Quantity, other: Quantity) -> bool:
    """Whether two amounts are comparable: sums in two currencies are not, unless their figures are equal."""
    return one.unit.measure != "money" or one.unit == other.unit


_ENDINGS = frozenset("s n ns an ans ian ians ic i is ish ese al ist ists".split()) | {""}
_ROOT = 5


def _is_form(one: str, other: str) -> bool:
    """Whether the last words of two names are forms of one: "Democrats", "Democratic"."""
    first, second = (text.casefold().split()[-1] for text in (one, other))
    root = next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    return root >= _ROOT and first != second and {first[root:], second[root:]} <= _ENDINGS
