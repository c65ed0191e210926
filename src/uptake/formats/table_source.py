"""Journal, year, volume, issue and pages from one line, as four kinds of databases write it."""

from __future__ import annotations

import re

# Each is anchored, and each part stops at a sign that it cannot hold, so none can take long.
FORMS = (
    # Endoscopic Ultrasound (2014) 3:3 (152-160). Date of Publication: 2014
    re.compile(
        r"(?P<journal>[^()]{2,200}(?:\([^()\d]{1,80}\)[^()]{0,80})?) \((?P<year>\d{4})\)"
        r"(?: (?P<volume>[^\s:()]{1,30})(?::(?P<issue>[^\s()]{1,40}))?)?"
        r"(?: \((?P<pages>[^()]{1,40})\))?"
    ),
    # Behav Ther. 2022 Mar;53(2):334-347. doi: 10.1016/j.beth.2021.09.007.
    re.compile(
        r"(?P<journal>[^.;]{2,200})\. (?P<year>\d{4})[^;:]{0,30};(?P<volume>[^(:;]{0,30})"
        r"(?:\((?P<issue>[^()]{0,40})\))?(?::(?P<pages>[^.;]{1,40}))?"
    ),
    # Journal of Things; 8(1); 132-145
    re.compile(
        r"(?P<journal>[^;]{2,200});\s?(?P<volume>[^(;:]{0,30})(?:\((?P<issue>[^()]{0,40})\))?;"
        r"\s?(?P<pages>[^;]{1,40})$"
    ),
    # J Psychiatr Res;139: 179-184, 2021 07.
    re.compile(
        r"(?P<journal>[^;]{2,200});\s?(?P<volume>[^(;:]{0,30})(?:\((?P<issue>[^()]{0,40})\))?"
        r"(?::\s?(?P<pages>[^,;]{1,40}))?, ?(?P<year>\d{4})"
    ),
)


def parts_of(source: str) -> dict[str, str]:
    """Take a line apart, or give the whole as the journal when it is of no known form."""
    source = " ".join(source.split())
    for form in FORMS:
        if found := form.match(source):
            return {name: (part or "").strip() for name, part in found.groupdict().items()}
    return {"journal": source if len(source) <= 200 and ";" not in source else ""}
