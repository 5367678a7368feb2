"""The project. Celery's application is loaded with it, so that `task.delay()` knows its broker everywhere."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
