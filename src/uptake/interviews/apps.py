from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "uptake.interviews"
    label = "interviews"
