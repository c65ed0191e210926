from django.apps import AppConfig


class FindingsConfig(AppConfig):
    name = "uptake.findings"
    label = "findings"
