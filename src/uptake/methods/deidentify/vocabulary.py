"""Words that tell a name, or tell that there is none, and how a name is written."""

from __future__ import annotations

import unicodedata

UPPER = "".join(
    letter
    for letter in map(chr, [*range(0x41, 0x530), *range(0x1E00, 0x2000)])
    if unicodedata.category(letter) in ("Lu", "Lt")
)
LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f])"
JOINT = "['\u2019\u02bc\u2010\u2011-]"
BLANK = r"(?:[ \t\u00a0]{1,3}|[ \t\u00a0]?\n[ \t\u00a0]?)"
PARTICLE = (
    r"(?:ap|ab|ferch|van|von|der|den|de|del|della|la|le|di|da|dos|du|bin|binti|ibn|ter|ten|y)"
)
NOT_NAMES = (
    r"[AI](?!\.)|An|The|And|But|So|Or|If|In|On|At|To|Of|We|You|He|She|It|They|That|This|These|Those|There|"
    "Then|When|What|Why|How|Who|Where|Well|Yes|Yeah|No|Not|Now|Just|Sorry|Sure|Really|Because|For|"
    "From|With|As|Is|Was|Are|Were|My|Your|His|Her|Our|Their|Its|Some|Any|All|Each|Every|One|Two|"
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|"
    "July|September|October|November|December|NHS|GP|GPs|CBT|PHQ|GAD|ICB|CCG|UK|"
    "Afraid|Exactly|Important|Maybe|Perhaps|Okay|OK|Oh|Um|Er|Erm|Thanks|Thank|Hello|Hi|Also|Only|"
    "Emeritus|Emerita"
)
PEOPLES = (
    "English|British|Welsh|Scottish|Irish|European|American|African|Asian|Indian|Pakistani|"
    "Bangladeshi|Chinese|Polish|Romanian|Nigerian|Somali|Jamaican|Caribbean|French|German|Italian|"
    "Spanish|Greek|Turkish|Black|White|Christian|Muslim|Jewish|Hindu|Sikh|Buddhist|Catholic"
)
NAME_WORD = (
    rf"(?:(?:al|el|as|ash|d|n){JOINT})?[{UPPER}]"
    rf"(?:{LETTERS}{{1,40}}|\.(?=[ \t{UPPER}]))?+(?:{JOINT}(?![sS]\b){LETTERS}{{1,40}}){{0,3}}+"
)
PLAIN_NAME = rf"(?!(?:{NOT_NAMES}|{PEOPLES})\b){NAME_WORD}"
LED_NAME = rf"(?:{PARTICLE}{BLANK}){{0,2}}{PLAIN_NAME}"
NAME = rf"{LED_NAME}(?:{BLANK}{LED_NAME}){{0,3}}"
"""One to four words with a capital, particles between them allowed: Mary, ap Rhys, D. K. Rao."""
TITLED_NAME = (
    rf"(?:{PARTICLE}{BLANK}){{0,2}}(?!(?:{NOT_NAMES})\b){NAME_WORD}(?:{BLANK}{LED_NAME}){{0,3}}"
)
"""After a title a name may be French or White as well."""

WOMAN, MAN = "woman", "man"
SURE_TITLES = {
    "Mr": MAN,
    "Mrs": WOMAN,
    "Ms": WOMAN,
    "Miss": WOMAN,
    "Mx": "",
    "Dr": "",
    "Drs": "",
    "Prof": "",
    "Professor": "",
    "Dame": WOMAN,
    "Cllr": "",
    "Councillor": "",
    "Rev": "",
    "Revd": "",
    "Reverend": "",
}
UNSURE_TITLES = {
    "Doctor": "",
    "Sister": WOMAN,
    "Brother": MAN,
    "Nurse": "",
    "Matron": "",
    "Midwife": "",
    "Sir": MAN,
    "Lady": WOMAN,
    "Lord": MAN,
    "Father": MAN,
    "Canon": "",
    "Imam": "",
    "Rabbi": "",
    "Aunt": WOMAN,
    "Auntie": WOMAN,
    "Uncle": MAN,
    "Captain": "",
    "Sergeant": "",
    "Constable": "",
    "Judge": "",
}
"""Also words of their own, so that a capital after them tells less."""
TITLES = {title.casefold(): sex for title, sex in (SURE_TITLES | UNSURE_TITLES).items()}

KIN = (
    "husband|wife|partner|son|daughter|child|mother|father|mum|mam|mom|dad|sister|brother|aunt|"
    "auntie|uncle|cousin|niece|nephew|grandson|granddaughter|grandmother|grandfather|gran|nan|"
    "nana|grandad|granddad|friend|mate|boyfriend|girlfriend|neighbour|colleague|boss|manager|"
    "carer|therapist|counsellor|psychologist|supervisor|consultant"
)
PEOPLE = (
    rf"{KIN}|man|woman|girl|boy|lad|lass|lady|gentleman|guy|chap|bloke|person|patient|client|"
    "nurse|doctor|worker|receptionist|student|trainee|volunteer|baby|somebody|someone|one|he|she"
)
THINGS = (
    "it|this|that|which|what|thing|things|programme|program|service|services|app|apps|course|"
    "group|site|website|platform|tool|system|scheme|trust|project|pathway|model|approach|therapy"
)
ROLES = (
    "interviewer|interviewee|facilitator|moderator|researcher|participant|respondent|speaker|"
    "patient|clinician|therapist|commissioner|manager|carer|observer|unknown|unidentified|all|"
    "doctor|nurse|gp|midwife|pharmacist|counsellor|psychologist|consultant|client|relative|"
    "group|multiple|voice|male|female|man|woman|chair|host|question|answer|note|notes|q|a|i|r|p|s|"
    "m|f|int|res|mod|fac"
)
COMMON_WORDS = (
    "amber april art august baker ball banks barn beard bell best bill bird bishop black bob bond "
    "brook brown bull butler carol carter case cash chance chase child church close cook cross "
    "daily dawn day dick don drew early east english eve faith farmer field fields finch fisher "
    "foot fox frank french gardener gene good grace grant green grey guy hall hand harry hart "
    "head heather hill hills holly hood hope house houses hunter iris irish ivy jack jean josh "
    "joy june king kitchen knight lake lamb lane lily little long love loving major mark marsh "
    "mason max may miles mill miller mills minor moss nick night norm north olive page park parks "
    "pat pearl penny pool poole pope potter price prince ray rich rivers rob robin rocky rose "
    "ruby sandy savage scott sellers sharp shepherd short sky small smith sonny south stark stone "
    "street strong sue summer sunny swan swift taylor tiger trinity turner van violet wade walker "
    "ward week weeks welsh west white wild will winter winters wise wolf wood woods young"
)
COMMON = frozenset(COMMON_WORDS.split())
"""Names that are words as well: as part of a listed name, they count with a capital only."""
FUNCTION_WORDS = (
    "and|or|the|a|an|is|was|are|were|be|been|did|do|does|had|has|have|in|on|at|of|to|for|from|with|"
    "by|as|but|if|so|that|this|who|what|when|where|which|would|could|should|will|can|may|might|"
    "said|says|say|told|came|went|i|you|he|she|it|we|they|me|him|her|us|them|not|no|yes|just|"
    "then|there|here|all|any|some|whoever|whatever|google|who"
)
