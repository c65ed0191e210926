"""An interview guide as people write it down: one question a line, prompts beneath."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from uptake.formats.transcripts import normalise

LABEL = re.compile(
    r"(?P<label>(?:[Qq](?:uestion)?\s*)?\d{1,3}(?:\.\d{1,2})?(?:-\d{1,2})?[a-z]?(?:-\d{1,2})?|[a-z]|[ivx]{1,4})"
    r"(?:[.):]+|\s*[-–—])\s+(?P<rest>\S.*)"
)
BULLET = re.compile(r"[-–—•*·‣o]\s+(?P<rest>\S.*)")
PROMPT = re.compile(r"(?:prompts?|probes?|follow[ -]ups?)\s*:\s*(?P<rest>.*)", re.IGNORECASE)
NUMBERED = re.compile(r"\d")
WORD = re.compile(r"[qQ](?:uestion)?\s*")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line beneath a question."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a guide with its prompts, in order."""

    label: str
    text: str
    prompts: tuple[Prompt, ...] = ()


@dataclass(slots=True)
class _Line:
    """A question or a prompt while it is read."""

    label: str
    text: str
    prompts: list[_Line] = field(default_factory=list)

    @property
    def last(self) -> _Line:
        """What a wrapped line goes on with."""
        return self.prompts[-1] if self.prompts else self


def read_guide(text: str) -> tuple[Question, ...]:
    """Read the questions in pasted text.

    A line with a number is a question. Lines that are indented, lettered, marked with a dash or a
    dot, or that follow "Prompts:", are prompts of the question above. In a guide with numbers, a
    line without one goes on with the line above, unless an empty line is between; without numbers
    each line is a question. Labels that are missing are the numbers that are free: 1, 2, and 1a,
    1b. Empty text gives nothing.
    """
    lines = normalise(text).split("\n")
    numbered = any(NUMBERED.match(_labelled(" ".join(line.split()))[0]) for line in lines)
    found: list[_Line] = []
    prompting = follows = False
    for line in lines:
        said = " ".join(line.split())
        if not said:
            prompting = follows = False
            continue
        if found and (told := PROMPT.fullmatch(said)):
            prompting, said = True, told["rest"]
            if not said:
                continue
        read, beneath = _read(said, indented=line[:1].isspace())
        if found and (prompting or beneath):
            found[-1].prompts.append(read)
        elif follows and numbered and not read.label:
            found[-1].last.text += f" {read.text}"
        else:
            found.append(read)
        follows = True
    return tuple(_numbered(found))


def _read(said: str, *, indented: bool) -> tuple[_Line, bool]:
    """A line, and whether it stands beneath a question."""
    label, words = _labelled(said)
    if not label:
        bullet = BULLET.fullmatch(said)
        return _Line("", bullet["rest"] if bullet else said), bool(bullet) or indented
    if not NUMBERED.match(label):
        return _Line("", words), True
    return _Line(label, words), label[-1].isalpha()


def _labelled(said: str) -> tuple[str, str]:
    """A line's label without its sign, and its words."""
    match = LABEL.fullmatch(said)
    if match is None:
        return "", said
    return WORD.sub("", match["label"]), match["rest"]


def _numbered(found: Sequence[_Line]) -> Iterator[Question]:
    """Give every question and prompt a label of its own; those that were written go first."""
    written = [line for one in found for line in (one, *one.prompts) if line.label]
    taken: set[str] = set()
    for line in written:
        line.label = _free(line.label, taken)
    number = 0
    for one in found:
        while not one.label:
            number += 1
            if str(number) not in taken:
                one.label = _free(str(number), taken)
        for at, prompt in enumerate(one.prompts):
            prompt.label = prompt.label or _free(f"{one.label}{_letter(at)}", taken)
        prompts = tuple(Prompt(prompt.label, prompt.text) for prompt in one.prompts)
        yield Question(one.label, one.text, prompts)


def _letter(at: int) -> str:
    return chr(ord("a") + at) if at < 26 else f"-{at + 1}"


def _free(label: str, taken: set[str]) -> str:
    at, wanted = 2, label
    while wanted in taken:
        wanted, at = f"{label}-{at}", at + 1
    taken.add(wanted)
    return wanted


def write_guide(questions: Iterable[Question]) -> str:
    """Write questions as `read_guide` reads them."""
    lines = []
    for one in questions:
        lines.append(f"{one.label}. {one.text}")
        lines += [f"   {prompt.label}. {prompt.text}" for prompt in one.prompts]
    return "\n".join(lines)
