from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "uptake.review"
    label = "review"

    def ready(self) -> None:
        from uptake.review.actions.standing import merged
        from uptake.review.telling import Told
        from uptake.sources import screened
        from uptake.sources.actions.merging import MERGED

        if merged not in MERGED:
            MERGED.append(merged)
        screened.tell(Told())
