"""The gym as a Django app: it registers its answers and its wire format."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GymConfig(AppConfig):
    name = "gym"
    verbose_name = _("健身房")

    def ready(self) -> None:
        from gym import checks, signals  # noqa: F401 (they register themselves)
        from gym.dialect import GymDialect
        from gym.monthly_summary import MonthlySummary
        from gym.stage_summary import StageSummary
        from gym.weekly_summary import WeeklySummary
        from streams import answers, dialects

        for answer in (WeeklySummary(), StageSummary(), MonthlySummary()):
            answers.register(answer)
        dialects.register(GymDialect())
