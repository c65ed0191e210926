from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "uptake.sources"
    label = "sources"

    def ready(self) -> None:
        # A worker knows only the work that was registered, and it opens no page that would.
        from uptake.sources import documents, tasks  # noqa: F401
