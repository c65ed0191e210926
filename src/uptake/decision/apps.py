from django.apps import AppConfig


class DecisionConfig(AppConfig):
    name = "uptake.decision"
    label = "decision"
