from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "uptake.sources"
    label = "sources"
