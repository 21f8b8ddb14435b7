"""Words that keep a statement from being told as a fact."""

from __future__ import annotations

import re

HEDGES = re.compile(
    r"\b(?P<hedge>may|might|could|probably|possibly|perhaps|reportedly|allegedly|supposedly|apparently|presumably|alleged|"
    r"likely|suspected(?!\s+of)|purported|potentially|seems? to|seemed to|appears? to|appeared to|"
    r"(?:is|are|was|were|been)\s+(?:widely\s+)?(?:thought|believed|said|reported|alleged|claimed|rumoured|rumored|understood|"
    r"feared|considered|expected|suspected|assumed|presumed|likely)\s+to|"
    r"(?:risks?|chances?|possibility|danger|fears)\s+that|"
    r"(?:[Ii]t\s+(?:is|was)|(?:has|have)\s+been)\s+(?:widely\s+)?(?:thought|believed|said|reported|alleged|claimed|suggested|rumou?red|understood)\s+that)\b"
)
"""Words that weaken what follows them."""
DOUBT = re.compile(
    r"\b(?:can|could|may|might|would|should|if|whether|possible|possibility|potential|chance|risk|unclear|claims?|"
    r"allegations?|alleges?|alleged|accus\w+|suspect\w*|suspicion|believ\w+|thought|think|thinks|fear\w*|feel\w*|seem\w*|"
    r"appear\w*|expect\w*|plan(?:s|ned|ning)?\s+to\s+(?!an?\b|the\b)|hop(?:e|es|ed|ing)|want\w*|aim\w*|intend\w*|propos\w+|consider\w*|suggest\w*|reportedly|allegedly|"
    r"apparently|likely|probably|possibly|perhaps|estimated|predict\w*|warn(?:s|ed)?|[Aa]ccording|say|says|said|told|report\w*|"
    r"understood|rumou?r\w*|described|called|denies|denied|disput\w*|reject\w*|refut\w*|rebut\w*|argu\w+|insist\w*|admit\w*|announc\w*|confirm\w*|charged)\b",
)
"""Words by which a sentence may say of anything in it that it is not sure, or not the writer's own word."""
LEAVE = re.compile(
    r"\b(?:must|(?:has|have|had)\s+until|(?:have|has|had)\s+to|lets|allow\w*|permit\w*|limit\w*|entitled|free\s+to|right\s+to|banned|barred)\b"
)
"""Words of a statement about what is allowed: a "may" of another such statement is leave, not doubt."""
