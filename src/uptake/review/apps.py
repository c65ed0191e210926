from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "uptake.review"
    label = "review"
