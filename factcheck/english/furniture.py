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
NETWORK = (
    r"(?:our\ )?(?:facebook|twitter|x|instagram|whatsapp|linkedin|reddit|telegram|tiktok|youtube|bluesky|mastodon|threads|e-?mail"
    r"|social(?:\ media)?)(?:\ (?:page|channel|account|feed)s?)?"
)
"""Where a page asks its readers to share or follow it, for patterns that ignore case and blanks."""
_NETWORKS = (
    rf"{NETWORK}(?:(?:,\ (?:and\ )?|\ (?:and|or)\ |\ ?/\ ?){NETWORK})*"
    r"(?:\ for\ (?:more|updates|the\ latest)\b[^,]{0,30})?[.!]?"
)
_CREDIT = (
    r"(?:(?-i:[A-Z][\w.’'/&-]*)|and|in|of|the|for|at|from|de|van|von|&|our|agencies|wires?|reports|staff|desk|correspondents?"
    r"|additional|reporting|writing|editing|photographs?|pictures?|photography|graphics|by)"
)
_CREDITED = rf"{_CREDIT}(?:[,;:.)]*\ {_CREDIT})*[,;:.)]*"
"""Names of those who are credited, and the words between them; a verb is none of these."""
_LETTER = r"(?:newsletters?|e-?mails?|alerts?|updates|bulletins?|briefings?|podcasts?|channels?)"
_FURNITURE = re.compile(
    rf"""(?:this\ {_PIECE}|the\ (?:story|article|page))
        \ (?:will\ be|is\ being|has\ been|was|is)\ (?:updated|developing|revised)\b.*
    |more\ (?:details\ )?(?:to\ )?follows?(?:\ (?:soon|shortly|here|below|later|as\b.{{0,30}}))?[.…!]*
    |by\ (?:the\ |our\ )?(?:\w+\ ){{0,2}}(?:desk|staff|correspondents?|reporters?)\.?
    |\(?(?:additional\ |further\ )?(?:reporting|writing|editing|photographs?|photography|graphics?)\ by\ {_CREDITED}
    |(?:words|text|story)\ (?:and|&)\ (?:pictures?|photos|photographs)(?:\ by|\s?:)\ {_CREDITED}
    |from\ our\ (?:[\w-]+\ )?(?:reporters?|correspondents?)(?:\ in\ [^,.]{{1,40}})?\.?
    |©.*|copyright\ (?:(?:©|\(c\)|\d{{4}}).*|{_CREDITED})
    # from agencies and syndicated feeds
    |[(\[—–-]*\s?with\ (?:additional\ )?(?:inputs?|reporting)\ (?:from|by)\ {_CREDITED}
    |\(?(?:except\ for\ the\ headline,\ )?this\ {_PIECE}\ has\ not\ been\ (?:edited|created|altered|modified)\ by\b.*
    |\(?(?:this\ {_PIECE}|it)\ (?:is|was|has\ been)\ (?:auto-?generated|(?:re)?published)\ from\ an?\b.*\bfeed\b.*
    # notes from editors
    |\W?editor(?:s|['’]s|s['’])\ note\s?:.*
    |(?:correction|clarification)\s?(?:\([^)]{{1,40}}\))?\s?:.*\b(?:earlier|previous|original)\ version\b.*
    |\W?an?\ (?:earlier|previous)\ version\ of\ this\ {_PIECE}\b.*
    # captions and credits
    |(?:photo(?:graph)?|picture|image|graphic|illustration)\ (?:credit\b.{{0,80}}|by\ {_CREDITED})
    |pictured\ (?:above|below|left|right)\s?:.{{1,80}}
    |(?:photo|picture|image|video|graphic|illustration|caption|file\ photo)\s?:[^\d.!?“"]{{1,80}}
    # prompts to readers
    |(?:read\ (?:more|also|next|now)|see\ (?:more|also)|(?:watch|listen)\ (?:more|also|next|now))\s?[:|].*
    |(?:click|tap)\ here\ (?:to|for)\b.*
    |(?:sign\ up|subscribe)\ (?:here\ )?(?:for|to)\ (?:our|the)\ (?:[\w’'-]+\ ){{0,5}}{_LETTER}
        (?:\ (?:here|now|today|below|for\ free|(?:on|in|via)\ our\ [\w\ ]{{1,30}}))?[.!]?
    |share\ (?:this(?:\ (?:{_PIECE}|post|video))?(?:\ (?:on|via|by)\ {_NETWORKS}|\ with\ (?:your\ )?friends)?
        |on\ {_NETWORKS})[.!]?
    |(?:scroll|swipe)\ (?:down|up|left|right)\ (?:for|to\ (?:see|read|find))\ [^,]{{1,60}}
    |subscribers\ can\ (?:read|see|watch|find)\b[^,]{{1,60}}\ here\.?
    |(?:write|e-?mail)\ (?:to\ )?(?:us\ at\ )?\S+@[\w.-]+
    |listen\ to\ (?:this\ (?:{_PIECE}|episode)|(?:the|our)\ podcast)\b[^,]{{0,40}}
    |(?:print|e-?mail|save|bookmark)\ this\ {_PIECE}\.?
    |skip\ (?:past|to)\ (?:(?:the|main)\ )?(?:newsletter|content|advert|promotion)\b[^,]{{0,30}}
    |back\ to\ (?:the\ )?top\.?|(?:most|recommended)\ (?:read|viewed|popular|for\ you|stories)\.?
    |(?:this\ |the\ )?interview\ (?:has\ been|was)\ (?:\w+ly\ )?(?:edited|condensed|shortened)\b.{{0,20}}
        \ for\ (?:length|clarity|space)\b.{{0,30}}
    |the\ (?:writer|author)\ is\ .{{1,120}}\b(?:views|opinions)\b.{{0,30}}\bown\.?
    |(?:(?:first\ |last\ )?(?:published|updated|posted)\s?:?\ (?:at\ )?{CLOCK}(?:,\ )?)+\.?
    |{CLOCK}\ ?[|–—-]\ ?more\ (?:as\ we\ get\ it|to\ (?:come|follow)|soon)\.?
    |reading\ time\s?:.{{1,20}}
    |x{{3,}}
    |this\ (?:live\ )?blog\ is\ now\ closed\b.*
    |(?:{CLOCK}\ ?[|–—-]?\ ?)?(?:thanks|thank\ you)\ for\ (?:reading|following|joining)\b.{{0,60}}
    |(?:{CLOCK}\ ?[|–—-]?\ ?)?(?:good\ \w+\ and\ )?welcome\ to\ our\ (?:live\ )?(?:coverage|blog)\b.{{0,80}}
    |key\ events\b.*\bjavascript\b.*
    |(?:advertisement|story\ continues)\b[\s—–-]*(?:continue\ reading\ below|below\ (?:this\ )?advertisement)?\.?
    |\d{{1,2}}\ min(?:ute)?s?\ read
    |(?:this\ is\ )?a?\ ?developing\ story\.?
    |comments\ (?:are|have\ been)\ closed\.?
    |(?:subscribe|sign\ up)\ (?:now|here|today)[.!]?
    |follow\ us\ on\ {_NETWORKS}
    |image\ (?:caption|source),.{{0,80}}[^.!?\d]
    |(?:[-–—*]+\ ?)?ends(?:\ ?[-–—*]+)?
    |{CLOCK}  # a live blog's stamp alone
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def is_furniture(text: str) -> bool:
    """Whether a whole sentence or line of a story is one of the set phrases around its text."""
    return _FURNITURE.fullmatch(text.strip()) is not None
