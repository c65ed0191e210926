from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "uptake.trace"
    label = "trace"
