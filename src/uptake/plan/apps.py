from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "uptake.plan"
    label = "plan"
