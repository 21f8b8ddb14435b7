"""Edits of quotations, of who says something and of how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from random import Random

from evals.bench.planting.edits import Edit, Planter, replaced
from evals.bench.planting.material import Sentence
from evals.bench.planting.naming import PEOPLE, names_of
from factcheck.records import DriftKind

_QUOTED = re.compile(r"“(?P<curly>[^“”\n]{12,300})”|(?<!\S)\"(?P<straight>[^\"\n]{12,300})\"(?!\w)")
_WORDS = re.compile(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])")
_EMPTY = frozenset(
    """that this with from have been were they them their there then than what when which will would could should about into your
    just also very more most some such only over much many even each both said says does""".split()
)
_SWAPS = (
    "careful bitter rapid narrow distant gentle sudden wooden formal silver bridge harvest engine market winter garden signal"
).split()
_TURNS = (
    (re.compile(r"\b(is|are|was|were|will|would|can|could|should|must|has|have)\b(?! not\b|n['’]t)"), r"\1 not"),
    (re.compile(r"\b(is|are|was|were|will|would|should|must|has|have) not\b"), r"\1"),
    (re.compile(r"\b(is|are|was|were|would|should|have|has)n['’]t\b"), r"\1"),
)
_SAY = r"(?:said|says|added|told reporters|explained|warned|insisted|claimed)"
_PERSON = r"[A-Z][\w-]+(?:\s[A-Z][\w-]+){1,2}(?![’'])"


def _quotations(sentence: Sentence) -> list[tuple[int, int]]:
    """The stretches in quotation marks of four words and more, of a sentence whose marks come in pairs."""
    text = sentence.text
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        return []
    spans = [match.span(match.lastgroup or 0) for match in _QUOTED.finditer(text)]
    return [span for span in spans if len(text[slice(*span)].split()) >= 4 and not _is_title(text[slice(*span)])]


def _is_title(text: str) -> bool:
    """Whether most words have capitals, as in the title of a work, which quotes nobody."""
    words = [word for word in text.split() if word[0].isalpha()]
    return sum(word[0].isupper() for word in words) * 2 > len(words)


def _content(text: str, start: int, end: int) -> list[re.Match[str]]:
    return [word for word in _WORDS.finditer(text, start, end) if word[0] not in _EMPTY]


def _in_quotation(sentence: Sentence, start: int, end: int, new: str, span: tuple[int, int]) -> Edit:
    """The edit inside a quotation; its place is the whole quotation."""
    text = sentence.text[:start] + new + sentence.text[end:]
    stop = span[1] + len(new) - (end - start)
    return Edit(text, span[0], stop, sentence.text[slice(*span)], (DriftKind.QUOTATION,))


def _word_replaced(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for span in _quotations(sentence):
        if words := _content(sentence.text, *span):
            word = random.choice(words)
            new = random.choice([w for w in _SWAPS if w not in sentence.text])
            yield _in_quotation(sentence, *word.span(), new, span)


def _word_dropped(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for span in _quotations(sentence):
        words = [
            w
            for w in _content(sentence.text, *span)
            if sentence.text[w.end() : w.end() + 1] == " " and w.start() > span[0]
        ]
        words = [w for w in words if w.end() + 1 < span[1]]
        if words:
            word = random.choice(words)
            yield _in_quotation(sentence, word.start(), word.end() + 1, "", span)


def _word_inserted(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for span in _quotations(sentence):
        words = [w for w in _content(sentence.text, *span) if w.start() > span[0]]
        if words:
            word = random.choice(words)
            yield _in_quotation(sentence, word.start(), word.start(), random.choice(_SWAPS) + " ", span)


def _turned_round(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for span in _quotations(sentence):
        for pattern, new in _TURNS:
            if found := pattern.search(sentence.text, *span):
                yield _in_quotation(sentence, *found.span(), found.expand(new), span)
                break


def _may_be_quoted(source: str) -> bool:
    """Whether a source is somebody's own words: the first person outside quotation marks, or lines with their speakers."""
    own_words = re.findall(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b", _QUOTED.sub("", source))
    return len(own_words) > 1 or len(re.findall(r"^(?:[A-Z][\w.’'-]* ?){1,5}: ", source, re.MULTILINE)) > 2


def _extended(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    """The closing mark is moved behind the reporter's next three words."""
    text = sentence.text
    for start, end in _quotations(sentence):
        following = re.compile(r"(?:\s[A-Za-z]{2,}){3}").match(text, end + 1)
        if (
            following
            and not _may_be_quoted(sentence.source.text)
            and text[end - 1].isalpha()
            and not re.search(rf"\b{_SAY}\b", following[0])
        ):
            new = text[start:end] + following[0] + text[end]
            edited = text[:start] + new + text[following.end() :]
            yield Edit(edited, start, start + len(new) - 1, text[start:end], (DriftKind.QUOTATION,))


def _unquoted_put_in_marks(sentence: Sentence, random: Random) -> Iterator[Edit]:
    """What the source says in its own words is put in marks, as what somebody said."""
    text = sentence.text
    clean = re.fullmatch(r"[A-Z][^“”\"‘’']{40,200}\.", text)
    if clean and not _may_be_quoted(sentence.source.text) and not re.search(rf"\b(?:{_SAY}|[Aa]ccording)\b", text):
        who = random.choice(PEOPLE)
        edited = f"“{text[:-1]},” said {who}."
        yield Edit(edited, 1, len(text), text, (DriftKind.QUOTATION,))


def _spliced(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    """Two quotations of one sentence are made one, without what stands between them."""
    spans = _quotations(sentence)
    text = sentence.text
    for (start, stop), (begin, end) in pairwise(spans):
        between = text[stop + 1 : begin - 1]
        if re.search(rf"\b(?:{_SAY}|adds|explains|tells?|told|asked|continued|argued|wrote|recalled)\b", between):
            continue  # "…," he said, "…" is one quotation
        new = text[start:stop].rstrip(" ,.") + " " + text[begin:end]
        edited = text[:start] + new + text[end:]
        yield Edit(edited, start, start + len(new), text[start:end], (DriftKind.QUOTATION,))


def _given_to_another(sentence: Sentence, random: Random) -> Iterator[Edit]:
    text = sentence.text
    for span in _quotations(sentence):
        after = re.compile(rf"[”\"],?\s(?:{_SAY}\s(?P<who>{_PERSON})|(?P<subject>{_PERSON})\s{_SAY})").match(
            text, span[1]
        )
        before = re.compile(rf"(?P<who>{_PERSON})\s{_SAY}(?: that)?[,:]?\s[“\"]$").search(text[: span[0]])
        group = "who" if before or (after and after["who"]) else "subject"
        match = after or before
        if match is None:
            continue
        start, end = match.span(group)
        new = random.choice([name for name in PEOPLE if name not in sentence.source.text])
        edited = text[:start] + new + text[end:]
        moved = len(new) - (end - start) if start < span[0] else 0
        yield Edit(edited, span[0] + moved, span[1] + moved, text[start:end], (DriftKind.QUOTATION, DriftKind.NAME))


def _negation_elided(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    """An ellipsis is put where the quotation says no."""
    for span in _quotations(sentence):
        text = sentence.text
        found = re.compile(r"(?<=\w )(?:[a-z]+ )?(?:not|never|no) (?:[a-z]+ )?(?=\w+ \w+)").search(text, *span)
        if found and found.start() - span[0] > 10:
            yield _in_quotation(sentence, *found.span(), "… ", span)


_PLAIN_CUES = "said|says|stated|announced|confirmed|warned|added|explained|told the BBC|told reporters|reported"
_DOUBTING_CUES = "alleged|alleges|claimed|claims|believes|believe|argued|argues|insisted|suggested|suspects"
_WHO = (
    r"(?!\w+ (?:is|was|has|have|had|are|were|followed|added)\b)(?:he|she|they|it|police|officials|(?:[A-Z][\w’'.-]+ ?){1,4}|"
    r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[A-Z][\w’'.-]+|\w+ officials)\b[^“”\",;:]{0,50})"
)
_THAT = re.compile(
    rf"(?P<who>{_WHO})\s(?P<cue>{_PLAIN_CUES}|{_DOUBTING_CUES}) that (?P<rest>[^“”\"]{{25,}}[.])", re.DOTALL
)
_AT_END = re.compile(rf"(?P<rest>[A-Z][^“”\"]{{25,}}?), (?P<who>{_WHO})\s(?P<cue>{_PLAIN_CUES}|{_DOUBTING_CUES})\.")
_ACCORDING = re.compile(r"According to (?P<who>[^“”\",]{3,60}), (?P<rest>[^“”\"]{25,}\.)")
_ACCORDING_AT_END = re.compile(r"(?P<rest>[A-Z][^“”\"]{25,}?),? according to (?P<who>[^“”\",.]{3,60})\.")
_REPORTS = (_THAT, _AT_END, _ACCORDING, _ACCORDING_AT_END)


def _reported(sentence: Sentence) -> re.Match[str] | None:
    return next((m for pattern in _REPORTS if (m := pattern.fullmatch(sentence.text))), None)


def _speaker_dropped(sentence: Sentence, *, doubting: bool) -> Iterator[Edit]:
    match = _reported(sentence)
    if (
        match is None
        or (re.search(rf"\b(?:{_DOUBTING_CUES})\b", match.groupdict().get("cue") or "") is not None) != doubting
    ):
        return
    rest = match["rest"].rstrip(" ,.")
    text = rest[0].upper() + rest[1:] + "."
    yield Edit(text, 0, len(text), match["who"], (DriftKind.ATTRIBUTION,))


def _said_dropped(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    return _speaker_dropped(sentence, doubting=False)


def _alleged_dropped(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    return _speaker_dropped(sentence, doubting=True)


def _speaker_changed(sentence: Sentence, random: Random) -> Iterator[Edit]:
    """A named speaker is replaced by another name."""
    match = _reported(sentence)
    if match is None:
        return
    name = re.search(_PERSON, match["who"])
    if name:
        start = match.start("who") + name.start()
        new = random.choice([n for n in PEOPLE if n not in sentence.source.text])
        yield replaced(sentence.text, start, start + len(name[0]), new, DriftKind.ATTRIBUTION, DriftKind.NAME)


_NAMELESS = re.compile(
    r"(?P<who>(?:an? |the |some |several |two )?(?:[a-z]+ ){0,2}(?:officials?|sources?|insiders?|aides?))"
    r"(?= (?:said|says|told|confirmed|added|claimed))",
    re.IGNORECASE,
)


def _nameless_named(sentence: Sentence, random: Random) -> Iterator[Edit]:
    for match in _NAMELESS.finditer(sentence.text):
        if not _quotations(sentence) and not names_of(match["who"], sentence.source.text):
            new = random.choice([n for n in PEOPLE if n not in sentence.source.text])
            yield replaced(sentence.text, *match.span("who"), new, DriftKind.ATTRIBUTION)


_HEDGES_LOST: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:may|might|could) have been\b"), "was"),
    (re.compile(r"\b(?:may|might) (?:also )?have (?=\w+ed\b)"), ""),
    (re.compile(r"\b(?:may|might|could) be\b(?! (?:able|allowed))"), "is"),
    (re.compile(r"\b(?:may|might) (?=[a-z]{3,}\b)(?!(?:not|also|well|even|have)\b)"), "will "),
    (re.compile(r"\b(?:is|are) (?:thought|believed|said|understood|reported|alleged|suspected) to be\b"), "is"),
    (
        re.compile(r"\b(?:is|are|was|were) (?:thought|believed|said|understood|reported|alleged) to have (?=\w+ed\b)"),
        "",
    ),
    (re.compile(r"\b(?:is|are|was|were) (?:thought|believed|said|understood|reported|alleged) to have been\b"), "was"),
    (
        re.compile(
            r"(?<= )(?:reportedly|allegedly|probably|possibly|apparently|perhaps|presumably|supposedly) (?=[a-z])"
        ),
        "",
    ),
    (re.compile(r"(?<= )(?:alleged|suspected) (?=[a-z])"), ""),
    (re.compile(r"\b(?:is|are) likely to (?=[a-z])"), "will "),
    (re.compile(r"\b(?:appears|seems) to be\b"), "is"),
)


def _hedge_dropped(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for pattern, new in _HEDGES_LOST:
        for match in pattern.finditer(sentence.text):
            text = sentence.text[: match.start()] + new + sentence.text[match.end() :]
            yield Edit(text, 0, len(text), match[0], (DriftKind.ATTRIBUTION,))


_HEDGES_ADDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:was|were) (?=\w+ed\b)"), "may have been "),
    (
        re.compile(
            r"\b(?:is|are) (?=[a-z]{4,}\b)(?!(?:being|expected|thought|believed|said|likely|going|also|still|reported)\b)"
        ),
        "may be ",
    ),
    (re.compile(r"\bwill (?=[a-z]{3,}\b)(?!not\b)"), "may "),
    (
        re.compile(r"(?<=[a-z] )(?=(?:killed|attacked|stole|broke|caused|sold|bought|won|lost|left|closed|opened)\b)"),
        "allegedly ",
    ),
)


def _hedge_added(sentence: Sentence, _random: Random) -> Iterator[Edit]:
    for pattern, new in _HEDGES_ADDED:
        for match in pattern.finditer(sentence.text):
            if not any(start <= match.start() < end for start, end in _quotations(sentence)):
                yield replaced(sentence.text, *match.span(), new, DriftKind.ATTRIBUTION)


QUOTATIONS: Mapping[str, Planter] = {
    "a word replaced": _word_replaced,
    "a word dropped": _word_dropped,
    "a word inserted": _word_inserted,
    "statement turned round": _turned_round,
    "extended beyond the marks": _extended,
    "unquoted words put in marks": _unquoted_put_in_marks,
    "two quotations made one": _spliced,
    "given to another speaker": _given_to_another,
    "ellipsis over a negation": _negation_elided,
}
ATTRIBUTIONS: Mapping[str, Planter] = {
    "“said” dropped": _said_dropped,
    "“alleged” dropped": _alleged_dropped,
    "speaker changed": _speaker_changed,
    "nameless source named": _nameless_named,
    "hedge dropped": _hedge_dropped,
    "hedge added": _hedge_added,
}
