"""Celery: what runs apart from requests. Tokens never pass here.

With REDIS_URL: `celery -A config worker` and `celery -A config beat`. Without: `config.embedded`, in the server itself.
Which task runs when stands in the settings; beat copies it into its table, where staff may change it.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("xiliu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
