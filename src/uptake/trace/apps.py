"""The step that knows the whole thread listens for changes beneath it."""

from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "uptake.trace"
    label = "trace"

    def ready(self) -> None:
        """Hear of every rewording, and mark what stands on it."""
        from uptake.projects import changes
        from uptake.trace.actions.marks import mark_reading

        if mark_reading not in changes.LISTENERS:
            changes.LISTENERS.append(mark_reading)
