from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "uptake.review"
    label = "review"

    def ready(self) -> None:
        # A worker knows only the work that was registered, and it opens no page that would.
        from uptake.review import tasks, texts  # noqa: F401
        from uptake.review.actions.standing import restand_merged
        from uptake.review.telling import Told
        from uptake.sources import screened
        from uptake.sources.actions.merging import MERGED

        if restand_merged not in MERGED:
            MERGED.append(restand_merged)
        screened.tell(Told())
