"""What the help page says of each step: what it is for, how to begin, and what one may not know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One step of the help page; `key` is the step's key, and its anchor on the page."""

    key: str
    name: str
    purpose: str
    steps: tuple[str, ...]
    known: tuple[str, ...] = ()
    """What is good to know: what is kept, what can be undone, which keys there are."""


HELP = (
    Part(
        "sources", "Sources",
        "References from searches, and what each of them states.",
        ("Bring in the export of each database as a file: RIS, PubMed, Web of Science, EndNote, "
         "Ovid, BibTeX, CSV or Excel. You see what is in it before anything is stored.",
         "Look for duplicates. What is surely one work is merged; pairs that may be one wait for a "
         "person, side by side.",
         "Open a reference to write what it states: one sentence, where it stands, the paper's own "
         "words, and its cells on the framework."),
        ("Every record is kept as it came, also when it is merged. Each merge and each search can "
         "be undone.",
         "Keys on pairs: S same, D different, L linked, N later, Z undo, Esc closes the links."),
    ),
    Part(
        "review", "Review",
        "From references to included studies: two people judge, each without seeing the other.",
        ("Write the protocol and its criteria, and set how many people judge each reference.",
         "Screen titles and abstracts, then settle what two people saw differently.",
         "Attach full texts, say which were not obtained, and judge them with a reason.",
         "Make a study of each included report. Lay down the extraction form, enter what each "
         "paper says beside its text, write its statements, then settle side by side.",
         "Appraise each study by a checklist. The diagram counts itself from the records."),
        ("Keys while screening: I include, E exclude, M unsure, 1 to 9 reasons, Z undo, J and K "
         "next and previous. They can be turned off.",
         "When to stop is shown with its uncertainty. Nobody is stopped by it.",
         "Download gives tables as CSV, Excel or Word, the diagram as a picture, and all of it as "
         "JSON, without what is still hidden from anybody."),
    ),
    Part(
        "interviews", "Interviews",
        "Transcripts, their codes, and the people who spoke, under pseudonyms.",
        ("Add a participant with their consent, then a transcript. Say who is who; it is shown "
         "before it is stored.",
         "Write codes with a definition, and put them on passages."),
        ("Undo goes back as far as your own acts in a transcript go.",
         "When a participant withdraws, their words are erased, and what rested on them is marked "
         "for another look."),
    ),
    Part(
        "findings", "Findings",
        "One barrier or one facilitator in one sentence, with all that speaks for and against it.",
        ("Write a finding, and tie passages and statements to it.",
         "Say how sure you are and why. The matrix shows where findings lie on the framework, and "
         "which cells nobody asked about."),
        ("“Why?” on any page lists everything beneath a sentence. “What rests on this?” lists "
         "everything above.",),
    ),
    Part(
        "decision", "Decision",
        "Recommendations, each on named findings.",
        ("Write what you advise, lay findings beneath it, and set against it what contradicts it.",
         "Agree to it. It can then be printed as a one-page brief with its sources."),
        ("When a finding changes, what rests on it is marked for another look, with the reason.",),
    ),
    Part(
        "plan", "Plan",
        "Actions that answer barriers, each with an owner and a day.",
        ("Write an action, say which findings it answers, and give it an owner.",),
        ("An action without an owner or an answer is shown as a loose end.",),
    ),
    Part(
        "monitor", "Monitoring",
        "Numbers that tell whether the plan works.",
        ("Define an indicator with its unit and its target, and enter a value for each day.",),
        ("A value that is replaced or removed stays in the record.",),
    ),
    Part(
        "project", "Project, people and trail",
        "Who may do what, and the record of all that was done.",
        ("Under Settings, change the question, choose the framework and add members with a role.",
         "The trail lists every act with its person and time, and can be downloaded."),
        ("Undo takes back what you did last. Remove takes something off, and it can be put back. "
         "Retire takes something out of use and keeps what was done with it.",),
    ),
)  # fmt: skip
