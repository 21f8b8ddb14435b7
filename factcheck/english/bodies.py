"""The words that mark the name of an organisation, a work or a thing, and are no surname."""

from __future__ import annotations

_ORGANISATIONS = """
ministry department office agency council committee commission trust university college school hospital bank company group
corporation inc ltd limited plc party union association authority court police service services force institute foundation
federation league club fc united city rovers wanderers athletic academy society board bureau fund charity church cathedral
chapel clinic hospice infirmary parliament congress senate house government officials administration army navy team campaign
tribunal movement alliance coalition county borough parish museum library theatre theater gallery orchestra quartet quintet
trio band choir network networks centre center
"""
_FIRMS = """
records pictures films books studios motors foods airlines airways airport hotel hotels inn games systems media entertainment
energy oil gas mining capital partners ventures holdings industries logistics pharmaceuticals labs laboratories software
technologies properties homes estates farms dairy brewery vineyards insurance factory shipyard harbour station railway railways
trains ferries lines buses transport restaurant cafe bakery market stores supermarkets shipping cruises marine maritime
dynamics electric electronics telecom communications consulting solutions security protection rescue brigade
"""
_PAPERS = "times post news report journal herald courier gazette tribune radio television bbc cnn nhs fbi cia nato"
_THINGS = (
    "prize award cup festival act treaty accord agreement review inquiry project programme program initiative scheme"
)

BODIES = frozenset(f"{_ORGANISATIONS} {_FIRMS} {_PAPERS} {_THINGS}".split())
"""In lower case."""
