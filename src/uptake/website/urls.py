"""Every address of the site. Each step brings its own; one without pages yet is left out."""

from importlib import import_module

from django.urls import include, path

STEP_PATHS = {
    "sources": "sources", "interviews": "interviews", "findings": "findings",
    "decision": "decision", "plan": "plan", "monitor": "monitoring", "trace": "thread",
    "report": "report",
}  # fmt: skip


def _exists(module: str) -> bool:
    try:
        import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return False
    return True


urlpatterns = [
    path(f"p/<int:project_id>/{address}/", include(f"uptake.{step}.urls"))
    for step, address in STEP_PATHS.items()
    if _exists(f"uptake.{step}.urls")
]
