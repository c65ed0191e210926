"""What an entry of BibTeX is, by its type.

Source: the types of BibTeX (Oren Patashnik, 1988) and of biblatex, and those that databases add.
"""

from __future__ import annotations

# The first type of a kind is the one written.
KINDS = {
    "article": "article",
    "journal": "article",
    "periodical": "article",
    "suppperiodical": "article",
    "review": "article",
    "incollection": "chapter",
    "inbook": "chapter",
    "bookinbook": "chapter",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "inreference": "chapter",
    "book": "book",
    "mvbook": "book",
    "booklet": "book",
    "collection": "book",
    "mvcollection": "book",
    "reference": "book",
    "mvreference": "book",
    "proceedings": "book",
    "mvproceedings": "book",
    "inproceedings": "conference paper",
    "conference": "conference paper",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "manual": "report",
    "standard": "report",
    "online": "web page",
    "electronic": "web page",
    "www": "web page",
    "dataset": "data set",
    "data": "data set",
    "misc": "other",
    "unpublished": "other",
    "patent": "other",
    "software": "other",
    "artwork": "other",
    "audio": "other",
    "video": "other",
    "movie": "other",
    "music": "other",
    "letter": "other",
    "legal": "other",
    "set": "other",
}
# Of these "booktitle" and "series" name what it stands in.
IN_SERIES = frozenset({"chapter", "conference paper", "book"})
