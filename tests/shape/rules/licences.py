"""Which licences the packages beneath us carry."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

# Names and SPDX expressions that allow use and passing on with no more than a notice.
PERMISSIVE = re.compile(
    r"\b(MIT|MIT-CMU|BSD|BSD-[234]-Clause|Apache|Apache-2\.0|ISC|0BSD|PSF|PSF-2\.0|"
    r"Python Software Foundation|Unlicense|Zlib|HPND|CC0)\b",
    re.IGNORECASE,
)
STRICT = re.compile(r"\b(A?GPL|LGPL|MPL|EPL|CDDL|SSPL|BUSL|proprietary)|\bGNU\b", re.IGNORECASE)


def pinned(requirements: str) -> list[str]:
    """The names pinned in a requirements file."""
    return re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==", requirements, re.MULTILINE)


def licence(name: str) -> str | None:
    """What an installed package says of its licence, in one line; None when not installed."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    if found.get("License-Expression"):
        return str(found["License-Expression"])
    classifiers = [c for c in found.get_all("Classifier") or [] if c.startswith("License ::")]
    if classifiers:
        return "; ".join(c.split(" :: ")[-1] for c in classifiers)
    return str(found.get("License") or "").splitlines()[0] if found.get("License") else ""


def refusal(said: str) -> str:
    """Why a licence may not be used at run time; empty when it may."""
    choices = re.split(r"\s+OR\s+", said)
    if any(PERMISSIVE.search(choice) and not STRICT.search(choice) for choice in choices):
        return ""
    return f"its licence reads {said!r}" if said else "it names no licence"
