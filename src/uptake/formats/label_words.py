"""Words that tell a speaker's label from the start of a note, a form's field or a sentence."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The last word of a role ("Digital lead", "Speaker 2").
ROLES = _words("""
    speaker interviewer interviewee participant respondent moderator facilitator researcher
    doctor dr patient nurse therapist carer caregiver parent clinician commissioner manager gp
    pwp client host observer translator interpreter informant practitioner psychologist
    psychiatrist counsellor coordinator co-ordinator lead chair panellist member student teacher
    user voice male female man woman mother father daughter son partner advocate pharmacist
    receptionist trainer supervisor consultant director officer worker int iv unknown everyone
    all group
""")
# Words that head a line of notes or of a form, and no speaker.
FIELDS = _words("""
    note notes date time times duration length location place venue topic topics title subject
    file filename transcript transcription recording recorded version consent consented present
    attendees apologies agenda aim aims purpose background method methods context setting
    summary action actions theme themes barrier barriers enabler enablers facilitators quote
    quotes example examples definition code codes memo memos comment comments remark remarks
    important warning nb ps re update reason reasons result results outcome outcomes pro pros
    con cons strength strengths weakness weaknesses cost costs price thought thoughts reflection
    reflections impression impressions observation observations next status id identifier
    reference ref url http https website email e-mail phone tel address source sources role age
    gender ethnicity questions answers key legend format language started ended start end begin
    fyi tbc aka eg ie project study site organisation organization pseudonym idea ideas issue
    issues problem problems point points
""")
# A label that begins with one of these is the start of a sentence.
NOT_NAMES = _words("""
    i a an the and or but so because if when while where what who whom whose which why how this
    that these those there here it its it's i'm i've i'd we they he she you my our your their
    his her in on at to for from with by of as is are was were be been do does did have has had
    not no yes yeah yep well ok okay right honestly actually basically also then first firstly
    second secondly third thirdly finally lastly one two three another other some any many most
    more all both either neither every each like just only even still maybe perhaps please
    thanks sorry oh um uh er let's let see look listen remember overall anyway however therefore
    today yesterday tomorrow meaning namely again now about after before during between against
    until since though although me us them said says say asked
""")
JOINERS = _words("de del della van von der den di da la le al el bin ibn of and the y e")
