from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "uptake.interviews"
    label = "interviews"

    def ready(self) -> None:
        # A worker knows only the work that was registered, and it opens no page that would.
        from uptake.interviews import bringing  # noqa: F401
        from uptake.interviews.blind_trail import withheld
        from uptake.interviews.tasks import forget_old_arrivals
        from uptake.projects.jobs import TIDY
        from uptake.projects.withheld import ASKED

        if withheld not in ASKED:
            ASKED.append(withheld)
        if forget_old_arrivals not in TIDY:
            TIDY.append(forget_old_arrivals)
