"""List the benchmarks, or run one and print a line for each figure."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, cast

from benchmarks.harness.figures import Figure, Options

HERE = Path(__file__).parent
DEFAULT_DATA = HERE.parent.parent / "shared" / "data"


ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Ours and the peers' alike: threads that wait spin, and would be counted as work."""


class Benchmark(Protocol):
    """A module in this folder: what it measures (docstring) and ``run``."""

    __doc__: str | None

    def run(self, options: Options) -> Iterable[Figure]:
        """Measure, and give figures as they come."""
        ...


def names() -> list[str]:
    """Give the name of each benchmark: a module right in this folder."""
    found = pkgutil.iter_modules([str(HERE)])
    return sorted(it.name for it in found if not it.ispkg and it.name != "__main__")


def load(name: str) -> Benchmark:
    """Import one benchmark, which may need packages that others don't."""
    return cast(Benchmark, importlib.import_module(f"benchmarks.{name}"))


def summary(name: str) -> str:
    """Give the first line of a benchmark's docstring without importing what it needs."""
    first = (HERE / f"{name}.py").read_text(encoding="utf-8").split("\n", 1)[0]
    return first.strip().strip('"').strip()


def arguments() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", help="the benchmark to run; without it, they are listed")
    parser.add_argument("--quick", action="store_true", help="end within 45 seconds on two cores")
    parser.add_argument("--json", action="store_true", help="print a JSON object for each figure")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("UPTAKE_DATA") or DEFAULT_DATA),
        help="a folder with real data (default: UPTAKE_DATA, else ../shared/data)",
    )
    return parser


def main(words: list[str] | None = None) -> int:
    """Run what is asked for: 0 when no figure misses its goal, 1 when one does, 2 on misuse."""
    asked = arguments().parse_args(words)
    if not asked.name:
        for name in names():
            print(f"{name:<12} {summary(name)}")
        return 0
    if asked.name not in names():
        print(
            f"There is no benchmark {asked.name!r}. There are: {', '.join(names())}.",
            file=sys.stderr,
        )
        return 2
    if not asked.data.is_dir():
        print(
            f"No data folder at {asked.data}. Name one with --data or UPTAKE_DATA.", file=sys.stderr
        )
        return 2
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    missed = False
    for figure in load(asked.name).run(Options(quick=asked.quick, data=asked.data.resolve())):
        print(figure.as_json() if asked.json else figure.as_line(), flush=True)
        missed |= figure.met is False
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
