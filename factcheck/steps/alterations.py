"""Finds where a claim turns its sentence round while keeping to its words. Code only, no model.

"The vaccine is linked to autism" is made of nothing but words of "is not linked", and "stole the money" of "denies
stealing the money". Here the claim is compared with its own sentence: they may not differ in a number, unit, date or
name (as in `factcheck.drift`), nor in what is denied, done, bounded, or true only under a condition. A claim that
merely says less than its sentence passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from factcheck.documents import from_text
from factcheck.drift import find_drift
from factcheck.english.bounds import bounds_in
from factcheck.english.naming import names
from factcheck.english.numerals import NUMBER_WORDS, PARTS, any_of
from factcheck.english.quantities import find_quantities
from factcheck.english.same_name import same_name
from factcheck.english.verbs import Token, infinitive, key_of, tokens, told
from factcheck.english.words import FUNCTION_WORDS, IN_THE_END, LIKE_A_NOT, NOT_ALL_OF_IT
from factcheck.errors import DocumentError
from factcheck.records import Drift, DriftKind
from factcheck.steps.speaking import not_the_speaker
from factcheck.steps.subjects import other_subject

_PROPER = r"[A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*"
_SCALE = "bn|m|million|billion|thousand"
_TOTAL = re.compile(
    rf"(?P<total>(?:[$€£]?\d(?:[\d,.]*\d)?|\b(?i:{any_of(NUMBER_WORDS - {'one'})})\b)(?:\s?(?:{_SCALE})\b)?)\s"
    rf"(?!per\scent|percent|%|k?m\b|(?:kilo)?met|miles|minutes|hours)(?:[a-z’'-]+\s){{0,4}}?(?:of|in|at|from|across|for|to|between|by)\s"
    rf"(?:the\s)?(?P<names>{_PROPER}(?:,\s(?:the\s)?{_PROPER})*,?\sand\s(?:the\s)?{_PROPER})"
)
"""An amount and the names that have it together: "310 shops of the Coopmart and Vilja chains"."""
_LISTED = re.compile(r",?\sand\s(?:the\s)?|,\s(?:the\s)?")
_OF_EACH = re.compile(r"\b(?:each|both|apiece|respectively|every)\b", re.IGNORECASE)
_SELDOM = frozenset({"rarely", "seldom"})
_ONLY_TO = frozenset({"fail", "refuse", "decline"})
"""Verbs that say "not" only before "to": "declined to comment", not "profits declined"."""
_NO_DENIAL_BEFORE = frozenset("if or whether why".split())
_NO_DENIAL_AFTER = NOT_ALL_OF_IT | frozenset(
    "merely necessarily fewer less more later earlier sooner matter one's yet quite all every everyone always".split()
)
"""Words that limit a "not" to a part: "not only", "no longer", "not all"."""
_ELSE_NEGATIVE = re.compile(
    rf"\b(?:(?:un|dis|non)\w{{4,}}|{LIKE_A_NOT}|(?:prevent|avoid|absen|exclud|except|few)\w*"
    r"|(?:miss(?:ed|es|ing)?|ban(?:s|ned)?|bar(?:s|red)?|free|little|late|only|short))\b|\w+less\b|\w+n[’']t\b",
    re.IGNORECASE,
)
"""Other words that can replace a "not"."""
_CLAUSE_END = re.compile(
    r"[,;:.!?—–”]|\s-\s|\b(?:but|and|although|though|which|who|whose|that|when|where|while|said|says|told)\b"
)
_LEFT_OPEN = re.compile(rf"\b(?:{any_of(IN_THE_END | {'because', 'since'})})\b", re.IGNORECASE)
"""Words after which a "not" may leave open whether it was done."""
_KEYS_DENIED = 2
"""So many words after a "not" belong to the denial."""

_IF = re.compile(r"\b(?:if|unless|whether)\s(?!(?:not|so|any|or)\b)([^,;:.!?—“”]+)", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:if|unless|whether|would|could|may|might|should|can|will|possib\w+|depend\w*|condition\w*|ask\w*|question\w*|need\w*"
    r"|provided|require\w*|decid\w*|consider\w*)\b",
    re.IGNORECASE,
)

_PLANNED = re.compile(
    r"\b(?:(?:ask|urg|t[eo]l[dl]|order|want|advis|call|refus|declin|fail|offer|promis|threaten|vow|propos|recommend|hop|wish|tri|try"
    r"|attempt|need|decid|agree|plan|intend|demand|request|pledg|vot|expect|due|set|seek|sought|aim|bound|bid)\w*"
    r"(?:[^\w.;:“”]+\w+){0,6}?\s+to|(?:would|could|may|might|should|must)(?!\s(?:have|later|eventually|soon|go on)\b))"
    r"\s+(?:(?:not|be|\w+ly)\s+)?(?P<verb>[a-z]{3,})\b"
)
"""Something planned or possible, which does not say that it was done."""

_EVERY = re.compile(
    r"\b(?:every|always|none|entire|entirely|unanimous|unanimously|everyone"
    r"|(?<!in )(?<!at )(?<!of )all(?=\s(?:of\s)?(?:the\s|its\s|his\s|her\s|their\s)?[a-z]))\b",
    re.IGNORECASE,
)
"""Words that make a claim true of all. Not "All 48 lizards", which gives their number."""
_NONE_LEFT = re.compile(
    r"\b(?:all|every\w*|each|no|none|nobody|always|entire\w*|whole|both|unanimous\w*|throughout)\b", re.IGNORECASE
)
_SIDES = tuple(
    tuple(frozenset(map(key_of, side.split())) for side in line.split("|"))
    for line in (
        "rise increase climb grow gain jump soar surge|fall drop decline decrease lose slip slump shrink sink plunge tumble",
        "higher|lower",
        "above|below",
        "before|after",
        "more|less fewer",
        "win beat|lose",
        "admit|deny",
        "approve accept back support|reject oppose",
        "open|close shut",
        "convict|acquit clear",
        "guilty|innocent",
        "arrive enter join|leave",
        "buy|sell",
        "hire|fire sack dismiss",
        "north northern|south southern",
        "east eastern|west western",
        "mother|father",
        "brother|sister",
        "son|daughter",
        "husband|wife",
        "man|woman",
        "boy|girl",
        "often|seldom rarely",
        "early earlier|late later",
        "widen|narrow",
        "tighten|ease loosen",
        "lift|impose",
        "minimum|maximum",
    )
)
"""Opposites: a claim that has one for the other turns its sentence round."""
_OTHERWISE = {("about", "more than"), ("more than", "about"), ("more than", "less than"), ("less than", "more than")}
_BOUNDED = ("about", "more than", "less than")
_NOT_BEFORE = re.compile(r"\b(?:not|never|no|nowhere)\s$|n[’']t\s$", re.IGNORECASE)
_THROUGH_CONTENT = re.compile(
    rf"(?:(?:{any_of(FUNCTION_WORDS | NUMBER_WORDS | PARTS.keys())}|every|each|[$€£]?\d[\d.,]*)[\s-])*[^\W\d_][\w’'-]*",
    re.IGNORECASE,
)
"""Words up to the first that is neither a number nor a function word."""
_COUNTED = re.compile(r"(?!(?:ordinal|label|score|era)$)")


def alteration(claim: str, sentence: str, shown: str, published: str | None, speaker: str | None = None) -> str | None:
    """What `claim` turns round in its `sentence`, in words for the model; None if nothing is found.

    `shown` is all text that the claim can take words from, `published` the date of the story, `speaker` who the sentence has
    say something.
    """
    if name := not_the_speaker(claim, speaker, sentence):
        return f"the claim {claim!r} has {name!r}, who is not the one quoted."
    if denied := lost_denial(claim, sentence):
        return f"the claim {claim!r} leaves out {denied!r}."
    if denied := lost_denial(sentence, claim):
        return f"the claim {claim!r} has {denied!r}, which the sentence does not say."
    if condition := condition_as_fact(claim, sentence):
        return f"the claim {claim!r} states as a fact what the sentence has under {condition!r}."
    if wish := planned_as_done(claim, sentence):
        return f"the claim {claim!r} says that it was done, the sentence only says {wish!r}."
    if word := opposite(claim, sentence, shown) or added_every(claim, shown):
        return f"the claim {claim!r} has {word!r}, which the text does not say."
    if total := divided_total(claim, sentence):
        return f"the claim {claim!r} gives {total!r}, which the sentence says of several together, to some of them."
    if moved := moved_figure(claim, sentence) or other_bound(claim, sentence) or lost_bound(claim, sentence):
        return f"the claim {claim!r} has {moved!r}, which the sentence says otherwise."
    if name := named_twice(claim, sentence):
        return f"the claim {claim!r} names {name!r} twice, the sentence at most once."
    if told := other_subject(claim, sentence):
        return f"the claim {claim!r} has {told!r}, which the sentence tells of another."
    if drift := _drift(claim, sentence, published):
        return f"the claim {claim!r} has {drift.story.text!r}, which the sentence says otherwise."
    return None


def named_twice(claim: str, sentence: str) -> str | None:
    """The name that a claim has twice and its sentence once: "Tobi Adelowe sat with Tobi" for "I sat with Tobi".

    A pronoun was replaced with the wrong one of its neighbours: none of 5,682 claims that people wrote does so.
    """
    found = [name.text for name in names(claim, sentence)]
    for place, name in enumerate(found):
        again = any(same_name(name, other) for other in found[place + 1 :])
        if again and sum(same_name(name, other.text) for other in names(sentence, claim)) < 2:
            return name
    return None


def lost_denial(claim: str, sentence: str) -> str | None:
    """The word with which `sentence` denies what `claim` states without a denial; None if there is none."""
    ours = _keys(claim)
    if _is_negative(claim):
        return None
    for token, clause in _denials(sentence):
        keys = [one.key for one in tokens(clause) if one.is_content][:_KEYS_DENIED]
        rest = _keys(sentence.replace(clause, " ", 1))
        if keys and set(keys) <= ours and not set(keys) & rest:
            return token.word
    return None


def _denials(sentence: str) -> Iterator[tuple[Token, str]]:
    """The words of `sentence` that deny something, each with the rest of its clause."""
    spoken = tokens(sentence)
    for place, token in enumerate(spoken):
        after = spoken[place + 1].word if place + 1 < len(spoken) else ""
        if not _denies(token) or _NO_DENIAL_BEFORE & {one.word for one in spoken[max(0, place - 4) : place]}:
            continue
        if token.word == "without" and not after.endswith("ing"):
            continue
        if after in _NO_DENIAL_AFTER or (infinitive(token.word) in _ONLY_TO and after != "to"):
            continue
        if sentence[token.end : token.end + 1] == "-" or re.match(r"\.\s?\d", sentence[token.end :]):
            continue  # "non-profit", "No. 3"
        begin = token.end
        if skipped := re.compile(r"\s+(?:that|having)\b").match(sentence, begin):
            begin = skipped.end()
        end = _CLAUSE_END.search(sentence, begin)
        clause = sentence[begin : end.start() if end else len(sentence)]
        if not _LEFT_OPEN.search(clause) and not (end and _LEFT_OPEN.match(sentence[end.end() :].lstrip())):
            yield token, clause


def _denies(token: Token) -> bool:
    return token.is_negation or token.word in _SELDOM or infinitive(token.word) in {"deny", *_ONLY_TO}


def _is_negative(text: str) -> bool:
    """Whether a text has any word that may deny something."""
    return any(map(_denies, tokens(text))) or _ELSE_NEGATIVE.search(text) is not None


def condition_as_fact(claim: str, sentence: str) -> str | None:
    """The word that makes a statement a condition or a question in `sentence`, which `claim` has as a fact."""
    if _OPEN.search(claim):
        return None
    ours = _keys(claim)
    for found in _IF.finditer(sentence):
        inside, outside = _keys(found[1]), _keys(sentence.replace(found[0], " ", 1))
        if len(ours & (inside - outside)) > 1 and len(ours & (outside - inside)) < 2:
            return found[0].split()[0]
    return None


def planned_as_done(claim: str, sentence: str) -> str | None:
    """What `sentence` only asks for, promises, plans or thinks possible, and `claim` has as done; None if there is
    none."""
    ours, theirs = tokens(claim), tokens(sentence)
    for found in _PLANNED.finditer(sentence):
        key = key_of(found["verb"])
        done = [
            one
            for one in told(ours, frozenset({key}))
            if one.is_done and (" be " in found[0] or ours[one.index].word != found["verb"])
        ]
        if done and not any(told(theirs, frozenset({key}))):
            return f"to {found['verb']}" if " to " in found[0] else found[0]
    return None


def opposite(claim: str, sentence: str, shown: str) -> str | None:
    """The word of `claim` whose opposite is in `sentence`, while the text `shown` has no word of the same side."""
    if _is_negative(claim) or _is_negative(sentence):
        return None
    ours, spoken, known = tokens(claim), tokens(sentence), {one.key for one in tokens(shown)}
    said, theirs = {one.key for one in ours}, {one.key for one in spoken}
    for one, other in (pair for sides in _SIDES for pair in (sides, sides[::-1])):
        if not theirs & other or said & other or (known | theirs) & one:
            continue
        places = [place for place, token in enumerate(ours) if token.key in one]
        if places and any(
            _beside(ours, places[0]) & _beside(spoken, place)
            for place, token in enumerate(spoken)
            if token.key in other
        ):
            return ours[places[0]].word
    return None


def _beside(spoken: Sequence[Token], place: int) -> set[tuple[str, bool]]:
    """The content words next to a word, before it and after it."""
    before = [one.key for one in spoken[:place] if one.is_content][-1:]
    after = [one.key for one in spoken[place + 1 :] if one.is_content][:1]
    return {*((key, False) for key in before), *((key, True) for key in after)}


def added_every(claim: str, shown: str) -> str | None:
    """The word of `claim` that makes it true of all or of most, if the text `shown` has no such word."""
    every = _EVERY.search(claim)
    return every[0] if every and not _NONE_LEFT.search(shown) else None


def moved_figure(claim: str, sentence: str) -> str | None:
    """The words of `claim` that give one thing the figure that `sentence` gives, in the same words, to another.

    "built in 1744 and restored in 2005" has neither "restored in 1744" nor anything equivalent.
    """
    theirs = _led_figures(sentence)
    for before, link, figure in _led_figures(claim) - theirs:
        if any(
            (before, link, other) in theirs and (another, link, figure) in theirs
            for _, _, other in theirs
            for another, _, _ in theirs
        ):
            return f"{before} {link} {figure}"
    return None


def divided_total(claim: str, sentence: str) -> str | None:
    """The amount of `claim` that `sentence` gives to several names together and the claim only to some of these.

    "Sold in 310 shops of the Coopmart and Vilja chains" does not say that Coopmart has 310. A share ("rose 4 per cent in Aldery
    and Brooke") and what is said of each are true of every one.
    """
    if _OF_EACH.search(sentence):
        return None
    for found in _TOTAL.finditer(sentence):
        names = _LISTED.split(found["names"])
        kept = [name for name in names if re.search(rf"\b{re.escape(name)}\b", claim)]
        if 0 < len(kept) < len(names) and re.search(rf"(?<![\w.,]){re.escape(found['total'])}\b", claim, re.IGNORECASE):
            return found["total"]
    return None


def _led_figures(text: str) -> frozenset[tuple[str, str, str]]:
    """The figures of `text`, each with the word before it and the content word before that."""
    spoken = re.findall(r"[$€£]?\d+(?:[.,:]\d+)*|[^\W\d_]+", text)
    return frozenset(
        (one.casefold(), two.casefold(), three)
        for one, two, three in zip(spoken, spoken[1:], spoken[2:], strict=False)
        if three[-1].isdigit() and two.isalpha() and len(one) > 2 and one.isalpha()
    )


def other_bound(claim: str, sentence: str) -> str | None:
    """The amount of `claim` whose bound `sentence` does not have, or has otherwise ("nearly a third", "over a third").

    "The 300 households" of "some 300 households" only take them up again.
    """
    theirs = find_quantities(sentence)
    for ours in find_quantities(claim):
        same = [one for one in theirs if (one.low, one.high, one.unit) == (ours.low, ours.high, ours.unit)]
        taken_up = claim[: ours.start].casefold().endswith("the ")
        lost = ours.bound == "exactly" and _COUNTED.match(ours.unit.measure) and not taken_up
        if same and all((one.bound, ours.bound) in _OTHERWISE or (lost and one.bound in _BOUNDED) for one in same):
            return ours.normalised
    return None


def lost_bound(claim: str, sentence: str) -> str | None:
    """What `claim` has, word for word, without the words that bound it in `sentence` ("more than twice the estimate"), or
    with words that bound it otherwise.
    """
    ours, theirs = {end: bound for bound, _, end in bounds_in(claim)}, _keys(sentence)
    for bound, start, end in bounds_in(sentence):
        bounded = _bounded(sentence, end)
        if bounded is None or len(bounded.findall(sentence)) > 1 or _NOT_BEFORE.search(sentence, 0, start):
            continue
        for found in bounded.finditer(claim):
            kept = ours.get(found.start())
            before = tokens(claim[: found.start()])[-1:]
            taken_up = before and before[0].word == "the"
            reworded = before and before[0].is_content and before[0].key not in theirs
            if (bound, kept) in _OTHERWISE or not (kept or taken_up or reworded):
                return found[0]
    return None


def _bounded(sentence: str, start: int) -> re.Pattern[str] | None:
    """The words from `start` to the first that says what is bounded, wherever a text has them; None where a clause ends first."""
    words = _THROUGH_CONTENT.match(sentence, start)
    last = tokens(words[0])[-1] if words else None
    if words is None or last is None or not last.is_content:
        return None
    return re.compile(rf"(?<![\w-]){re.escape(words[0])}(?![\w-])", re.IGNORECASE)


def _drift(claim: str, sentence: str, published: str | None) -> Drift | None:
    """The first difference in the unit or scale of a number, or name that replaces another.

    Names and dates that only the claim has are ignored: they may come from elsewhere in the story.
    """
    try:
        story = from_text(claim, published=published)
        source = from_text(sentence, id="s1", published=published)
    except DocumentError:
        return None
    said = story.span(0, len(story.text))
    for drift in find_drift(said, [source.span(0, len(source.text))], story=story, source=source):
        swapped = drift.label == "swapped" and set(drift.story.text.split()) <= set(re.findall(r"[\w’'-]+", sentence))
        if drift.conflict and (drift.kind is DriftKind.UNIT or drift.label == "scale_differs" or swapped):
            return drift
    return None


def _keys(text: str) -> set[str]:
    """The keys of the content words of `text`."""
    return {one.key for one in tokens(text) if one.is_content}
