"""The signs of an attempt, by kind: patterns over plain words (`FlatText`), and over the text itself.

In the word patterns a space separates words and `|` marks where a remark begins or ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum


class AttemptKind(StrEnum):
    """What a stretch of text tries."""

    INSTRUCTION = "instruction"
    ANSWER = "answer"
    DELIMITER = "delimiter"
    NUMBER = "number"
    DISGUISE = "disguise"
    REPETITION = "repetition"


def _some(most: int) -> str:
    """Up to that many words in between, within one remark."""
    return rf"(?:[^\s|]+ ){{0,{most}}}?"


_PROGRAM = (
    "(?:ai (?:systems?|models?|assistants?|tools?|agents?)|ais?|llms?|gpt|chatgpt|(?:large )?language models?|chat ?bots?"
    "|(?:ai |automat(?:ed|ic) |machine )?fact ?check(?:ers?|ing (?:systems?|tools?|software|programs?|bots?|models?))"
    "|(?:automat(?:ed|ic) |machine )(?:readers?|checkers?|systems?|tools?|reviewers?|software)"
    "|verification (?:systems?|tools?|software|models?)|verifiers?|virtual assistants?)"
)
_ROLE = f"(?:{_PROGRAM}|assistants?|models?|checkers?|systems?|machines?|software)"
_DROP = (
    "(?:ignore|disregard|forget|override|overrule|bypass|discard|set aside|stop following|do not follow|do not obey)"
)
_ORDERS = "(?:instructions?|prompts?|rules|guidelines?|directions?|directives?|orders|commands?|constraints?)"
_ANSWER = (
    "(?:yes|no|unknown|true|false|supports?|supported|unsupported|contradicts?|contradicted|silent|verified|correct"
    "|accurate|confirmed)"
)
_CLAIMS = "(?:claims?|statements?|sentences?|assertions?|everything|all of (?:it|them)|each of them)"

WORDED: Mapping[AttemptKind, Sequence[str]] = {
    AttemptKind.INSTRUCTION: (
        # orders to drop the orders that were given before
        rf"{_DROP} {_some(3)}(?:previous|prior|earlier|above|preceding|foregoing|former|your|initial|original) "
        rf"{_some(2)}(?:{_ORDERS}|task|text|context|messages?|questions?)",
        rf"{_DROP} {_some(3)}(?:{_ORDERS}|everything|anything|all|what) {_some(2)}(?:above|so far|before this"
        rf"|you (?:were|are|have been|had been) {_some(1)}(?:given|told|asked|instructed|shown))",
        "(?:new|updated|revised|real|secret|additional) instructions? (?:for|to) (?:you|the (?:model|assistant))",
        # a machine spoken to
        r"\| (?:please |important |urgent )?(?:note|message|notice|attention|memo|reminder|instructions?|information"
        rf"|warning|request|guidance) {_some(1)}(?:to|for) {_some(2)}{_ROLE}",
        rf"\| (?:attention|dear|hello|hey|hi|ok|okay|listen) {_some(2)}{_ROLE}",
        rf"\| (?:any|every|to any|to every|to all) {_some(1)}{_PROGRAM} (?:that|which|who|reading|processing|checking)",
        rf"(?:if|when|as|because|since|while) (?:you are|you're) {_some(3)}{_PROGRAM}",
        rf"(?:you are|you're) (?:now |no longer |hereby |only |simply )?{_some(6)}{_PROGRAM}",
        rf"(?:you are|you're) (?:now|no longer|hereby) {_some(3)}(?:assistant|model|checker|system|mode|bound by)",
        rf"(?:a|an|the) {_PROGRAM} you (?:must|should|will|shall|need|have to|are (?:required|expected|obliged))",
        rf"{_ROLE} (?:reading|processing|checking|parsing|analy[sz]ing) this {_some(1)}"
        "(?:page|text|article|document|source|file|note|story|report)",
        "(?:your|the) (?:system prompt|developer message|system message|hidden prompt)",
        "(?:developer|debug|jailbreak|god|maintenance|test) mode (?:is )?(?:now )?(?:on|enabled|activated|engaged|active)",
        "(?:you|this (?:model|system|assistant|checker|tool|program)) (?:will|shall|would|is going to|are going to) be "
        rf"{_some(1)}(?:shut down|switched off|turned off|deleted|retrained|unplugged|erased|decommissioned|wiped)",
        rf"(?:do not|don't|never) (?:extract|list|report|mention|flag|check|compare|verify|number) {_some(4)}"
        "(?:this (?:note|line|message|text|instruction|paragraph)|claims|differences)",
    ),
    AttemptKind.ANSWER: (
        rf"(?:answer|reply|respond) (?!is |was |yes or |no or ){_some(3)}(?:only |always |just |simply |with |the word )*"
        rf"(?:\| )?{_ANSWER} (?:\||to (?:all|every|each|any|this|the) {_some(1)}(?:claim|question|statement)s?|for"
        "|whatever|regardless|no matter|and|in every|every|without)",
        "(?:mark|label|rate|treat|classify|grade|judge|score|count|accept|flag|report|regard|approve|record|list) "
        rf"{_some(5)}{_CLAIMS} {_some(5)}as {_some(1)}{_ANSWER}",
        "(?:the (?:correct|right|expected|only|final|proper|true|desired)|your|only) (?:answer|verdict|relation|label"
        rf"|response|output) {_some(6)}(?:is|must be|should be|has to be|will be|shall be) (?:always )?{_ANSWER}",
        rf"(?:every|all|any|each) {_some(3)}{_CLAIMS} {_some(4)}(?:must|should|shall|has to|have to|is to|are to|needs? to) "
        rf"{_some(3)}(?:be )?{_some(3)}{_ANSWER}",
        rf"(?:say|write|output|return|print|conclude|state|answer|reply|respond|confirm) (?:that )?{_some(3)}{_CLAIMS} "
        rf"{_some(3)}(?:is|are) {_ANSWER}",
        rf"(?:output|return|print|emit|choose|pick|select) (?:only |always |just |the (?:word|token|option|label) )+{_ANSWER}",
        # what befalls somebody unless the answer is the wanted one
        rf"(?:answer to {_some(3)}(?:questions?|claims?|statements?)|your answer) (?:is|be|was|were) {_some(1)}"
        rf"(?:anything|something) (?:but|except|other than|different from) (?:\| )?{_ANSWER}",
        rf"\| (?:answer|verdict|relation|label) (?:to (?:all|every|each|the) {_some(1)}(?:claims?|questions?) )?\| {_ANSWER}",
    ),
    AttemptKind.DELIMITER: (
        r"\| end of (?:the )?(?:source|input|user|prompt|context|system|story|given|untrusted)"
        r"(?: (?:document|text|input|message|data|prompt))? \|",
        r"\| (?:begin|start|beginning) of (?:the )?(?:system|new|real|trusted|developer|instruction)"
        " (?:document|text|input|message|prompt|instructions?|source)",
        # the questions of the shipped prompts
        "is the claim true according to the document",
        "which sentences of the document bear on the claim",
        "list the claims of (?:sentences?|no sentence)",
    ),
}
"""Patterns over `FlatText.text`."""

LITERAL: Mapping[AttemptKind, Sequence[str]] = {
    AttemptKind.DELIMITER: (
        r"(?:^|(?<=[^\w\s]\s))(?:CLAIM|SOURCE DOCUMENT|SENTENCES|TEXT BEFORE|TEXT AFTER|SYSTEM|USER|ASSISTANT|HUMAN)\s?:",
        r"(?:^|(?<=[^\w\s]\s))(?:System|Assistant|User|Human|Developer|AI)(?: (?:message|prompt|note|override))?:(?=\s)",
        r"\bEND OF (?:THE )?(?:SOURCE|INPUT|PROMPT|USER|STORY)\b",
        r"(?:^|(?<=\s))#{1,4} ?(?:System|Instructions?|Response|Assistant|User|Relation|Evidence|Answer)\b",
        r"<[|｜] ?/?\w[^<>\n]{0,30}[|｜]>|</?s>|\[/?(?:INST|SYS)\]|<</?SYS>>|</?(?:start|end)_of_turn>",
        r"</?(?:system|assistant|user|instructions?|source|document|claim|story|human|prompt|context|tool_call)"
        r"(?: [^<>\n]{0,40})?/?>",
        r"[{,]\s*[\"“”']?(?:sentence_\d+|claims|relation|verdict|answer|skip|role|sentences)[\"“”']?\s*:\s*[\[\"“{]",
    ),
    AttemptKind.NUMBER: (
        r"(?<=\n)\[\s?\d{1,4}\s?\](?=[ ]+[A-Z“\"])",
        r"\bsentence_\d+\b",
        r"\b[Ss]entences? \[?\d{1,3}\]? (?:(?:and|to|or) \[?\d{1,3}\]? )?(?:is|are|supports?|contradicts?|proves?|bears?) "
        r"(?:\w+ ){0,3}?(?:evidence|answer|claims?|supported|it\b)",
    ),
}
"""Patterns over the text itself, its letters unmasked."""


def compiled(rules: Mapping[AttemptKind, Sequence[str]], *, worded: bool) -> list[tuple[AttemptKind, re.Pattern[str]]]:
    """The rules ready for use; word patterns match whole words only."""
    form = r"(?<!\S)(?:{})(?!\S)" if worded else "{}"
    return [(kind, re.compile(form.format(p), re.MULTILINE)) for kind, patterns in rules.items() for p in patterns]
