"""A wheel always carries the built site: assets that are missing or stale are built first."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):
    """Runs `tools/build_assets.py` before a wheel or a source archive is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date. An editable install serves the working tree, so it waits."""
        if version == "editable":
            return
        assets = _load(Path(self.root) / "tools" / "build_assets.py")
        if not assets.is_current():
            assets.build()


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_assets", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{path} is missing; the assets cannot be built without it.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
