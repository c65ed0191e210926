"""Hold coverage to its floor: `python tools/coverage_gate.py var/coverage.json`.

Ring 1 (methods, formats, instruments) is the science: every line and branch of it is run by a test.
Elsewhere the floor is 95 %, reached by each folder on its own, so that no folder hides in another's
figure.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCIENCE = ("formats", "instruments", "methods")
FLOOR = 95.0

# Files left out of the count, each with its reason. Lines left out are in pyproject.toml.
EXCLUDED: dict[str, str] = {}


@dataclass(frozen=True)
class Folder:
    """One folder's count of lines and branches, run and there."""

    name: str
    covered: int
    there: int
    worst: tuple[tuple[float, str, str], ...]  # share run, file, lines not run

    @property
    def share(self) -> float:
        """Per cent run; an empty folder has nothing left to run."""
        return 100.0 * self.covered / self.there if self.there else 100.0

    @property
    def floor(self) -> float:
        """What this folder must reach."""
        return 100.0 if self.name in SCIENCE else FLOOR

    @property
    def holds(self) -> bool:
        """True when the floor is reached."""
        return self.share >= self.floor


def folders(report: Mapping[str, Any], excluded: Mapping[str, str] = EXCLUDED) -> list[Folder]:
    """Sum coverage's JSON report by folder of `src/uptake`; files beside them count as one."""
    files: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for path, file in report["files"].items():
        name = path.replace("\\", "/")
        if name in excluded or not name.startswith("src/uptake/"):
            continue
        parts = name.removeprefix("src/uptake/").split("/")
        files.setdefault(parts[0] if len(parts) > 1 else "(top)", []).append((name, file))
    return [_sum(name, inside) for name, inside in sorted(files.items())]


def _sum(name: str, files: Sequence[tuple[str, Mapping[str, Any]]]) -> Folder:
    covered = there = 0
    worst = []
    for path, file in files:
        counts = file["summary"]
        ran = counts["covered_lines"] + counts.get("covered_branches", 0)
        total = counts["num_statements"] + counts.get("num_branches", 0)
        covered, there = covered + ran, there + total
        if ran < total:
            missing = [str(line) for line in file["missing_lines"]]
            missing += [f"{a}->{b}" for a, b in file.get("missing_branches", [])]
            worst.append((100.0 * ran / total, path, ", ".join(missing[:20])))
    return Folder(name, covered, there, tuple(sorted(worst)))


def main(arguments: Sequence[str]) -> int:
    """Print one line a folder, and for each that is below its floor the lines not run."""
    path = Path(arguments[0]) if arguments else Path("var/coverage.json")
    if not path.is_file():
        print(f"There is no {path}. Run `make test` first: it measures coverage.")
        return 1
    found = folders(json.loads(path.read_text("utf-8")))
    for folder in found:
        mark = "ok   " if folder.holds else "BELOW"
        share = f"{folder.share:6.2f} % of {folder.there} (floor {folder.floor:.0f} %)"
        print(f"{mark} {folder.name:<12} {share}")
        if not folder.holds:
            for ran, file, missing in folder.worst[:10]:
                print(f"        {file} {ran:.0f} %: {missing}")
    for file, reason in EXCLUDED.items():
        print(f"not counted: {file} ({reason})")
    return 0 if found and all(folder.holds for folder in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
