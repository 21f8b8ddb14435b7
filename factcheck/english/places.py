"""Countries, states and cities in English: which names belong to one place.

The names of countries are those of CLDR, which also knows the former names of some cities (by their time zones); those
of the states of the US and their abbreviations come from `us`. Names that neither has are in the tables here:
nationalities, the names that countries and cities had before or have in other languages, and the abbreviations of other
countries' states.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import us
from anyascii import anyascii
from babel import Locale
from babel.core import get_global

_COUNTRY_FORMS = """
us:u.s.,usa,u.s.a.,america,american,americans,united states| uk:u.k.,britain,british,briton,britons,united
kingdom,great britain| eu:e.u.,european union| un:u.n.,united nations| china:chinese| russia:russian,russians|
ukraine:ukrainian,ukrainians| france:french| germany:german,germans| spain:spanish,spaniard| italy:italian,italians|
japan:japanese| india:indian,indians| pakistan:pakistani,pakistanis| israel:israeli,israelis| iran:iranian,iranians|
iraq:iraqi,iraqis| syria:syrian,syrians| egypt:egyptian,egyptians| greece:greek,greeks| ireland:irish|
scotland:scottish,scots| wales:welsh| england:english| canada:canadian,canadians| australia:australian,australians|
brazil:brazilian| mexico:mexican,mexicans| poland:polish| netherlands:dutch,holland| belgium:belgian|
sweden:swedish| norway:norwegian| denmark:danish| finland:finnish| switzerland:swiss| austria:austrian|
hungary:hungarian| portugal:portuguese| romania:romanian| serbia:serbian| croatia:croatian| kenya:kenyan|
nigeria:nigerian,nigerians| ghana:ghanaian| somalia:somali| sudan:sudanese| libya:libyan|
afghanistan:afghan,afghans| vietnam:vietnamese| thailand:thai| philippines:filipino,philippine|
indonesia:indonesian| malaysia:malaysian| europe:european,europeans| africa:african,africans| asia:asian,asians|
cuba:cuban| venezuela:venezuelan| argentina:argentine,argentinian| chile:chilean| colombia:colombian| peru:peruvian|
palestine:palestinian,palestinians| lebanon:lebanese| jordan:jordanian| saudi arabia:saudi,saudis| yemen:yemeni|
bangladesh:bangladeshi| nepal:nepalese| new zealand:kiwi| south korea:| north korea:| south africa:|
bulgaria:bulgarian| slovakia:slovak| lithuania:lithuanian| latvia:latvian| estonia:estonian| belarus:belarusian|
georgia:georgian| armenia:armenian| zimbabwe:zimbabwean| uganda:ugandan| ethiopia:ethiopian| morocco:moroccan|
algeria:algerian| tunisia:tunisian| singapore:singaporean| taiwan:taiwanese| iceland:icelandic| malta:maltese|
cyprus:cypriot| qatar:qatari| kuwait:kuwaiti
"""
_RENAMED_COUNTRIES = """
myanmar:burma,burmese| cote d'ivoire:ivory coast,ivorian,ivorians| turkiye:turkey,turkish,turk,turks| czechia:czech
republic,czech,czechs| eswatini:swaziland,swazi| north macedonia:macedonia,macedonian| timor leste:east
timor,timorese| cape verde:cabo verde,cape verdean| dr congo:democratic republic of the congo,democratic republic of
congo, drc,zaire,congo kinshasa| republic of the congo:republic of congo,congo brazzaville| sri lanka:ceylon,sri
lankan| iran:persia,islamic republic of iran| thailand:siam| cambodia:kampuchea,cambodian| burkina faso:upper
volta,burkinabe| russia:russian federation| south korea:republic of korea,south korean| north korea:dprk,north
korean| china:people's republic of china,prc| uae:united arab emirates,u.a.e.,emirati,emiratis| vatican:vatican
city,holy see| palestine:palestinian territories,state of palestine| syria:syrian arab republic| laos:lao,laotian|
moldova:moldovan| kosovo:kosovan,kosovar| bosnia:bosnia and herzegovina,bosnia herzegovina,bosnian,bosnians|
albania:albanian| slovenia:slovenian,slovene| azerbaijan:azerbaijani,azeri| kazakhstan:kazakh| the gambia:gambian|
ireland:republic of ireland| hong kong:hong kong sar china,hong konger| macau:macao,macao sar china| antigua:antigua
and barbuda,antiguan| trinidad:trinidad and tobago,trinidadian| tanzania:tanzanian| rwanda:rwandan| mali:malian|
senegal:senegalese| angola:angolan| mozambique:mozambican| zambia:zambian| botswana:botswanan| namibia:namibian|
cameroon:cameroonian| niger:nigerien| haiti:haitian| jamaica:jamaican| ecuador:ecuadorian| bolivia:bolivian|
paraguay:paraguayan| uruguay:uruguayan| guatemala:guatemalan| honduras:honduran| nicaragua:nicaraguan|
panama:panamanian| costa rica:costa rican| mongolia:mongolian| luxembourg:luxembourgish| montenegro:montenegrin|
uzbekistan:uzbek| tajikistan:tajik| kyrgyzstan:kyrgyz,kirghizia| turkmenistan:turkmen| bahrain:bahraini| oman:omani|
eritrea:eritrean| liberia:liberian| sierra leone:sierra leonean| south africa:south african| new zealand:new
zealander| fiji:fijian| samoa:samoan| tonga:tongan| dominican republic:dominican| barbados:barbadian|
bahamas:bahamian| guyana:guyanese| suriname:surinamese| el salvador:salvadoran| puerto rico:puerto rican|
benin:beninese| togo:togolese| chad:chadian| gabon:gabonese| burundi:burundian| malawi:malawian|
madagascar:malagasy| mauritius:mauritian| djibouti:djiboutian| guinea:guinean| mauritania:mauritanian|
maldives:maldivian| bhutan:bhutanese| brunei:bruneian| andorra:andorran| greenland:greenlandic,greenlander| faroe
islands:faroes,faroese| belize:belizean| south sudan:south sudanese| papua new guinea:papuan| northern
ireland:northern irish| sweden:swede| denmark:dane| finland:finn| poland:pole| uzbekistan:uzbekistani|
kazakhstan:kazakhstani| lesotho:basotho
"""
"""Names that CLDR's English names leave out: former, short and official names, and more nationalities."""

_OTHER_CITIES = """
kyiv:kiev| kharkiv:kharkov| lviv:lvov,lemberg| odesa:odessa| dnipro:dnepr,dnepropetrovsk,dnipropetrovsk|
mykolaiv:nikolaev,nikolayev| zaporizhzhia:zaporozhye,zaporizhia,zaporizhzhya| chernihiv:chernigov|
chornobyl:chernobyl| luhansk:lugansk| vinnytsia:vinnitsa| bakhmut:artyomovsk,artemivsk| mumbai:bombay|
chennai:madras| kolkata:calcutta| bengaluru:bangalore| pune:poona| varanasi:benares| thiruvananthapuram:trivandrum|
kochi:cochin| mysuru:mysore| gurugram:gurgaon| prayagraj:allahabad| beijing:peking| guangzhou:canton|
nanjing:nanking| xiamen:amoy| tianjin:tientsin| chongqing:chungking| yangon:rangoon| naypyidaw:naypyitaw,nay pyi
taw| ho chi minh city:saigon| istanbul:constantinople| izmir:smyrna| ankara:angora| thessaloniki:salonica,salonika|
gdansk:danzig| wroclaw:breslau| szczecin:stettin| krakow:cracow| warsaw:warszawa| poznan:posen| prague:praha|
plzen:pilsen| brno:brunn| bratislava:pressburg| vienna:wien| munich:munchen| cologne:koln| nuremberg:nurnberg|
hanover:hannover| brunswick:braunschweig| aachen:aix-la-chapelle| geneva:geneve,genf| basel:basle,bale|
lucerne:luzern| bern:berne| zurich:zuerich| copenhagen:kobenhavn| gothenburg:goteborg| helsinki:helsingfors|
turku:abo| elsinore:helsingor| aarhus:arhus| aalborg:alborg| the hague:den haag,hague| brussels:bruxelles,brussel|
antwerp:antwerpen,anvers| ghent:gent,gand| bruges:brugge| ypres:ieper| louvain:leuven| liege:luik| lyon:lyons|
marseille:marseilles| strasbourg:strassburg| rome:roma| milan:milano| naples:napoli| turin:torino| venice:venezia|
florence:firenze| genoa:genova| padua:padova| leghorn:livorno| lisbon:lisboa| porto:oporto| seville:sevilla|
saragossa:zaragoza| la coruna:a coruna,corunna| moscow:moskva| saint petersburg:st petersburg,leningrad,petrograd|
volgograd:stalingrad| nizhny novgorod:gorky| kaliningrad:konigsberg| vilnius:vilna,wilno| kaunas:kovno|
tallinn:reval| astana:nur-sultan,nursultan,akmola| almaty:alma-ata| bishkek:frunze| tbilisi:tiflis| tashkent:toshkent|
yerevan:erevan|
baku:baki| belgrade:beograd| bucharest:bucuresti| athens:athina| nicosia:lefkosia,lefkosa| rijeka:fiume|
dubrovnik:ragusa| ljubljana:laibach| mecca:makkah| medina:madinah| jeddah:jidda,jiddah| riyadh:riyad|
tehran:teheran| isfahan:esfahan| damascus:dimashq| aleppo:halab| homs:hims| idlib:idleb| raqqa:ar-raqqah,rakka|
mosul:al-mawsil| fallujah:falluja,al-fallujah| basra:basrah| irbil:erbil,arbil,hewler| sanaa:sana'a|
hodeidah:hudaydah,al-hudaydah| jaffa:yafo| hebron:al-khalil| nablus:shechem| cairo:al-qahirah|
tangier:tangiers| algiers:alger| khartoum:khartum| mogadishu:muqdisho| kabul:kabol| jakarta:batavia|
yogyakarta:jogjakarta| kathmandu:katmandu| dhaka:dacca| chittagong:chattogram| pyongyang:p'yongyang| seoul:soul|
busan:pusan| incheon:inchon| daegu:taegu| taipei:taibei| kaohsiung:gaoxiong| lhasa:lasa| urumqi:wulumuqi|
nuuk:godthab| harare:salisbury| maputo:lourenco marques| kinshasa:leopoldville| gqeberha:port elizabeth| new
delhi:delhi| new york:new york city,nyc| washington:washington d.c.| mexico city:cdmx,ciudad de mexico| rio de
janeiro:rio| sao paulo:| kuala lumpur:kl| ulaanbaatar:ulan bator| derry:londonderry| chisinau:kishinev| kolwezi:|
lagos:| abuja:| osaka:| shenzhen:| karachi:| lahore:| manchester:| birmingham:| liverpool:| leeds:| glasgow:|
barcelona:| hamburg:| frankfurt:| dusseldorf:| stuttgart:| bergen:| trondheim:| malmo:| espoo:| lodz:
"""
"""Cities with the names that they had before or have in other languages; a few large ones without a time zone."""

_ABBREVIATED_STATES = """
pennsylvania:penn| texas:tex| california:cal| alberta:alta| british columbia:b.c.| manitoba:man| ontario:ont|
quebec:que| saskatchewan:sask| nova scotia:n.s.| new brunswick:n.b.| prince edward island:p.e.i.| newfoundland:nfld|
new south wales:nsw,n.s.w.| queensland:qld| tasmania:tas| western australia:w.a.
"""

_CAPITALS = """
us:washington| china:beijing| india:new delhi| turkiye:ankara| canada:ottawa| australia:canberra| brazil:brasilia|
israel:jerusalem,tel aviv| pakistan:islamabad| nigeria:abuja| south africa:pretoria| vietnam:hanoi| eu:brussels|
netherlands:the hague| switzerland:bern| saudi arabia:riyadh| uae:abu dhabi| myanmar:naypyidaw| kazakhstan:astana|
qatar:doha| morocco:rabat| cameroon:yaounde| yemen:sanaa| bahrain:manama| ecuador:quito| new zealand:wellington|
malta:valletta| kosovo:pristina| kuwait:kuwait city| tanzania:dodoma
"""
"""Capitals without a time zone's name, or that stand for another body."""

_GOVERNMENTS = "us:white house,pentagon| uk:downing street,whitehall,westminster| russia:kremlin"


def _key(written: str) -> str:
    """A place's name for comparison: ASCII letters in lower case, no article, no full stops, no marks between words."""
    bare = written if written.isascii() else anyascii(unicodedata.normalize("NFKC", written))
    bare = bare.casefold().replace("&", " and ").replace(".", "").replace("'", "")
    bare = re.sub(r"\bst\b", "saint", re.sub(r"[\W_]+", " ", bare)).strip()
    return bare.removeprefix("the ")


def _entries(table: str) -> dict[str, str]:
    """Each name of a table "name:other,other|…" with the first of its entry, both as keys."""
    found: dict[str, str] = {}
    for entry in " ".join(table.split()).split("|"):
        name, _, others = entry.partition(":")
        for other in (name, *filter(None, others.split(","))):
            found[_key(other)] = _key(name)
    return found


def _zone_cities() -> dict[str, tuple[str, str]]:
    """The cities that time zones are named for, by their names in the zone and in CLDR: each one's name and country."""
    english = Locale("en")
    found: dict[str, tuple[str, str]] = {}
    for zone, code in get_global("zone_territories").items():
        continent, _, city = zone.partition("/")
        if continent in ("Africa", "America", "Asia", "Australia", "Europe") and "/" not in city:
            name = english.time_zones.get(zone, {}).get("city") or city
            found |= dict.fromkeys((_key(name), _key(city)), (_key(name), _key(english.territories.get(code, ""))))
    return found


_NAMES = dict(Locale("en").territories.items())
_COUNTRIES = {
    _key(name.partition(" (")[0]): _key(name.partition(" (")[0]) for code, name in _NAMES.items() if code.isalpha()
}
_COUNTRIES |= _entries(_COUNTRY_FORMS) | _entries(_RENAMED_COUNTRIES)
PLACES = frozenset(_COUNTRIES.values())
"""The countries and the like that are known by name, as `country` gives them."""
_STATES = {_key(state.name): _key(state.name) for state in us.STATES_AND_TERRITORIES}
_ZONES = _zone_cities()
_CAPITAL_OF = {city: name for city, name in _entries(_CAPITALS).items() if city != name}
_CAPITAL_OF |= {_key(state.capital): "us" for state in us.STATES if state.capital}
_CITIES = (
    {city: city for city in _CAPITAL_OF} | {city: name for city, (name, _) in _ZONES.items()} | _entries(_OTHER_CITIES)
)
_SHORT = {_key(state.ap_abbr): _key(state.name) for state in us.STATES_AND_TERRITORIES if state.ap_abbr}
_SHORT |= _entries(_ABBREVIATED_STATES)
_POSTAL = {state.abbr: _key(state.name) for state in us.STATES_AND_TERRITORIES}
_GOVERNING = {house: name for house, name in _entries(_GOVERNMENTS).items() if house != name}
_LANDS = (
    {name: _COUNTRIES.get(land, land) for name, land in _ZONES.values()}
    | dict.fromkeys(_STATES.values(), "us")
    | _CAPITAL_OF
    | _GOVERNING
)
"""The country of a place, if known."""
_HELD_BY = """
uk:england,scotland,wales,northern ireland| denmark:greenland,faroe islands| china:hong kong,macau| europe:cyprus,turkiye,
georgia,armenia,azerbaijan,kazakhstan| asia:russia,turkiye,egypt| africa:mauritius,seychelles,comoros,madagascar,cape verde
"""


def _within() -> dict[str, frozenset[str]]:
    """Countries with the larger ones that they are a part of, and with the continents that their time zones are named for."""
    found: dict[str, set[str]] = {}
    for zone, code in get_global("zone_territories").items():
        continent, name = _key(zone.partition("/")[0]), _key(_NAMES.get(code, ""))
        if continent in ("europe", "asia", "africa"):
            found.setdefault(_COUNTRIES.get(name, name), set()).add(continent)
    for entry in " ".join(_HELD_BY.split()).split("|"):
        whole, _, parts = entry.strip().partition(":")
        for part in parts.split(","):
            found.setdefault(part.strip(), set()).add(whole)
    for wholes in found.values():
        wholes.update(*(found.get(whole, ()) for whole in tuple(wholes)))
        if "europe" in wholes:
            wholes.add("eu")  # for all that is known here
    return {part: frozenset(wholes) for part, wholes in found.items()}


_WITHIN = _within()
"""The larger countries, continents and unions that may hold a country."""
_KINDS = (
    PLACES,
    frozenset(_CITIES.values()),
    frozenset(_STATES.values()) | frozenset(_SHORT.values()),
    frozenset(_GOVERNING),
)


def country(written: str) -> str | None:
    """The country, or the like of one, that is written, or whose people are ("Chinese"): its name as in `PLACES`."""
    key = _key(written)
    return _COUNTRIES.get(key) or _COUNTRIES.get(key.removesuffix("s"))


@lru_cache(maxsize=4096)
def place(written: str) -> str | None:
    """The country, state or city that is written, in full or in short: one name for all its names."""
    key = _key(written)
    known = country(written) or _CITIES.get(key) or _STATES.get(key) or _SHORT.get(key)
    return known or _POSTAL.get(written) or (key if key in _GOVERNING else None)


def same_place(one: str, other: str) -> bool | None:
    """Whether two names can mean one place; None unless both are known.

    A city can stand for its country, if known: "Moscow rejected the plan".
    """
    first, second = place(one), place(other)
    if first is None or second is None:
        return None
    return first == second or (not PLACES.isdisjoint((first, second)) and len(_lands(first, second)) == 1)


def may_hold(one: str, other: str) -> bool:
    """Whether the one place may lie in the other, for all that is known: a city in a state, a state in a country."""
    first, second = place(one), place(other)
    if first is None or second is None:
        return False
    if first in _WITHIN.get(second, ()) or second in _WITHIN.get(first, ()):
        return True
    if any(first in kind and second in kind for kind in _KINDS):
        return False
    lands = _lands(first, second)
    return None in lands or len(lands) == 1


def _lands(*names: str) -> set[str | None]:
    return {name if name in PLACES else _LANDS.get(name) for name in names}


def is_place_in_full(written: str) -> bool:
    """Whether a country, state or city has this name, abbreviations aside."""
    key = _key(written)
    return key in _COUNTRIES or key in _CITIES or key in _STATES
