"""Who says a stretch of text, judged by the words around it.

The patterns are those of news prose: a cue verb after the quotation ("…," said X; "…," X, the mayor, told reporters) or
before it (X said that "…"; X: "…"), "according to X", and a quotation that continues after an interruption or in the
next paragraph. Anything else has no speaker here: None is an answer, and better than a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.english.marks import Quoted
from factcheck.english.numerals import any_of
from factcheck.english.persons import PERSON, SENTENCE_START, antecedent, quotations_of
from factcheck.english.short_titles import NO_TITLE_BEFORE
from factcheck.english.turns import turn_at
from factcheck.english.verbs import FINITE

_CUE_VERBS = """
said says say saying told tells tell telling added adds adding stated states asked asks asking replied replies
responded responds wrote writes tweeted tweets posted posts argued argues arguing claimed claims claiming insisted
insists noted notes noting explained explains explaining warned warns warning announced announces declared declares
continued continues recalled recalls acknowledged acknowledges admitted admits conceded concedes concluded concludes
suggested suggests quipped joked jokes testified testifies alleged alleges denied denies called calls calling
described describes describing dubbed vowed vows promised promises predicted predicts complained complains observed
observes remarked remarks commented comments emphasized emphasised emphasizes stressed stresses stressing urged
urges urging boasted mused believes believed thinks thought shouted charged charges countered counters lamented
began agreed agrees asserted asserts contended contends cautioned cautions mentioned mentions exclaimed read reads
declaring accused accuses blasted criticized criticised praised maintained maintains reported reports reporting
revealed reveals confirmed confirms pledged pledges expressed cited quoted tweeting writing referring referred
pointed points labeled labelled slammed ripped cried yelled whispered put puts pleading repeated repeats reiterated
reiterates signalled signaled indicated indicates proclaimed marveled raved fumed opined chimed pleaded apologized apologised
bragged scoffed snapped hailed lauded offered speculated proposed worried fears hopes hoped feels felt found chanted
deadpanned retorted advised advises informed announcing concluding suggesting insisting asserting yells sings sang
branded decried denounced denounces derided condemned condemns demanded demands mocked ruled rules agree conclude
"""
CUE = re.compile(rf"\b(?:{'|'.join(sorted(_CUE_VERBS.split(), key=len, reverse=True))})\b")
"""A verb of saying, thinking or writing."""
_CUE_AT = re.compile(rf"\s*(?:(?:also|then|later|once|quickly|\w+ly)\s+)?({CUE.pattern})\b")
_NO_VERB_AFTER = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|our|my|your|this|that|these|those|of|both|some|any|no|several|many|other|swing)"
    r"|[’']s?)\s+(?P<between>[a-z]+[a-z-]*(?<!ly)\s+)?$"
)
"""Words before a noun that looks like a verb of saying: "the states", "Obama's remarks", "of his comments"."""
_NOUN_TOO = frozenset(
    "states claims reports notes comments charges calls posts tweets hopes fears offers remarks quips jokes read reads "
    "points found felt says feels put puts thought report call claim promise promises tweet post worried reporting".split()
)
"""Forms in the list of verbs of saying that are as often nouns, or verbs of something else."""
_SELDOM_A_NOUN = frozenset({"says", "found", "felt", "feels", "thought"})
"""Those of them that are verbs behind a noun: "the doctor says" against "the state claims"."""
_QUOTATION_ENDED = re.compile(r"(?:,[”\"’']+|[?!—–-][”\"]+)\s*$")
_RELATIVE = re.compile(r"\s*,?\s*\b(?:who|which|that)\s*$")
"""The relative pronoun that is the subject of a clause."""
_ASIDE = re.compile(r"\s*\([^()]{1,60}\)\s*$")
"""Text in brackets after a name: "(R-Utah)"."""
_HEAD = re.compile(r"(?:he|she|they|it|I|we|(?:[A-Z][\w.’'-]*)(?:\s[A-Z][\w.’'-]*)*)\b")
"""A name or a pronoun with which a clause begins."""
_LAST_PHRASE = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|one|some|many|several|most|two|three|other)\s+)?(?:[\w’'-]+\s+){0,2}[\w’'-]+$"
)
_LAST_NAME = re.compile(r"(?:\b[Tt]he\s+)?(?:[A-Z][\w.’'-]*\s+)*[A-Z][\w’'-]*$")
_OPENERS = re.compile(
    r"(?:(?:but|and|or|so|as|while|after|before|since|although|though|if|when|because|that|which|where|than|also|then|still|"
    r"yet|even|once|until|whether|earlier|later|meanwhile|instead|however)\s+)+",
    re.IGNORECASE,
)
"""Words that open a clause before its subject."""
PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being|got)\s+(?:\w+ly\s+|not\s+|also\s+|then\s+)?$")
_LABEL = re.compile(r"((?:[A-Z][\w.'’-]*|of|the|de|van|von)(?:\s(?:[A-Z][\w.'’-]*|of|the|de|van|von)){0,7}):\s")
"""A name that labels what follows: "Ida Berg: “…”"."""
_BOTH = re.compile(r"(?:(?:[A-Z][\w.’'-]*|of|the)\s+)*[A-Z][\w.’'-]*\s+and\s+$")
"""The first of two names, and what joins it to the second."""
_FINITE = re.compile(rf"\s(?:{any_of(FINITE)}|said|told|remains?|makes?|[a-z]+n[’']t)\s")
"""A verb within what should be a name."""
_BAD_FIRST = frozenset(
    "then has had have was were is are been then called told found came went appeared also who which that with despite "
    "amid among without because if as than when while after before since although though not never just only and or "
    "but to of in on at by for from about into over under".split()
)
_BAD_LAST = frozenset(
    "who which that and or but the a an of to in on at by for from with about as than when while has had have was were "
    "is are been be not never’s".split()
)
"""Words with which no name begins, and with which none ends: such a phrase is a piece of a clause."""
_ACCORDING = re.compile(r"[Aa]ccording to\s+|[Ii]n the words of\s+")
PRONOUNS = frozenset({"he", "she", "they", "i", "we", "it", "who", "you", "that", "which", "one"})
_AUXILIARY = re.compile(
    r"\s+(?:has|had|have|was|is|were|would|will|could|can|may|might|also|then|later|once|first|still|even|never|not|"
    r"went on to|did|does|do|repeatedly|reportedly|recently|(?!(?:fami|al|ral|assemb|rep|supp|monopo|bel|bul|f)ly)[a-z]+ly)\s*$"
)
_CLAUSE_EDGE = re.compile(
    r"[;:“”\"()—–]|\s--?\s|,\s|\b(?:and|but|while|as|that|because|when|after|before|if|which|where|though|although|since|"
    r"until|whether|than|so|or|what|how|why)\s"
)
_NOUN_PHRASE = re.compile(r"(?:[\w$&.'’/%-]+)(?:\s+[\w$&.'’/%-]+){0,11}")
_PHRASE_END = re.compile(
    rf"[,;:“”\"()—–?!]|\.(?<!\b[A-Z]\.){NO_TITLE_BEFORE}(?=\s|$)"
    r"|\s(?:in|on|at|during|after|before|when|while|as|to|that|who|about|with|by|from|and then|but|last|this|"
    r"earlier|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|of how|referring|adding|noting|because|if)\b"
)
_LEADING = re.compile(
    r"(?:(?:Meanwhile|Instead|However|Also|[A-Z][a-z]+ [^,;:“\"]{1,40}),? )?"
    r"((?!After|Before|When|While|Meanwhile|Instead|However|In |On |At |With |As |Since |Amid |Despite |By |For |From |But |And )"
    r"(?:[Tt]he\s)?(?:[A-Z][\w.'’-]*\s)*(?:[A-Z][\w’'-]+|he|she|they|it))\b"
)
_SUBJECT_LIKE = re.compile(
    r"[A-Z]|\d+ per ?cent\b|\b(?:he|she|they|it|i|we|who|one|some|many|several|others?|another|both|neither|each|every|no|\w+s|"
    r"a|an|the|his|her|their|my|our|your|most|police)\b"
)
_OWNED = re.compile(r"(?:its|his|her|their|our|my|the|an?|[\w-]+[’']s)\s+[a-z][\w\s’'-]*$", re.IGNORECASE)
"""An office without a name: "its secretary", "the visitors' coach", "Velle's mayor"."""


@dataclass(frozen=True)
class Speaker:
    """A speaker: `name`, written at `text[start:end]`, and for a pronoun the name it stands for."""

    name: str
    start: int
    end: int
    stands_for: str | None = None

    @property
    def known_as(self) -> str | None:
        """The name, or the pronoun's resolution; None for an unresolved pronoun."""
        return self.stands_for if self.name.casefold() in PRONOUNS else self.name


def speaker_of(text: str, start: int, end: int) -> Speaker | None:
    """Who says `text[start:end]`, a quotation (with or without its marks) or a stretch of one."""
    quotations = quotations_of(text)
    position = bisect_right([one.outer_start for one in quotations], start) - 1
    if position < 0 or quotations[position].outer_end < end:
        return _before(text, start) or _after(text, end)
    return _speaker_of_quotation(text, quotations, position)


def known_speaker(text: str, start: int, end: int) -> str | None:
    """The name of who says `text[start:end]`, None where it stays open; in a transcript, whose turn it is.

    Words that somebody else is quoted with in a turn are not the turn's.
    """
    turn = turn_at(text, start)
    if turn and not any(one.outer_start <= start < one.outer_end for one in quotations_of(text)):
        return turn.speaker
    found = speaker_of(text, start, end)
    name = found.known_as if found else None
    is_turns = turn and found and found.name.casefold() in ("i", "we")
    return turn.speaker if turn and is_turns and name is None else name


def _speaker_of_quotation(text: str, quotations: tuple[Quoted, ...], position: int) -> Speaker | None:
    mark = quotations[position]
    found = _after(text, mark.outer_end) or _before(text, mark.outer_start)
    if found is None:
        found = _neighbour(text, quotations, position)
    return found


def _neighbour(text: str, quotations: tuple[Quoted, ...], position: int) -> Speaker | None:
    """The speaker of the quotation that this one continues, or, in the same paragraph, that continues this one."""
    mark = quotations[position]
    starts = _starts(text, mark.outer_start)
    if len(starts) > 1 and starts[-1] == mark.outer_start and "\n\n" not in text[starts[-2] : mark.outer_start]:
        # Ana Ruiz spoke of an accident, officers said. "…."
        first = starts[-2]
        if not (position and quotations[position - 1].outer_end > first) and (
            found := _named_in(text, first, starts[-1])
        ):
            return found
    if position:
        previous = quotations[position - 1]
        gap = text[previous.outer_end : mark.outer_start]
        if gap.count("\n\n") <= 1 and (found := _own(text, previous)) is not None:
            return found
    # "…." A new sentence of the reporter names the speaker first: Nasser was heard last. "…."
    before = text[text.rfind("\n\n", 0, mark.outer_start) + 1 : mark.outer_start]
    if not before.strip() and position + 1 < len(quotations):
        following = quotations[position + 1]
        if "\n\n" not in text[mark.outer_end : following.outer_start]:
            return _own(text, following)
    if position and text[quotations[position - 1].outer_end : mark.outer_start].count("\n\n") <= 1:
        return _neighbour(text, quotations, position - 1)
    return None


def _own(text: str, mark: Quoted) -> Speaker | None:
    return _after(text, mark.outer_end) or _before(text, mark.outer_start)


def _after(text: str, end: int) -> Speaker | None:
    """The speaker named right after a quotation that ends at `end`, in the same sentence."""
    inner = text[:end].rstrip("\"”’'»")
    tail = re.match(r"[\"”’'»]*\s*([,—–-]*)\s*", text[end:])
    if tail is None or "\n\n" in tail[0]:
        return None
    offset = end + tail.end()
    if inner.endswith((".", "…")) and not tail[1] and not _CUE_AT.match(text, offset):
        return None
    stop = SENTENCE_START.search(text, offset)
    clause_end = min(stop.start() if stop else len(text), offset + 260)
    if according := _ACCORDING.match(text, offset, clause_end):
        return phrase_from(text, according.end(), clause_end)
    if (cue := _CUE_AT.match(text, offset, clause_end)) and not cue[1].endswith("ing"):
        return phrase_from(text, cue.end(), clause_end)
    if not (tail[1] or inner.endswith((",", "?", "!", "-", "—", "–"))):
        return None
    cue = next(verbs_of_saying(text, offset, clause_end), None)
    mark = re.compile(r"[“\"«]").search(text, offset, clause_end)
    if cue is None or (mark and mark.start() < cue.start()):
        return None
    # "…," Ann Smith, mayor of Velle, one of the towns on the river, said: the first words are the name.
    first = re.compile(r"[^,;:()]{2,70}(?=,\s)").match(text, offset, cue.start())
    if first and PERSON.search(first[0]) and not next(verbs_of_saying(text, offset, first.end()), None):
        return _trimmed(text, first.start(), first.end())
    return subject_before(text, offset, cue.start())


def _before(text: str, start: int) -> Speaker | None:
    """The speaker named before a quotation that starts at `start`: in its sentence, or one that ends with a colon."""
    starts = _starts(text, start)
    if starts and not text[starts[-1] : start].strip() and text[: starts[-1]].rstrip().endswith(":"):
        starts.pop()
    clause = max(starts, default=max(0, start - 500))
    return _named_in(text, clause, start)


def _starts(text: str, start: int) -> list[int]:
    """The starts of sentences shortly before `start`, or at it."""
    ends = (found.end() for found in SENTENCE_START.finditer(text, max(0, start - 500), start + 1))
    return [end for end in ends if end <= start]


def _named_in(text: str, clause: int, start: int) -> Speaker | None:
    """The subject of the last verb of saying in `text[clause:start]`, the beginning of a sentence or all of it."""
    cues = [found for found in verbs_of_saying(text, clause, start) if _is_free(text, clause, found.start())]
    main = [found for found in cues if not _RELATIVE.search(text[clause : found.start()])]
    cues = main or cues
    accordings = list(_ACCORDING.finditer(text, clause, start))
    if accordings and (not cues or accordings[-1].start() > cues[-1].start()):
        return phrase_from(text, accordings[-1].end(), start)
    for cue in reversed(cues):
        participle = cue[0].endswith("ing") and not re.search(
            r"\b(?:is|was|are|were|been)\s*$", text[clause : cue.start()]
        )
        if not participle and (found := subject_before(text, clause, cue.start())):
            return found
    label = _LABEL.match(text[clause:start])
    if label:
        return Speaker(label[1], clause + label.start(1), clause + label.end(1))
    # "X called for calm, saying …": the participle's subject is the sentence's.
    return leading_name(text, clause, start) if cues else None


def leading_name(text: str, start: int, end: int) -> Speaker | None:
    """The name or pronoun with which the sentence `text[start:end]` begins."""
    leading = _LEADING.match(text, start, end)
    return _speaker(text, leading.start(1), leading.end(1)) if leading else None


def verbs_of_saying(text: str, start: int, end: int, also: re.Pattern[str] | None = None) -> Iterator[re.Match[str]]:
    """The verbs of saying in `text[start:end]`, nouns of the same form and passives left out; `also` is more of them."""
    found_all = [*CUE.finditer(text, start, end), *(also.finditer(text, start, end) if also else ())]
    for found in sorted(found_all, key=lambda one: (one.start(), one.start() - one.end())):
        before = text[max(start, found.start() - 40) : found.start()]
        noun = _NO_VERB_AFTER.search(before) if found[0] in _NOUN_TOO else None
        if noun and not (noun["between"] and _is_verb_after(before[: noun.start()], found[0], text[found.end() : end])):
            continue
        if found[0].endswith("ing") or not PASSIVE.search(before):
            yield found


def _is_verb_after(before: str, form: str, after: str) -> bool:
    """Whether a form that may be a noun is a verb behind an article and a noun: "the doctor says", "the guide claims that"."""
    quoted = _QUOTATION_ENDED.search(before) is not None
    return quoted or form in _SELDOM_A_NOUN or re.match(r"\s+(?:that|out)\b", after) is not None


def _is_free(text: str, clause: int, at: int) -> bool:
    """Whether `at` is outside the quotations between `clause` and it."""
    return not any(one.outer_start <= at < one.outer_end for one in quotations_of(text) if one.outer_end > clause)


def phrase_from(text: str, start: int, stop: int) -> Speaker | None:
    """The noun phrase that begins at `start`."""
    while start < stop and text[start].isspace():
        start += 1
    edge = _PHRASE_END.search(text, start + 1, stop)
    end = edge.start() if edge else stop
    # "according to the paper had no say": what it says begins with its verb.
    verb = _FINITE.search(text, start + 1, end)
    end = verb.start() if verb else end
    name = text[start:end].rstrip(" .")
    if not name or not _NOUN_PHRASE.match(name):
        return None
    if _OWNED.fullmatch(name) and (person := PERSON.match(text, end + 2, stop)) and text[end : end + 2] == ", ":
        return _speaker(text, person.start(), person.end())  # "said its head, Ida Berg"
    return _speaker(text, start, start + len(name))


def subject_before(text: str, start: int, end: int) -> Speaker | None:
    """The subject of the verb at `end`: the noun phrase before it, an apposition between commas left out."""
    segment = text[start:end].rstrip()
    while cut := _AUXILIARY.search(segment) or _ASIDE.search(segment):
        segment = segment[: cut.start()].rstrip()
    if relative := _RELATIVE.search(segment):
        # "They asked the Harbour Police, which said": the last phrase before the pronoun says who.
        head = segment[: relative.start()].rstrip(" ,.")
        phrase = _LAST_NAME.search(head) or _LAST_PHRASE.search(head)
        return _trimmed(text, start + phrase.start(), start + phrase.end()) if phrase else None
    if joined := re.search(r",?\s(?:and|but|then)$", segment):
        # "Berg laughed and said": the subject begins the clause of the verb before.
        head = segment[: joined.start()]
        begin = max((edge.end() for edge in _CLAUSE_EDGE.finditer(head)), default=0)
        phrase = _HEAD.match(head, begin + len(opener[0]) if (opener := _OPENERS.match(head, begin)) else begin)
        return _trimmed(text, start + phrase.start(), start + phrase.end()) if phrase else None
    if segment.endswith(","):
        # "X, the mayor of Y, said": the subject is before the first comma of the apposition.
        commas = [found.start() for found in re.finditer(r",\s", segment)]
        for comma in reversed(commas):
            head = segment[:comma]
            edges = [edge.end() for edge in _CLAUSE_EDGE.finditer(head)]
            begin = max(edges, default=0)
            apposition = segment[comma + 1 :].strip(" ,")
            if _OWNED.match(head[begin:].strip()) and PERSON.fullmatch(apposition):
                at = start + segment.index(apposition, comma)  # "its secretary, Ida Berg, said": the name says who
                return _speaker(text, at, at + len(apposition))
            if re.search(r"[A-Z]", head[begin:]) or head[begin:].strip().casefold() in PRONOUNS:
                return _trimmed(text, start + begin, start + comma)
        segment = segment.rstrip(",")
    edges = [edge.end() for edge in _CLAUSE_EDGE.finditer(segment)]
    begin = max(edges, default=0)
    if both := _BOTH.search(segment[:begin]):
        begin = both.start()  # "Ida Berg and Tom Feld said"
    return _trimmed(text, start + begin, start + len(segment))


def _trimmed(text: str, start: int, end: int) -> Speaker | None:
    if opener := _OPENERS.match(text, start, end):
        start = opener.end()
    piece = text[start:end]
    name = piece.strip(" \n\t,.\"“”’'-—–")
    words = name.split()
    if not words or len(words) > 14 or not _SUBJECT_LIKE.search(name):
        return None
    if _FINITE.search(name) and not re.search(r"\b(?:who|whose|that|which)\b", name):
        return None
    if CUE.fullmatch(words[0]) or re.search(r"\b(?:his|her|its|their|my|our)$", name):
        return None
    if words[0].casefold() in _BAD_FIRST - PRONOUNS or words[-1].casefold() in _BAD_LAST - PRONOUNS:
        return None
    begin = start + piece.index(name)
    return _speaker(text, begin, begin + len(name))


def _speaker(text: str, start: int, end: int) -> Speaker:
    name = text[start:end]
    return Speaker(name, start, end, antecedent(text, start) if name.casefold() in {"he", "she"} else None)
