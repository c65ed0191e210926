from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "uptake.report"
    label = "report"
