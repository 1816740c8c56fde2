"""What stands before, between and after people's names, and words that are names only in such company."""

from __future__ import annotations

import re

from medlofte.analysis.coding.forms import CAPITAL

# "Inga lampor" begins an answer more often than the woman does; a verb, or a small word after it, tells her.
INGA = re.compile(
    r"\s+(?![A-ZÅÄÖ]|(?:är|har|bor|kör|på|i|som|och|från|blev|säger|slår|sitter|heter|hos|vid|var)(?!\w))\w"
)
_MONTH_AFTER = re.compile(r"[,/–-]|\s(?:och|till|t\.?o\.?m|är det|är värst|månad|samt|brukar|kommer|blir|då|\d)")
# Names that are words where this comes after: "Per dag", "Max 30", "Juli och augusti".
AS_WORD = {
    "inga": INGA,
    "mina": INGA,
    "per": re.compile(r"\s(?:dag|dygn|år|månad|vecka|natt|kväll|gång|person|capita|timm|automatik|definition|st)"),
    "max": re.compile(r"\s?\d|\s(?:en|ett|två|tre|fyra|fem|tio|tjugo|trettio|burger|hastighet|antal)(?!\w)"),
    "maj": _MONTH_AFTER, "juni": _MONTH_AFTER, "juli": _MONTH_AFTER, "mars": _MONTH_AFTER,
}  # fmt: skip
# Where a shop that is a name too stands: "bakom Max".
BESIDE = re.compile(r"(?<!\w)(?:vid|bakom|utanför|förbi|intill|nära|på|mittemot|mellan)\s+$", re.I)
# What follows is what somebody is called, a word or not: "han kallas Råttan", "jag misstänker björn".
CALLED = re.compile(
    r"(?:kallas|kallad|kallade|kalla|heter|hette|alias|smeknamnet|vid namn|under namnet|presenterade sig som|"
    r"kallar (?:vi|alla|han|hon|honom|henne|sig|den|dom|dem|mig))(?: för| mig| honom| henne)?\s+[\"'”«]?$", re.I
)  # fmt: skip
_WHO = (
    r"(?:jag|han|hon|hen|killen|tjejen|mannen|kvinnan|gubben|tanten|snubben|grabben|pojken|flickan|barnet|"
    r"\w*grannen?|min \w+|vår \w+|en som|den som|de som|dom som)"
)
CALLED_LOW = re.compile(
    rf"(?<!\w){_WHO}(?:,? som)? (?:egentligen )?(?:kallas|kallades|heter|hette|går under namnet|kallar sig|är kallad)"
    rf"(?: för)? [\"”«]?([^\W\d_]+(?:\s[^\W\d_]+)?)|(?<!\w)kallar (?:honom|henne|sig)(?: för)? [\"”«]?([^\W\d_]+)", re.I
)  # fmt: skip
NO_NAME = re.compile(
    "inte|ju|så|det|den|något|nåt|nånting|ingenting|vad|samma|egentligen|nog|visst|också|för|som|och|i|på|här|"
    "där|annat|alltid|ofta|bara|en|ett|nu|då|någonting|saker|fula|hora|horan|idiot|idioten|rasist|gamling|till|"
    "av|vid|hos|att|man|jag|han|hon|de|dom|om|utan|med|är|bor|har|kör|tjuv|fel|rätt|fegis|kärring|kärringen|"
    "fitta|jävel|äcklig|full"
)
_ROLE = (
    r"(?:gran(?:ne|nen|nens)|frun?|herr|fröken|tant(?:en)?|farbror|familj(?:en)?|bröderna|systrarna|syskonen|släkten|paret|"
    r"\w*lärar(?:e|en|innan)|magister|rektorn?|doktorn?|dr|överläkaren?|läkaren?|tandläkaren?|\w*tränaren?|kuratorn?|\w*handläggaren?|"
    r"sekreteraren?|kompis(?:en)?|polaren?|kamrat(?:en)?|vän(?:nen)?|väninnan?|sambon?|make|maken|maka|exet|ex-man|ex-fru|pojkvän|flickvän|"
    r"bror|brorsan|syster|syrran|son|sonen|dotter|dottern|svåger|svärson|kusin|mormor|farmor|morfar|farfar|mamma|pappa|moster|faster|"
    r"chef(?:en)?|vaktmästaren?|\w*värden?|konstapeln?|poliskommissarie|politikern|kommunalrådet|präst(?:en)?|\w*ledaren?|"
    r"\w*chauff?ör(?:en)?|\w*chaffören|snickaren?|städaren?|lokalvårdaren?|städerskan?|sjuksköterskan?|undersköterskan?|skolsköterskan?|fältaren?|väktaren?|vakten|"
    r"killen|tjejen|gubben|kärringen|pojken|flickan|grabben|barnet|eleven|ägaren|grannfrun|mannen|kvinnan|man|vittnet|hustrun?|målaren|"
    r"bagaren|frisören|ordföranden?|mäklaren?|barnmorskan?|personen)"
)
TITLE = re.compile(
    r"(?<!\w)(?:fru|herr|fröken|tant|farbror|familjen|bröderna|systrarna|doktor|dr|magister|rektor)\.?\s+$", re.I
)
OF_ROLE = re.compile(
    rf"(?<!\w)(?:{_ROLE}\.?|misstänker|misstänkte|anmälde|anmält|pratat med|snackat med|fråga|frågat)\s+[\"”«]?$", re.I
)
# Small words that are names too, and stand after "grannen" as words.
SMALL = re.compile(
    "per|max|no|dag|el|al|maj|jan|juni|juli|august|be|by|von|af|van|said|dan|noll|rut|dina|mest|my|bo|on|sol|ros|liv"
)
# First names that are words too: with a name after them they are names in small letters also ("lisa strand").
FIRST = re.compile(
    "lisa|linda|mona|moa|mia|sara|sanna|stina|viktor|kim|björn|jan|per|dan|kent|pia|ola|ove|sam|lena|vera|tim|"
    "bror|glenn|alva|alma|klara|ella|maja|selma|saga|leo|ivar|harry|flora|jon|dina|mari|ester|bill|rolf|arne|"
    "mille|hedda|ebba|ylva|max|mats|viola|rosa|iris|linn|nova|ronja|love|sten|stig|liv|bo|dag|siv|kaj|tom"
)
NEXT = re.compile(r"\s([^\W\d_]+)")
# What somebody owns: "Frosts katter", where Frost is a word.
OWNED = re.compile(
    r"\s(?:\w*(?:hund|katt|katter|bil|son|dotter|pojke|pojkar|ungar|barn|hus|stuga|bod|häck|tomt|gård|båt|moped|fru|familj|lada|garage|"
    r"polare|bror|syster|mamma|pappa|unge|kille|tjej|grabb|grabbar|altan|trädgård|brevlåda|uppfart))(?:en|n|ar|ars|s)?(?!\w)"
)
OWNERS = re.compile(
    "barn|ungdomar|kvinnor|män|grannar|hundar|tjejer|killar|människor|folk|djur|mamma|pappa|polis|skola|någon|annan"
)
START = re.compile(r"(?:^|[.!?:;\n(\"”«-])\s*[\"'”«(]*$")
SURNAME = re.compile(
    r"\w{2,}(?:sson|son|dotter|qvist|kvist|ström|berg|gren|lund|dahl|holm|stedt|ell|mark|man|löf|sten|blad|ius|sén|lén|rén|dén|"
    r"vall|wall|ander|lin|din|rud|strand|feldt|hielm|hjelm|crona|krona|stierna|stjerna|skog|skjöld|sköld|sen)s?"
)
BETWEEN = re.compile(r"\s+|\s*[(\"”“'«»]\s*|[)\"”“'«»]\s+|\s*[(\"”“'«»][)\"”“'«»]\s*")
PARTICLE = re.compile(r"de|la|del|der|den|dos|da|di|du|le|van|von|af|al|el|bin|ben|ibn|abu|ter|y|e|zu")
PARTICLES = re.compile(rf"(?:\s(?:{PARTICLE.pattern}))*\s{CAPITAL}")
INITIALS = re.compile(
    rf"(?<![\w.]){CAPITAL}\.\s?(?:{CAPITAL}\.\s?)*({CAPITAL}[^\W\d_]+(?:-[^\W\d_]+)?)"
    rf"|(?<![\w-]){CAPITAL}(?:[\s-]{CAPITAL}){{1,2}}\s({CAPITAL}[^\W\d_]+(?:-[^\W\d_]+)?)|(?<![\w-])([B-ZÅÄÖ]-[A-ZÅÄÖ]|A-[A-ZÅÄ])(?![\w-])"
    rf"|(?<!\w)(?:AK|KG|PG|LG|PO|CG|UB|KA|BG|IB|JO|MB)\s({CAPITAL}[a-zåäöé]+)"
)
INITIAL = re.compile(rf"{CAPITAL}(?:\.|-{CAPITAL}(?!\w)|[ -]{CAPITAL}[ -]|{CAPITAL} {CAPITAL})")
GANG = re.compile(
    r"(\w{3,}?)s?-?(?:gänget|ligan|klanen|bröderna|pojkarna|grabbarna|familjen|syskonen|gubben|kärringen|jäveln|ungarna|polarna|fan)s?"
)
