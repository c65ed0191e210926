"""Other tools, installed apart from Uptake and run in processes of their own."""

from __future__ import annotations

import hashlib
import json
import subprocess
import venv
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1]
ENVIRONMENT = FOLDER / ".venv-peers"
REQUIREMENTS = FOLDER / "requirements-peers.txt"
SCRIPTS = FOLDER / "peers"
MARK = ENVIRONMENT / "installed"
INSTALL_LIMIT = 300


class PeerMissing(Exception):
    """A peer couldn't be had or failed: it was not measured, and so is not beaten."""


def interpreter() -> Path:
    """Give the Python of the peers' environment, which is made on first use.

    Raises ``PeerMissing`` when it can't be made, for instance without a network.
    """
    python = ENVIRONMENT / "bin" / "python"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if MARK.is_file() and MARK.read_text(encoding="utf-8") == wanted and python.exists():
        return python
    install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)]
    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(ENVIRONMENT)
        subprocess.run(install, check=True, capture_output=True, timeout=INSTALL_LIMIT)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(f"the peers' environment could not be made ({error})") from error
    MARK.write_text(wanted, encoding="utf-8")
    return python


def ask(script: str, question: object, limit: float) -> Any:
    """Run a script of ``peers/`` with a question as JSON, and give its answer.

    Raises ``PeerMissing`` when it fails or takes longer than ``limit`` seconds.
    """
    command = [str(interpreter()), "-I", str(SCRIPTS / f"{script}.py")]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(question),
            capture_output=True,
            check=True,
            text=True,
            timeout=limit,
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr or "").strip().splitlines()[-1:] or ["no message"]
        raise PeerMissing(f"{script} failed: {last[0]}") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(f"{script} could not be run ({error})") from error
    return json.loads(done.stdout)
