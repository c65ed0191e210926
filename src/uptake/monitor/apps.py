from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "uptake.monitor"
    label = "monitor"
