"""What a story's page has around its text: credits, captions, stamps, prompts to readers. It is never a claim.

Only set phrases count, and only where they are a whole sentence or line: when in doubt, a line is body. A caption that is a
sentence, with a full stop or a figure, states a fact and stays. This is for the story
alone. In a source a correction or a caption can be evidence, and stays.
"""

from __future__ import annotations

import re

CLOCK = r"\[?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:GMT|UTC|BST|CES?T|E[SD]?T|P[SD]?T|IST))?\]?"
"""The time of an update, as a live blog has it."""
_PIECE = r"(?:story|report|article|copy|page)"
_FURNITURE = re.compile(
    rf"""(?:this|the)\ {_PIECE}\ (?:will\ be|is\ being|has\ been|was|is)\ (?:updated|developing|revised)\b.*
    |more\ (?:details\ )?(?:to\ )?follows?\b.*
    |by\ (?:the\ |our\ )?(?:\w+\ ){{0,2}}(?:desk|staff|correspondents?|reporters?)\.?
    |(?:additional\ |further\ )?(?:reporting|writing|editing|photographs?|photography|graphics?)\ by\b.*
    |(?:copyright\b|©).*
    # from agencies and syndicated feeds
    |[(\[—–-]*\s?with\ (?:additional\ )?inputs?\ from\b.{{0,60}}
    |\(?(?:except\ for\ the\ headline,\ )?this\ {_PIECE}\ has\ not\ been\ (?:edited|created|altered|modified)\ by\b.*
    |\(?(?:this\ {_PIECE}|it)\ (?:is|was|has\ been)\ (?:auto-?generated|(?:re)?published)\ from\ an?\b.*\bfeed\b.*
    # notes from editors
    |\W?editor(?:s|['’]s|s['’])\ note\s?:.*
    |(?:correction|clarification)\s?(?:\([^)]{{1,40}}\))?\s?:.*\b(?:earlier|previous|original)\ version\b.*
    |\W?an?\ (?:earlier|previous)\ version\ of\ this\ {_PIECE}\b.*
    # captions and credits
    |(?:photo(?:graph)?|picture|image|graphic|illustration)\ (?:credit|by)\b.{{0,80}}
    |(?:photo|picture|image|video|graphic|illustration|caption|file\ photo)\s?:[^\d.!?“"]{{1,80}}
    # prompts to readers
    |(?:read|see|watch|listen)\ (?:more|also|next|now)\s?:.*
    |(?:click|tap)\ here\ (?:to|for)\b.*
    |sign\ up\ (?:here\ )?(?:for|to)\ (?:our|the)\b.*
    |share\ (?:this|on)\b.{{0,60}}
    |this\ (?:live\ )?blog\ is\ now\ closed\b.*
    |(?:{CLOCK}\ ?[|–—-]?\ ?)?(?:thanks|thank\ you)\ for\ (?:reading|following|joining)\b.{{0,60}}
    |(?:{CLOCK}\ ?[|–—-]?\ ?)?(?:good\ \w+\ and\ )?welcome\ to\ our\ (?:live\ )?(?:coverage|blog)\b.{{0,80}}
    |key\ events\b.*\bjavascript\b.*
    |(?:advertisement|story\ continues)\b[\s—–-]*(?:continue\ reading\ below|below\ (?:this\ )?advertisement)?\.?
    |(?:read|see|watch)\ (?:more|also|next|now)\ ?\|.*
    |share\ this\ (?:story|article)
    |\d{{1,2}}\ min(?:ute)?s?\ read
    |(?:this\ is\ )?a?\ ?developing\ story\.?
    |comments\ (?:are|have\ been)\ closed\.?
    |(?:subscribe|sign\ up)\ (?:now|here|today|to\ (?:our|the)\ [\w\ ]{{0,30}}newsletter)[.!]?
    |follow\ us\ on\b[^\d]{{1,60}}
    |image\ (?:caption|source),.{{0,80}}[^.!?\d]
    |(?:[-–—*]+\ ?)?ends(?:\ ?[-–—*]+)?
    |{CLOCK}  # a live blog's stamp alone
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def is_furniture(text: str) -> bool:
    """Whether a whole sentence or line of a story is one of the set phrases around its text."""
    return _FURNITURE.fullmatch(text.strip()) is not None
