#!/bin/sh
# Print a Python that can run Uptake (3.11 or newer, able to make environments), or say what to do.
for python in "${PYTHON:-}" python3.11 python3.12 python3.13 python3 python; do
    [ -n "$python" ] || continue
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        if "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            echo "$python"
            exit 0
        fi
        incomplete=$python
    fi
done
if [ -n "${incomplete:-}" ]; then
    echo "$incomplete cannot make environments: install its venv package (on Debian: python3-venv)." >&2
else
    echo "Uptake needs Python 3.11 or newer, and none was found. Install one, or name it:" >&2
    echo "    make demo PYTHON=/path/to/python3.11" >&2
fi
exit 1
