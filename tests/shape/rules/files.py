"""Rules about files, whatever is in them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

LINES = 400
SOURCE_ENDINGS = {".py", ".js", ".html", ".sh"}
TEXT_ENDINGS = SOURCE_ENDINGS | {
    "", ".cfg", ".css", ".csv", ".in", ".json", ".md", ".nbib", ".ris", ".scss", ".svg", ".toml",
    ".txt", ".vtt", ".yml",
}  # fmt: skip

# A folder with one of these names would hold whatever nobody found a place for.
VAGUE = {"common", "core", "helpers", "lib", "managers", "misc", "presenters", "services", "utils"}

# Written in pieces, so that this file does not name them either.
REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb" + ".debian.org",
    "ftp" + ".debian.org",
    "un" + "pkg.com",
    "js" + "delivr.net",
)

UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|raise Not" + "Implemented")

# Somebody else's files are pinned and fetched, never kept here.
FOREIGN_NAMES = re.compile(r"\.min\.(js|css)$|(^|/)(node_modules|vendor|third_party)/")
FOREIGN_BANNER = re.compile(r"^\s*/\*!|@license|Copyright \(c\)|sourceMappingURL", re.MULTILINE)


def kept_files(root: Path) -> list[Path]:
    """Files that git keeps or would keep; all but hidden ones where there is no git."""
    asked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root, capture_output=True, check=False,
    )  # fmt: skip
    if asked.returncode == 0:
        names = {name for name in asked.stdout.decode().split("\0") if name}
        return sorted(path for name in names if (path := root / name).is_file())
    return sorted(p for p in root.rglob("*") if p.is_file() and "/." not in p.as_posix())


def long_files(root: Path, files: Iterable[Path]) -> list[str]:
    """Source files of 400 lines or more. Tests may be longer: they are read a case at a time."""
    found = []
    for path in files:
        if path.suffix not in SOURCE_ENDINGS or {"migrations", "tests"} & set(path.parts):
            continue
        lines = len(path.read_text("utf-8").splitlines())
        if lines >= LINES:
            found.append(f"{path.relative_to(root)} has {lines} lines; keep it under {LINES}")
    return found


def vague_names(root: Path, files: Iterable[Path]) -> list[str]:
    """Folders and modules whose names say nothing."""
    return sorted(
        {
            f"{path.relative_to(root)}: call it after what it does"
            for path in files
            for part in (*path.relative_to(root).parts[:-1], path.stem)
            if part.lower() in VAGUE and path.suffix == ".py"
        }
    )


def registries(root: Path, files: Iterable[Path]) -> list[str]:
    """Files that name a place where packages are fetched from."""
    return _lines(root, files, lambda line: next((h for h in REGISTRIES if h in line), ""))


def unfinished(root: Path, files: Iterable[Path]) -> list[str]:
    """Notes to finish something later."""

    def note(line: str) -> str:
        found = UNFINISHED.search(line)
        return found[0] if found else ""

    return _lines(root, [p for p in files if p.suffix in SOURCE_ENDINGS | {".md"}], note)


def _lines(root: Path, files: Iterable[Path], problem) -> list[str]:
    found = []
    for path in files:
        if path.suffix not in TEXT_ENDINGS:
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if what := problem(line):
                found.append(f"{path.relative_to(root)}:{number} has {what}")
    return found


def foreign_files(root: Path, files: Iterable[Path], allowed: Mapping[str, str]) -> list[str]:
    """Files that somebody else wrote. `allowed` names those that may stay, with the reason."""
    found = []
    for path in files:
        name = path.relative_to(root).as_posix()
        if name in allowed:
            continue
        code = path.suffix in {".js", ".css", ".scss"}
        banner = code and FOREIGN_BANNER.search(path.read_text("utf-8", "replace")[:3000])
        if FOREIGN_NAMES.search(name) or banner:
            found.append(f"{name} looks like somebody else's: pin it in tools/assets/package.json")
    return found


def unsafe_templates(root: Path, files: Iterable[Path], allowed: Mapping[str, str]) -> list[str]:
    """Templates that switch escaping off. `allowed` maps "file: line" to its reason."""
    pattern = re.compile(r"\|\s*safe\b|autoescape\s+(false|off)|\bMarkup\(|\|\s*tojson_raw")
    found = []
    for path in files:
        if path.suffix != ".html":
            continue
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if pattern.search(line) and f"{name}: {line.strip()}" not in allowed:
                found.append(f"{name}:{number} switches escaping off: {line.strip()}")
    return found


def unreasoned(pyproject: str) -> list[str]:
    """Dependencies in pyproject.toml without a reason beside them."""
    found, inside = [], False
    for number, line in enumerate(pyproject.splitlines(), 1):
        if re.match(r"(dependencies|web|postgres|dev|docs|assets|deid|scale)\s*=\s*\[$", line):
            inside = True
        elif line.startswith("]"):
            inside = False
        elif inside and line.strip().startswith('"') and not re.search(r",\s+#\s*\S", line):
            found.append(f"pyproject.toml:{number} no reason beside {line.strip()}")
    return found
