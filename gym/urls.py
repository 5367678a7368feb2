"""Addresses of the gym; the documented ones also with a trailing slash."""

from django.urls import re_path

from gym.weekly_json import weekly_json
from streams.views import answer_view
from streams.whole import whole_view

urlpatterns = [
    re_path(
        r"^gym/member/stream_weekly_summary/?$", answer_view("gym.weekly_summary"), name="gym-stream-weekly-summary"
    ),
    re_path(r"^gym/member/stream_stage_summary/?$", answer_view("gym.stage_summary"), name="gym-stream-stage-summary"),
    re_path(
        r"^gym/member/stream_monthly_summary/?$", answer_view("gym.monthly_summary"), name="gym-stream-monthly-summary"
    ),
    re_path(r"^gym/member/weekly_summary/?$", whole_view("gym.weekly_summary", weekly_json), name="gym-weekly-summary"),
]
