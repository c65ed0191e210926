r"""Text as LaTeX writes it, to and from Unicode: ``G{\"o}del \& S{\o}n`` is "Gödel & Søn".

What a bibliography holds, not the whole language: accents, letters, signs, and the commands that
only style their argument. A command that isn't known stays as it stands.
"""

from __future__ import annotations

import re
import unicodedata

ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_LETTERS = """
    ss ß o ø O Ø l ł L Ł ae æ AE Æ oe œ OE Œ aa å AA Å i ı j ȷ dh ð DH Ð dj đ DJ Đ th þ TH Þ ng ŋ
    NG Ŋ textendash – textemdash — textquoteleft ‘ textquoteright ’ textquotedblleft “
    textquotedblright ” textquotesingle ' textquotedbl " quotesinglbase ‚ quotedblbase „
    guillemotleft « guillemotright » guilsinglleft ‹ guilsinglright › textellipsis … ldots … dots …
    textbullet • textperiodcentered · textdegree ° degree ° textregistered ® texttrademark ™
    copyright © textcopyright © pounds £ textsterling £ texteuro € euro € textyen ¥ textcent ¢
    textsection § S § textparagraph ¶ P ¶ textexclamdown ¡ textquestiondown ¿ textonehalf ½
    textonequarter ¼ textthreequarters ¾ textordfeminine ª textordmasculine º textpm ± pm ±
    texttimes × times × div ÷ cdot · textmu µ textbackslash \\ backslash \\ textbraceleft {
    textbraceright } lbrace { rbrace } textasciitilde ~ textasciicircum ^ textunderscore _
    textdollar $ textbar | textless < textgreater > lq ‘ rq ’ slash / leq ≤ le ≤ geq ≥ ge ≥ neq ≠
    ne ≠ approx ≈ sim ∼ infty ∞ rightarrow → to → leftarrow ← leftrightarrow ↔ ll ≪ gg ≫ in ∈
    ast ∗ prime ′ circ ∘ alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ
    iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ
    psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
"""
_WORDS = _LETTERS.split()
LETTERS = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
# Commands that only say how their argument looks, or where a line may break: the text is kept.
_STYLES = """
    emph textit textbf textsc textsl textsf texttt textrm textup textmd textnormal textsuperscript
    textsubscript underline uppercase lowercase mbox hbox text mathrm mathit mathbf mathsf mathtt
    ensuremath url path enquote em it bf sc sl sf tt rm itshape bfseries scshape upshape normalfont
    protect noopsort relax ignorespaces nocase bibstring mkbibemph mkbibquote
"""
STYLES = frozenset(_STYLES.split())
SPACES = {"~": " ", "\\ ": " ", "\\,": " ", "\\;": " ", "\\:": " ", "\\\\": " ", "\\quad": " "}
NOTHING = frozenset({"{", "}", "\\/", "\\-", "\\!", "\\@"})
TYPED = {"---": "—", "--": "–", "``": "“", "''": "”"}
SAVED = {
    "\\": "\\textbackslash{}",
    "{": "\\textbraceleft{}",
    "}": "\\textbraceright{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "$": "\\$",
    "&": "\\&",
    "%": "\\%",
    "#": "\\#",
    "_": "\\_",
}
SPECIAL = re.compile(r"[\\{}~^$&%#_]|(?<=-)-|(?<=')'|(?<=`)`")
MARKED = re.compile(r"[\\~$]|--|``|''")
TOKEN = re.compile(
    r"\\[\"'`^~=.]\s{0,9}(?:\{\s{0,9}(?P<a>\\[ij](?![A-Za-z])|[^\W\d_])\s{0,9}\}"
    r"|(?P<b>\\[ij](?![A-Za-z])[ ]?(?:\{\})?|[^\W\d_]))"
    r"|\\[uvHckrbd](?:\s{0,9}\{\s{0,9}(?P<c>\\[ij](?![A-Za-z])|[^\W\d_])\s{0,9}\}"
    r"|\s{1,9}(?P<d>\\[ij](?![A-Za-z])|[^\W\d_]))"
    r"|\\(?P<word>[A-Za-z]{1,40})(?:\{\}|[ \t]{0,9}\n?[ \t]{0,9})"
    r"|\\(?P<sign>[&%$#_{}])"
    r"|\\[\s\S]?|---?|``|''|[{}~]"
)
# Nothing blank just inside the dollars: "$5 and $6" are prices.
MATH = re.compile(r"(?<!\\)\$(?!\s)((?:[^$\\]|\\[^$]){1,200})(?<!\s)\$(?!\d)")
MATH_SIGN = re.compile(r"[\\^_]")
SCRIPT = re.compile(r"[\^_](?=\{|[\w+\-])")


def to_unicode(text: str) -> str:
    r"""Give a text without LaTeX: accents composed, braces and styling gone, signs as themselves.

    ``$…$`` goes only where it holds LaTeX, since prices stand between dollars too.
    """
    if not MARKED.search(text):
        # Braces are common and mean nothing by themselves.
        return text.replace("{", "").replace("}", "") if "{" in text or "}" in text else text
    if "$" in text:
        text = MATH.sub(_math, text)
    return TOKEN.sub(_resolved, text)


def _math(found: re.Match[str]) -> str:
    inside = found.group(1)
    # The braces end a command, which would else swallow the blank that follows.
    return f"{SCRIPT.sub('', inside)}{{}}" if MATH_SIGN.search(inside) else found.group()


def _resolved(found: re.Match[str]) -> str:
    whole, word = found.group(), found.group("word")
    if word:
        return _command(found, whole, word)
    if sign := found.group("sign"):
        return sign
    if letter := found.group("a") or found.group("b") or found.group("c") or found.group("d"):
        base = letter.strip("\\ {}")
        return unicodedata.normalize("NFC", base + ACCENTS[whole[1]])
    if whole in NOTHING:
        return ""
    if whole[0] == "\\" and whole[1:].isspace():
        return " "
    return SPACES.get(whole) or TYPED.get(whole, whole)


def _command(found: re.Match[str], whole: str, word: str) -> str:
    if letter := LETTERS.get(word):
        # "\o resund" is one word, as LaTeX reads it.
        return letter
    if word in STYLES:
        return ""
    if word in ("quad", "qquad", "newline", "linebreak", "par", "space"):
        return " "
    # Its argument loses its braces, so a blank must part the two.
    return f"{whole} " if found.string[found.end() : found.end() + 1] == "{" else whole


def from_unicode(text: str) -> str:
    """Write a text so that LaTeX shows it, letters beyond ASCII as they are.

    Reading it with ``to_unicode`` gives the text again.
    """
    return SPECIAL.sub(_saved, text)


def _saved(found: re.Match[str]) -> str:
    sign = found.group()
    return SAVED.get(sign) or f"{{}}{sign}"
