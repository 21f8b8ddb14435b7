"""Words with which a sentence says that something is unsure, not settled, asked for, planned, or the word of one side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from factcheck.english.verbs import key_of

_WORDS = r"(?:[\w’'.-]+\s+)"
_FEW = rf"{_WORDS}{{0,5}}?"


class Kind(Enum):
    """How a frame changes the statement it governs."""

    DOUBT = "may be, or is only thought or alleged"
    OPEN = "is not settled"
    CONDITION = "depends on something"
    WISH = "is asked for, offered or considered"
    PLAN = "is to come"
    WORD = "is one side's word"


_THINKS = """
suspects? suspected believes? believed thinks? thought supposes? supposed assumes? assumed presumes? presumed guess(?:es|ed)?
fears? feared hopes? hoped speculates? speculated surmises? surmised deduces? deduced infers? inferred suggests? suggested
hints? hinted alleges? alleged claims? claimed contends? contended complain(?:s|ed)? insists? insisted maintains? maintained
argues? argued asserts? asserted
""".split()
_THINKS_THAT = rf"\b(?:{'|'.join(_THINKS)})\b"
NOUN_BEFORE = re.compile(
    r"\b(?:the|an?|two|three|four|five|six|seven|eight|nine|ten|\d+|further|more|other|its|their|his|her|of|any|no|nobody|not|one|alleged)\s+$",
    re.IGNORECASE,
)
_IS = r"\b(?:is|are|was|were|been|be|being)\s+(?:\w+ly\s+|still\s+|also\s+|yet\s+)?"
_CHECKED = r"(?:examin|investigat|studi|study|check|consider|weigh|discuss|review|ascertain|decid|look)"

_LEAVE = (
    r"(?:approv\w+|consents?|permission|permits?|agreements?|contract|clearance|ratification|confirmation|completion|funding|financ\w+|votes?|ballots?|"
    r"reviews?|appeals?|checks?|tests?|talks|due\s+diligence|conditions?|outcome|results?|decisions?|rulings?|weather)"
)
"""What a plan waits for."""
_PATTERNS: dict[Kind, Sequence[str]] = {
    Kind.DOUBT: (
        r"(?<!not )\b(?:may|might|could)\s+(?!(?:still|again|now|not|no|only|go|neither|hear|see|tell|choose|buy|apply|stay|call|"
        r"carry)\b)(?=[a-z])",
        r"\b(?:allegedly|reportedly|supposedly|apparently|presumably|purportedly|probably|possibly|perhaps|maybe|"
        r"likely|in theory)\b",
        rf"(?P<thinks>{_THINKS_THAT})\s+(?:that\b|of\b|(?=(?:the|an?|he|she|it|they|his|her|its|their|this|some|there|[A-Z]\w+|\w+s)\b))",
        rf"{_IS}(?:thought|believed|said|suspected|alleged|feared|rumou?red|assumed|presumed|reported|understood|regarded|accused)\s+"
        r"(?:to|of|as|that)\b",
        r"\b(?:seems?|seemed|appears?|appeared)\s+(?:to|that|as\s+if)\b",
        r"(?<!question )\bwhether\b",
        r"\b(?:consistent|compatible)\s+with\b",
        r"\b(?:so|as)\s+far\s+as\s+possible\b|\bwhere\s+possible\b|\bpossible\s+but\b|\bby\s+no\s+means\b",
        r"\b(?:possible|probable|likeliest|suspected|arguable|risk|possibility|hypothes[ie]s|theory|rumou?rs?|fears|suspicions?|"
        r"allegations?|accusations?|chance|hints?)\b[”\"]?(?:\s+(?:that|of|is\s+that|case\s+that|cause|origin|source|explanation)\b|:)",
        rf"\baccus(?:es|ed|ing)\s+{_FEW}of\b",
        r"\b(?:on\s+trial\s+for|charged\s+with|under\s+investigation\s+(?:for|over)|questioned\s+(?:over|about)|in\s+connection\s+with)\b",
        r"\b(?:half|\w+)\s+(?:is|are)\s+said\s+to\b|\bone\s+hypothesis\b|\bsome\s+say\b|\ba\s+theory\b",
        r"\b(?:to\s+(?:our|my|their)\s+knowledge|by\s+(?:his|her|their|its|my|our)(?:\s+own)?\s+(?:guess|reckoning|estimate|account))\b",
        r"\bin\s+(?:his|her|its|their|the\s+\w+’s|the)\s+(?:view|opinion)\b",
        r"\bif\s+(?:\w+\s+){1,3}?(?:confirms?|approves?|agrees?|permits?|fit|finish|can\s+be|will\s+pay)\b(?![^,;]*,\s+[^;]*\bwill\b)",
    ),
    Kind.OPEN: (
        r"\b(?:nobody|no\s+one|neither|nothing|none|not|never|yet\s+to)\s+(?:\w+\s+){0,3}?(?:known|clear|certain|prove[dn]?|confirm(?:ed)?|"
        r"establish(?:ed)?|decided?|determined|settled|ruled|excluded|shown|checked|inspect(?:ed)?|attributed|complete|finished)\b",
        r"\b(?:cannot|could\s+not|can’t)\s+(?:yet\s+)?be\s+(?:said|excluded|ruled\s+out|proved|proven|confirmed|verified)\b",
        r"\bno\s+(?:evidence|proof|trace|information|order)\b",
        r"\b(?:awaits?|awaited|awaiting)\b(?!\s+(?:the\s+(?:winner|loser|victor)s?|him|her|them|us)\b)",
        r"\btoo\s+(?:early|soon)\s+to\s+(?:say|tell|know|judge)\b",
        r"(?<![a-z] )\bif\s+(?!all\s+goes\b)[^,;.]{3,80},(?=\s+[^;]*\bwill\b)",
        r"\bremains?\s+(?:to\s+be\s+seen|open|unclear)\b",
        r"\bwhich\s+(?:\w+\s+){1,3}?(?:denies|deny|disputes?|rejects?)\b",
        rf"\b(?:being|still|yet\s+to\s+be)\s+{_CHECKED}(?:ed|d)\b",
        r"\bunder\s+(?:study|review|discussion|consideration|examination)\b",
        r"\bto\s+be\s+believed\b",
        r"\bas\s+suspected\b|\bhas\s+to\s+(?:show|prove)\b|\bwas\s+not\s+given\b|\bwill\s+(?:only\s+)?(?:show|say)\b|\bwaiting\s+for\s+a\b",
        rf"{_IS}(?:only\s+)?(?:suspected|alleged|disputed|unclear|unknown|unproven|unconfirmed|in\s+question|in\s+dispute)\b(?!\s+(?:of|to)\b)",
        rf",\s+{_WORDS}{{1,3}}(?:suspects?|believes?|thinks?|guess(?:es)?|supposes?|hopes?|fears?|alleges?|claims?|insists?|argues?)\s*(?=[.,;])",
        rf"\bsuspected\s+{_WORDS}{{0,2}}(?:cause|presence|role|origin)\b",
    ),
    Kind.CONDITION: (
        rf"(?:^|(?<=,\s)|\b(?:is|are|remains?)\s+(?:still\s+)?)subject\s+to\s+(?:[\w’'-]+\s+){{0,4}}?{_LEAVE}\b",
        r"(?<=,\s)(?:provided|providing)\s+(?=(?:that|the|it|he|she|they|there|no|all|enough)\b)",
        r"\b(?:on\s+(?:the\s+)?condition\s+that|(?:conditional|contingent)\s+(?:up)?on)\b",
        r"\b(?:as\s+long\s+as|assuming)\b(?=\s+(?:that|the|it|he|she|they|there|no|all|enough)\b)",
        r"(?<!, and )\bunless\b(?!\s+(?:you|one|we)\b)",
        rf"\bpending\s+(?:[\w’'-]+\s+){{0,3}}?{_LEAVE}\b",
        rf"(?<!even )\bif\s+{_WORDS}{{0,4}}?(?:approve[sd]?|agree[sd]?|pass(?:es|ed)?|elected|granted|successful|"
        r"ratif(?:y|ies|ied)|adopt(?:s|ed)?|back(?:s|ed)?|accept(?:s|ed)?|consents?)\b",
        rf"\bonce\s+{_WORDS}{{0,3}}?(?:approves?|agrees?|is\s+(?:approved|agreed|granted|passed)|gives?)\b",
        rf"\bshould\s+{_WORDS}{{1,3}}?(?:approve|agree|vote|back|pass|consent)\b(?=[^;]*,)",
        r"\b(?:weather|funding|health|time)\s+permitting\b",
    ),
    Kind.WISH: (
        rf"(?<!, )\b(?:wants?|wanted|wish(?:es|ed)?|hop(?:es|ed|ing)|seeks?|sought|propos(?:es|ed|ing)|asks|"
        rf"asked(?!\s+{_WORDS}{{0,3}}about\b)|"
        rf"threaten(?:s|ed)|"
        rf"appl(?:y|ies|ied)|bids?|demands?(?=\s+(?:to|that)\b)|demanded|requests?|requested|offer(?:s|ed)|urg(?:es|ed)|"
        rf"tr(?:y|ies|ied|ying))\s+{_FEW}"
        r"(?:to(?!\s+(?:her|him|them|the|all|an?)\b)|that)\b",
        r"\b(?:is|are|was|were|been)\s+(?:still\s+)?(?:consider|discuss|weigh|mull|contemplat|study|review|look)ing\b",
        r"\b(?:considering|weighing|mulling|contemplating)\b|\bconsult(?:s|ed|ing)?\s+(?:[\w’'-]+\s+){0,6}?on\b",
        r"\b(?:request|application|options?|quotes?)\s+(?:to|for|of|that)\b",
        r"\b(?:has|have|had)\s+(?:\w+ly\s+)?proposed\b|\bappl(?:y|ies|ied)\s+(?:\w+\s+){0,3}?for\b|\bseek\s+\w+\s+for\b",
        r"\bagenda\b|\bout\s+to\s+consultation\b|\b(?:looked|look)\s+(?:at|into)\b(?=\s+again|[^,;]{0,40}$)",
        r"\b(?:would|may|can)\s+(?:\w+\s+)?(?:if|once|provided)\b|\bproposal\s+for\b(?=[^,;]*\b(?:in|on|at)\s+[A-Z])",
        r"\b(?:among|one\s+of)\s+(?:\w+\s+)?options\b|\boptions?\s+to\s+be\b",
        r"\bpreferred\s+\w+\b|\bpencilled\s+in\b|\bthe\s+aim\s+is\b",
        r"\b(?:decides?|decided|discuss|consider)\s+(?:on\s+[\w\s]{1,20}\s+)?(?:whether|if|\w+ing)\b",
    ),
    Kind.PLAN: (
        rf"\b(?:plan|intend|aim|promis|pledg|vow|prepar|agree|mean|expect)(?:s|es|e|ned|d|ed|ning|ing)?\s+{_FEW}(?:to|that)\b",
        rf"{_IS}(?:due\s+|set\s+|scheduled\s+|expected\s+|supposed\s+|about\s+|ready\s+|going\s+)?to\s+(?:be\s+)?(?=[a-z]+\b)",
        r"\b(?:will|shall|would|should\s+have)\b(?!\s+not\b)",
        r"\b(?:promised|set\s+aside|earmarked)\b",
    ),
}
FRAMES = {kind: [re.compile(one, re.IGNORECASE) for one in patterns] for kind, patterns in _PATTERNS.items()}
"""The patterns of each kind. The group `thinks` is a verb whose subject may be the claim's speaker."""
SAME_CONDITION = re.compile(
    r"\b(?:without|once|after|when|until|if|unless|provided|depend(?:s|ent|ing)?|hinges?|rests?\s+on|awaits?|awaiting|pending|subject\s+to|"
    r"conditional|contingent|only|needs?|requires?)\b",
    re.IGNORECASE,
)
"""A claim with one of these may have the condition in other words."""
SURE = re.compile(
    r"\b(?:nobody|no\s+one)\s+(?:disputes|doubts|denies)\b|\b(?:is|it\s+is)\s+(?:now\s+)?certain\b|\bno\s+doubt\b|\b(?:records|tests|results)\s+"
    r"(?:show|prove)\b|\beverybody\s+could\s+see\b|\bthe\s+fact\s+is\b",
    re.IGNORECASE,
)
UNSURE = re.compile(
    r"\b(?:may|might|could|would|should|perhaps|maybe|possibl[ey]|possibilit\w+|probabl[ey]|likely|reportedly|alleg\w+|apparently|presum\w+|"
    r"suspect\w*|believ\w+|thinks?|thought|suppos\w+|assum\w+|guess\w*|fears?|feared|hop(?:es?|ed|ing)|speculat\w+|suggest\w*|hint\w*|"
    r"claim(?:s|ed)?|contend\w*|complain\w*|insist\w*|maintain\w*|argu(?:es?|ed|ing)|assert\w*|doubt\w*|seems?|seemed|seen\s+as|"
    r"appears?|appeared\s+to|expect\w*|plan(?:s|ned|ning)?|intend\w*|aim(?:s|ed)?|promis\w+|pledg\w+|vow\w*|wants?|wanted|wish\w*|seeks?|"
    r"sought|propos\w+|ask(?:s|ed|ing)?|threat\w*|(?:mis)?taken\s+for|mistook|appl(?:y|ies|ied)|bids?|demand\w*|request\w*|offer\w*|urg(?:e|es|ed)|consider\w*|"
    r"discuss\w*|risk\w*|chance|rumou?r\w*|theor\w+|accus\w+|if|whether|tr(?:y|ies|ied|ying)|meant|disput\w+|due|to\s+be|estimat\w+|unless|subject\s+to|provided\s+that|condition\w*|contingent|pending|permitting|assuming)\b"
)
"""A claim with one of these says itself that it is unsure, or states the request as the fact."""
OWN_DOUBT = re.compile(
    r"may|might|could|probably|possibl[ey]|perhaps|maybe|likely|seem|appear|risk|chance|by\s+no|so\s+far|if",
    re.IGNORECASE,
)
"""How the frame of a doubt begins that is the speaker's own, not that somebody only thinks or alleges it."""
CONTENDS = re.compile(rf"{_THINKS_THAT}|\b(?:pleads?|pleaded|submits?|submitted)\b", re.IGNORECASE)
"""Words with which a story keeps away from what somebody says."""
HEARD = re.compile(r"heard|(?:was|were)\s+told")
PARTY = frozenset(
    map(
        key_of,
        """campaigner union company firm opposition lawyer attorney counsel defence defense employee worker driver club neighbour
        neighbor resident developer plaintiff claimant owner maker manufacturer family relative friend rival critic supporter
        activist rebel landlord tenant passenger villager memo letter anonymous prosecutor whistleblower bookkeeper participant
        observer seller buyer""".split(),
    )
)
"""Who speaks for a side: their word alone does not make it so."""
