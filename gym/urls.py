"""Addresses of the gym; the documented ones also with a trailing slash."""

from django.urls import path, re_path

from gym import portal
from streams.views import answer_view

urlpatterns = [
    re_path(
        r"^gym/member/stream_weekly_summary/?$", answer_view("gym.weekly_summary"), name="gym-stream-weekly-summary"
    ),
    path("", portal.home, name="home"),
    path("gym/week/", portal.week, name="gym-week"),
    path("gym/summaries/", portal.summaries, name="gym-summaries"),
    path("gym/summaries/<int:number>/", portal.summary, name="gym-summary"),
    path("gym/members/", portal.members, name="gym-members"),
]
