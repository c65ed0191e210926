"""Other tools, installed apart from Uptake and from each other, run in processes of their own.

Each script of ``peers/`` has its packages in a file of the same name, and an environment of its
own: two peers may need versions that exclude each other.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import venv
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1]
ENVIRONMENTS = FOLDER / ".venv-peers"
SCRIPTS = FOLDER / "peers"
INSTALL_LIMIT = 300


class PeerMissing(Exception):
    """A peer couldn't be had or failed: it was not measured, and so is not beaten."""


def interpreter(script: str) -> Path:
    """Give the Python of a script's environment, which is made on first use.

    Raises ``PeerMissing`` when it can't be made, for instance without a network. An environment
    that cannot be made anew is left as it was.
    """
    home, wanted = ENVIRONMENTS / script, SCRIPTS / f"{script}.txt"
    python, mark = home / "bin" / "python", home / "installed"
    has = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text(encoding="utf-8") == has and python.exists():
        return python
    fresh = ENVIRONMENTS / f"{script}.new"
    install = [str(fresh / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", str(wanted)]
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(fresh)
        subprocess.run(install, check=True, capture_output=True, timeout=INSTALL_LIMIT)
        shutil.rmtree(home, ignore_errors=True)
        fresh.rename(home)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(f"the environment of {script} could not be made ({error})") from error
    mark.write_text(has, encoding="utf-8")
    return python


def ask(script: str, question: object, limit: float) -> Any:
    """Run a script of ``peers/`` with a question as JSON, and give its answer.

    Raises ``PeerMissing`` when it fails or takes longer than ``limit`` seconds.
    """
    command = [str(interpreter(script)), "-I", str(SCRIPTS / f"{script}.py")]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(question),
            capture_output=True,
            check=True,
            text=True,
            timeout=limit,
            cwd=ENVIRONMENTS / script,  # some keep a cache wherever they are started
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or ["no message"]
        raise PeerMissing(f"{script} failed: {last[0]}") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(f"{script} could not be run ({error})") from error
    return json.loads(done.stdout)
