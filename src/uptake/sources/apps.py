from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "uptake.sources"
    label = "sources"

    def ready(self) -> None:
        # A worker knows only the work that was registered, and it opens no page that would.
        from uptake.projects import jobs
        from uptake.sources import documents, storing, tasks  # noqa: F401

        if storing.clear_all not in jobs.TIDY:
            jobs.TIDY.append(storing.clear_all)
