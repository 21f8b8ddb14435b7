"""Recognises the lines around a story's text: credits, captions, stamps, prompts to readers. They are never claims.

Only set phrases count, and only as a whole sentence or line: in doubt, a line is body. A caption that is a sentence,
with a full stop or a figure, states a fact and stays. A notice of service ("Timetables can change at short notice.")
counts only at a story's end, where only such lines follow it: elsewhere it may be the story's content. This applies
only to the story. In a source a correction or a caption can be evidence, and stays.
"""

from __future__ import annotations

import re

from factcheck.english.calendar_names import MONTH, WEEKDAY

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
    r"(?:(?-i:[A-Z][\w.’'/&-]*+)|and|in|of|the|for|at|from|de|van|von|&|our|agencies|wires?|reports|staff|desk|correspondents?"
    r"|additional|reporting|writing|editing|photographs?|pictures?|photography|graphics|by)"
)
_CREDITED = rf"{_CREDIT}(?:[,;:.)]*+\ {_CREDIT})*[,;:.)]*+"
"""Names of those who are credited, and the words between them; a verb is none of these."""
_LETTER = r"(?:newsletters?|e-?mails?|alerts?|updates|bulletins?|briefings?|podcasts?|channels?)"
_POINTS = (
    r"(?:visit|call|phone|ring|text|see|go\ to|e-?mail|contact|write\ to|click|log\ on\ to|check|read|follow|ask\ at)"
)
"""Requests to readers who want to learn more."""
_OURS = (
    r"(?:our|the|this)\ (?:[\w’'-]+\ ){0,3}"
    r"(?:page|website|site|app|map|guide|calendar|timetable|live\ blog|blog|coverage|listings)"
)
_THING = (
    r"(?:timetables?|schedules?|(?:opening|visiting|sailing|departure|bus|train)\ (?:times|hours)|times|hours|dates|prices|fares"
    r"|details|programmes?|programs?|line-?ups?|services|listings|information|availability|routes|menus"
    r"|appointments|sessions|performances|classes|tours|events|collections|venues|arrangements)"
)
_ABOUT = r"(?:more|(?:more|further|full|additional)\ (?:information|details|news|stories|coverage|advice|updates))"
_HEARD = (
    r"(?:music|applause|laugh(?:s|ter)|cheer(?:s|ing)|boo(?:s|ing)|crosstalk|cross[\s-]talk|inaudible|unintelligible|indistinct"
    r"|silence|pause|sighs|coughs|bell\ rings|phone\ rings|overlapping\ (?:talk|speech|voices)|off[\s-]mic(?:rophone)?"
    r"|(?:begin|end|start)\ (?:of\ )?(?:video|audio|tape|recording|clip|transcript)s?(?:\ (?:clip|tape))?"
    r"|audio\ gap|commercial\ break"
    r"|(?:through|via)\ (?:an?\ )?(?:interpreter|translator)|translated)"
)
"""A transcript's notes on sounds, in brackets."""
_AGENCY = (
    r"(?:getty(?:\ images)?|reuters|afp|ap|associated\ press|epa(?:-efe)?|shutterstock|alamy|pa(?:\ (?:wire|media))?|dpa|imago"
    r"|xinhua|istock)"
)
_PERSON = r"(?-i:[A-Z])[\w.’'-]*+"
_NOTED = (
    r"(?:adds?|recasts?|updates?|corrects?|refiles?|repeats?|rewrites?|clarifies|removes|deletes|inserts|changes|fixes|edits"
    r"|trims)"
)
"""How an agency says what it changed in a report."""
_STAMP = rf"(?:{CLOCK}|\d[\d.,/-]*+|(?:{MONTH})|(?:{WEEKDAY})|at|on|[ap]\.?m\.?|GMT|UTC|BST|CES?T|E[SD]?T|P[SD]?T)"
_REACTIONS = r"(?:shares?|likes?|comments?|views?|reposts?|retweets?|reactions?|reads?)"
_FURNITURE = re.compile(
    rf"""for\ {_ABOUT}(?:\ (?:on|about|from)\ [^,.]{{1,60}})?,?\ (?:please\ )?{_POINTS}\b[^“"]{{1,100}}
    |for\ [\w’' -]{{3,50}},\ (?:please\ )?{_POINTS}\ [^“",]{{1,100}}
    |(?:please\ )?(?:visit|see|check|go\ to|download|follow|consult)\ {_OURS}(?:\ (?:for|to)\ [^,“"]{{1,60}})?[.!]?
    |to\ (?:book|register|enter|apply|donate|subscribe|contact\ us|take\ part|report\ an?\ (?:error|mistake)|comment
        |reserve|order)(?:\ [\w’' -]{{1,40}})?,\ (?:please\ )?{_POINTS}\b[^“"]{{1,100}}
    |updated\ (?:with|to\ (?:add|include|reflect|correct|clarify))\ [^“"]{{1,100}}
    |this\ {_PIECE}\ (?:was|has\ been)\ (?:amended|corrected|changed)\ [^“"]{{1,120}}
    |(?:sign\ up|subscribe)\ to\ (?:our|the)\ (?:[\w’'-]+\ ){{0,5}}{_LETTER}\ for\ [^,“"]{{1,60}}
    |sign\ up\ for\ (?:our|the)\ (?:[\w’'-]+\ ){{0,4}}(?:briefing|digest|round-?up)s?[.!]?
    |(?:you\ can\ )?read\ (?:our|the)\ full\ (?:[\w’'-]+\ ){{1,6}}here[.!]?
    |(?:download|get)\ (?:our|the)\ app\b[^,“"]{{0,60}}
    |(?:get|receive)\ our\ (?:[\w’'-]+\ ){{0,4}}{_LETTER}\b[^,“"\d]{{0,60}}
    |share|save|print|comments?|menu|search|subscribe|(?:log|sign)\ in
    |follow\ our\ (?:live\ blog|coverage|updates)\b[^,“"]{{0,60}}
    |(?:have\ your\ say|join\ the\ (?:conversation|discussion|debate)|leave\ a\ comment)\b[^,“"]{{0,40}}
    |(?:e-?mail|contact|message|write\ to|call)\ (?:us|our\ [\w\ ]{{1,30}}|the\ newsdesk)\b
        (?:\ (?:at|on|via)\ [^“"]{{1,80}})?[.!]?
    |if\ you\ (?:have\ been|are|were)\ affected\ by\ [^,]{{1,80}},\ (?:please\ )?{_POINTS}\b[^“"]{{1,100}}
    |(?:all\ )?prices\ (?:are\ |were\ )?correct\ at\ (?:the\ )?time\ of\ (?:publication|writing|going\ to\ press)\.?
    |all\ times\ (?:are\ )?(?:local|in\ [A-Z]{{2,4}}|GMT|BST)\.?
    |(?:this\ {_PIECE}|the\ (?:story|article|page))
        \ (?:will\ be|is\ being|has\ been|was|is)\ (?:updated|developing|revised)\b
        (?!\ (?:in|for)\ )(?!.*\b(?:said|says|heard|told)\b).*
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
    |{_CREDITED}\ contributed\ (?:(?:additional\ )?reporting|to\ (?:this|the)\ {_PIECE})(?:\ from\ {_CREDITED})?\.?
    |[(\[]{_NOTED}\ (?![^()]*[.!?][)\]])[^()\[\]“"]{{1,150}}[)\]]
    |[(\[]?(?:ends?|more|[-–—]\ ?30\ ?[-–—])[)\]]|[-–—]\ ?30\ ?[-–—]|end
    |(?:.{{0,80}}[.,]\ )?all\ rights\ reserved\.?
    |this\ (?:material|content|{_PIECE})\ may\ not\ be\ (?:published|reproduced|copied|redistributed|broadcast)\b[^“"]*
    # from transcripts
    |[(\[]{_HEARD}(?:(?:[,;]|\ and)\ {_HEARD}
        |\ (?:plays|playing|begins|continues|stops|ends|fades|in\ (?:the\ )?background|from\ the\ (?:crowd|audience)))*[)\]]\.?
    # notes from editors
    |\W?editor(?:s|['’]s|s['’])\ note\s?:.*
    |(?:correction|clarification)\s?(?:\([^)]{{1,40}}\))?\s?:.*\b(?:earlier|previous|original)\ version\b.*
    |\W?an?\ (?:earlier|previous)\ version\ of\ this\ {_PIECE}\b.*
    # captions and credits
    |(?:photo(?:graph)?|picture|image|graphic|illustration)\ (?:credit\b.{{0,80}}|by\ {_CREDITED})
    |pictured\ (?:above|below|left|right)\s?:.{{1,80}}
    |(?:photo|picture|image|video|graphic|illustration|caption|file\ (?:photo|image|picture))\s?:[^\d.!?“"]{{1,80}}
    |(?:{_PERSON}(?:\ {_PERSON}){{0,3}}(?:\ ?[/|]\ ?|\ via\ ))?{_AGENCY}(?:\ (?:photo|picture|image)s?)?(?:\ ?/\ ?{_CREDITED})?
    # prompts to readers
    |(?:read|watch|listen|see\ also|also\ read|don['’]t\ miss|related)\ ?[:|][^“"]*
    |more\ (?:on|about)\ this\ (?:{_PIECE}|topic|subject)\.?
    |more\ (?:stories|news|articles)(?:\ (?:like\ this|from\ [\w\ ]{{1,30}}))?
    |more\ from\ (?:us|our\ \w+|this\ (?:author|section|series))
    |(?:related|recommended|trending)\ (?:topics|stories|articles|content|links|coverage|reading|news|videos)\ ?:?
    |(?:{_REACTIONS}\ ?:?\ )?\d[\d.,]*+\ ?[km]?\ {_REACTIONS}(?:[\ ,|·•]++\d[\d.,]*+\ ?[km]?\ {_REACTIONS})*
    |(?:posted|updated|published)?\ ?(?:\d{{1,2}}|an?)\ ?(?:h|hrs?|hours?|m|mins?|minutes?|d|days?)\ ago
    |(?:first\ |last\ )?(?:published|updated|posted|modified)(?:\ ?:)?\ {_STAMP}(?:[\ ,|•–-]++{_STAMP})*\.?
    |(?:read\ (?:more|also|next|now)|see\ (?:more|also)|(?:watch|listen)\ (?:more|also|next|now))\s?[:|].*
    |(?:click|tap)\ here\ (?:to|for)\b.*
    |(?:sign\ up|subscribe)\ (?:here\ )?(?:for|to)\ (?:our|the)\ (?:[\w’'-]+\ ){{0,5}}{_LETTER}
        (?:\ (?:here|now|today|below|for\ free|(?:on|in|via)\ our\ [\w\ ]{{1,30}}|(?:and|to)\ [^,“"\d]{{1,60}}))?[.!]?
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
    |follow\ (?:us|@\w+)(?:\ on\ {_NETWORKS})?[.!]?
    |image\ (?:caption|source),.{{0,80}}[^.!?\d]
    |(?:[-–—*]+\ ?)?ends(?:\ ?[-–—*]+)?
    |{CLOCK}  # a live blog's stamp alone
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CHANGE = r"(?:change|vary|differ|be\ (?:changed|altered|cancelled|subject\ to\ change))"
_SERVICE = re.compile(
    rf"""(?:all\ |the\ |some\ |these\ )?{_THING}\ (?:can|may|might|could)\ {_CHANGE}(?:\ (?:at|without)\ [\w\ ]{{1,25}})?
        (?:,?\ (?:so|and)\ (?:please\ )?check\b[^“"]{{0,60}})?\.?
    |(?:all\ |the\ |these\ )?{_THING}\ (?:are|is)\ (?:all\ )?subject\ to\ (?:change|availability|alteration)\b[^“"]{{0,30}}
    |(?:please\ |always\ )?check\ (?:with|on|at)?\ ?[^,“"]{{1,60}}\ before\ (?:you\ |your\ )?
        (?:travel|go|set\ (?:out|off)|visit|journey)\w*\.?
    |(?:the\ )?(?:full\ |latest\ |up-to-date\ |traffic\ |travel\ )*{_THING}\ (?:is|are)
        \ (?:available|updated|posted|listed)\b[^“"]{{0,40}}\ (?:on|at|in)\ {_OURS}\.?
    |listings\ are\ updated\ \w+\.?
    |tickets\ (?:are\ (?:available|on\ sale)|can\ be\ (?:booked|bought))\ (?:now\ )?
        (?:from|at|online|on|in|via)\b[^“"£$€]{{1,100}}
    |(?:got\ a\ (?:story|tip|question)|do\ you\ (?:know|have)\ (?:more|[\w\ ]{{1,30}}))\?
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_service_notice(text: str) -> bool:
    """Whether a whole sentence tells readers how to use a service: furniture at a story's end, elsewhere possible
    content."""
    return _SERVICE.fullmatch(text.strip()) is not None


def is_furniture(text: str) -> bool:
    """Whether a whole sentence or line of a story is one of the set phrases around its text."""
    return _FURNITURE.fullmatch(text.strip()) is not None
