"""The project's own app: commands that concern the whole product, and its settings' checks."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "config"
