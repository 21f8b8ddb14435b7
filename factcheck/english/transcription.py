"""Whether two spellings can be the same word of a name: from another alphabet, or by another custom of transcription.

Umlauts are written out or left out (Müller, Mueller, Muller), and names from Arabic, Cyrillic, Hebrew or Korean letters
come into English in many ways (Qassem, Qasim, Kassem; Yevgeny, Evgenii). A doubled consonant, an "e" for an "a" and the
like are variants of transcription only if the name looks transcribed: in "Norrland" for "Norland" they are slips.

Words are compared in the form of `naming.plain`: in lower case, in ASCII letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_FAMILY_LIST = """
mohammed mohammad muhammad mohamed mohamad muhammed muhamad mohamud mehmet mehmed mohd| ahmed ahmad achmad ahmet|
mahmoud mahmud mehmood mahmood| hussein hussain husain hosein hossein huseyin husayn| hassan hasan hassen| ali aly|
omar umar omer| othman osman usman uthman| osama usama oussama| yusuf youssef yousef yusef yousuf yousaf jusuf|
ibrahim ebrahim ibraheem| ismail ismael esmail| abdullah abdallah abdulla abdollah| abdul abdel abdal abdol| rahman
rehman rahmane| qassem qasim kassem qasem kasim kassim qassim ghasem| soleimani suleimani sulaimani soleymani|
suleiman sulaiman soliman solomon| gaddafi qaddafi kadhafi gadhafi qadhafi khadafy gadafi| khaled khalid| saeed said
saied sayed sayyid syed| mustafa mostafa moustafa| nasser nasir nassir naser| sheikh shaikh shaykh cheikh| khamenei
khameini| rouhani rohani ruhani| tariq tarek tarik tareq| hamza hamzah| fatima fatimah fatma fatemeh| aisha ayesha
aishah| zaynab zainab zeinab zeynab| bilal belal| jamal gamal djamal cemal| farouk faruk farooq faruq| karim kareem
kerim| rashid rasheed rachid| walid waleed| majid majeed majed| jafar jaafar ja'far djafar| haniyeh haniya haniyah|
nasrallah nasrullah| sharif shareef cherif sherif| yahya yehia yehya| isa issa eisa| musa moussa moosa mousa| dawood
daoud dawud daud| hezbollah hizbollah hizbullah hizballah| houthi huthi| koran quran| shia shiite shi'ite shi'a|
ramadan ramazan| uighur uyghur uygur uigur| volodymyr vladimir wladimir| oleksandr aleksandr alexander alexandr
alyaksandr aliaksandr aleksander| mykola nikolai nikolay nikolaj| serhiy sergei sergey sergiy serhii sergej| andriy
andrei andrey andrii andrej| oleksiy alexei alexey aleksei aleksey oleksii aliaksei| dmytro dmitry dmitri dmitriy
dimitri| pavlo pavel| mykhailo mikhail michail| yevhen yevgeny evgeny evgeni yevgeni evgenii yevgeniy yevhenii|
petro pyotr petr piotr| kateryna ekaterina yekaterina katerina| olena yelena elena jelena| yulia julia iuliia
yuliya| yuri yuriy iurii yury yurii jurij| ihor igor| oleh oleg| svitlana svetlana| tetiana tatiana tatyana tetyana|
lukashenko lukashenka| tchaikovsky chaikovsky tschaikowski| khrushchev khrushchov| gorbachev gorbachov| yeltsin
jelzin eltsin| trotsky trotski trotzki| netanyahu netanyaho| yitzhak itzhak yitzchak| moshe moishe| chaim haim
hayim| hanukkah chanukah hanukah| hossam husam hussam hosam| hisham hesham| samir sameer| nabil nabeel| rafiq rafik
rafeeq| sadiq sadeq sadegh| habib habeeb| jamil jameel gamil| amin ameen| anwar anwer| adel adil| ayman aymen|
haidar haider hyder heidar| hamid hamed| kamal kemal| murad morad mourad| noor nour nur| imran emran omran| saleh
salih| salem salim selim| taher tahir| yasser yasir yaser| yunus younis yunis younes younus| zaid zayed zeid zayd|
ziad ziyad| layla leila laila leyla| maryam mariam| huda hoda| saif seif sayf
"""
_FAMILIES = {spelling: number for number, family in enumerate(_FAMILY_LIST.split("|")) for spelling in family.split()}
"""Spellings of one word that no rule below finds; each of them shows that its name was transcribed."""

_UMLAUTS = (
    (r"[-']", ""),
    (r"a[ea]", "a"),  # ä, å
    (r"oe(?!v)", "o"),
    (r"ue", "u"),
    (r"^(?:ye|je|ie)", "e"),
)
"""Rules for every name: German and Nordic letters written out, and the Cyrillic "Е" at the beginning."""

_SOUNDS = (
    (r"tsch|tch", "ch"),
    (r"sch", "sh"),
    (r"dzh|dj|zh", "j"),
    (r"kh", "h"),
    (r"([gd])h", r"\1"),
    (r"ph", "f"),
    (r"q(?!u[aeio])", "k"),
    (r"ks", "x"),
    (r"tz", "ts"),
    (r"ou|oo", "u"),
    (r"ee", "i"),
    (r"(?:e|je|ye|ie|yo|jo)(?:ff|v|w)$", "ev"),
    (r"o(?:ff|v|w)$", "ov"),
    (r"(?:vich|vitch|witsch|wicz|vic)$", "vic"),
    (r"w", "v"),
    (r"(?<=[a-z]{2})(?:ey|ei|ej)$", "ei"),
    (r"(?:iy|iyy|ii|ij|yy|yi|ie|i)$", "y"),
    (r"i?y(?=[aou])|j(?=[aou])|i(?=[aou])", "y"),
    (r"(?<=[^aeiou])y(?=[^aeiouy])|yi|iy", "i"),
    (r"(?<=[aeiou])h$", ""),
    (r"(.)\1", r"\1"),
)
"""Rules for transcribed names alone."""

_TRANSCRIBED = re.compile(
    r"^(?:al|el|bin|bint|ibn|abu|umm|abd\w*)$|^(?:al|el|as|ad|an|ar|at|az|ash)-|q(?!u[aeio])|kh|zh|dh"
    r"|.{3}(?:ov|ova|ev|eva|enko|chko|sky|skiy|ski|skaya|chuk|yan|shvili|dze|ullah|allah|uddin|eddin|zadeh)$"
)
_INTERCHANGEABLE = frozenset(map(frozenset, ("ae", "ei", "ou", "gk")))
"""Short vowels of Arabic, and its "q"."""
_MOST_CHANGES = 2


def is_transcribed(words: Iterable[str]) -> bool:
    """Whether a word of the name shows that it is written in other letters at home."""
    return any(_TRANSCRIBED.search(word) or family(word) is not None for word in words)


def family(word: str) -> int | None:
    """The common key of all spellings of a word that is known in many, and of their plurals."""
    return _FAMILIES.get(word, _FAMILIES.get(word.removesuffix("s")))


@lru_cache(maxsize=16384)
def same_spelling(one: str, other: str, *, transcribed: bool = False) -> bool:
    """Whether the two can be one word; `transcribed` says that a name with it `is_transcribed`."""
    if one == other or family(one) == family(other) is not None:
        return True
    if one[:1].isdigit() or other[:1].isdigit() or min(len(one), len(other)) < 3:
        return False
    if _folded(one, _UMLAUTS) == _folded(other, _UMLAUTS):
        return True
    return transcribed and _differ_little(_folded(one, _UMLAUTS + _SOUNDS), _folded(other, _UMLAUTS + _SOUNDS))


@lru_cache(maxsize=16384)
def _folded(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    for pattern, replacement in rules:
        word = re.sub(pattern, replacement, word)
    return word


def _differ_little(one: str, other: str) -> bool:
    """Whether the two are equal except for a few letters, one of which, a vowel, can be missing, though not at the
    end."""
    changes = Levenshtein.editops(one, other)
    replaced = {frozenset((one[op.src_pos], other[op.dest_pos])) for op in changes if op.tag == "replace"}
    added = [one[op.src_pos] for op in changes if op.tag == "delete"]
    added += [other[op.dest_pos] for op in changes if op.tag == "insert"]
    return (
        len(changes) <= _MOST_CHANGES
        and _INTERCHANGEABLE.issuperset(replaced)
        and len(added) <= 1
        and set("aeiuy").issuperset(added)
        and (not added or one[-1] == other[-1])
    )
