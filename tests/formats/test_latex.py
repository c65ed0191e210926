"""LaTeX to text and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptake.formats.latex import from_unicode, to_unicode


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"G{\"o}del \& S{\o}n", "Gödel & Søn"),
        (r"Mal{\'{\i}}k, \v{S}afa\v r{\'\i}k", "Malík, Šafařík"),
        (
            r"\c{c} \c c \k{a} \H{o} \r{a} \u{g} \=a \.z \~n \^o \`e \d{s} \b{b}",
            "ç ç ą ő å ğ ā ż ñ ô è ṣ ḇ",
        ),
        (r"\'{e} {\'E} \'\i \"{\i}", "é É íï"),
        (r"Stra\ss e \L{}\'od\'z \AA ngstr\"om", "Straße Łódź Ångström"),
        (r"\alpha-blocker $\beta$ blockers $x^{2}$ H$_2$O", "α-blocker β blockers x2 H2O"),
        ("from $5 to $6, $p < .05$", "from $5 to $6, $p < .05$"),
        (r"5\% \$3 \#1 a\_b \{c\}", "5% $3 #1 a_b {c}"),
        ("pages 1--2 --- so ``he'' said~it", "pages 1–2 — so “he” said it"),
        (r"\emph{in vivo} \textit{x} {\em y} \textsuperscript{2}", "in vivo x y 2"),
        (r"\foo{bar} \foo bar \foo", r"\foo bar \foo bar \foo"),
        (r"a\quad b\\c\ d\, e", "a b c d  e"),
        ("line\\\nnext", "line next"),
        (r"{DNA} of {{RNA}}", "DNA of RNA"),
        (r"re\-port \/ x", "report  x"),
        ("\\", "\\"),
        (r"\=", r"\="),
        (r"\textbackslash{}textit a{-}{-}b", r"\textit a--b"),
        ("plain text, nothing else", "plain text, nothing else"),
    ],
)
def test_to_unicode(latex: str, text: str) -> None:
    assert to_unicode(latex) == text


@given(
    st.text(alphabet=st.sampled_from("\\{}~^$&%#_-`'\"abuvc 0é\n") | st.characters(), max_size=30)
)
def test_what_is_written_reads_back(text: str) -> None:
    assert to_unicode(from_unicode(text)) == text


@given(st.text(alphabet=st.sampled_from("\\{}~^$&%#_-`'\"abuvcij 0é\n"), max_size=40))
def test_any_latex_is_read(text: str) -> None:
    assert isinstance(to_unicode(text), str)
