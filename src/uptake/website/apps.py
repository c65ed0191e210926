from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "uptake.website"
    label = "website"
