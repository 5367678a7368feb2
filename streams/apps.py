"""The shared core as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StreamsConfig(AppConfig):
    name = "streams"
    verbose_name = _("回答流")

    def ready(self) -> None:
        from streams import checks, signals  # noqa: F401 (they register themselves)
        from streams.scrub import guard_server_logs

        guard_server_logs()
