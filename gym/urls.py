"""Addresses of the gym; the documented ones also with a trailing slash."""

from django.urls import re_path

from streams.views import answer_view

urlpatterns = [
    re_path(
        r"^gym/member/stream_weekly_summary/?$", answer_view("gym.weekly_summary"), name="gym-stream-weekly-summary"
    ),
]
