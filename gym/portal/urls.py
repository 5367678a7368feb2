"""Addresses of the portal's pages."""

from django.urls import path

from gym.portal.home import home, members
from gym.portal.summaries import summaries, summary
from gym.portal.week import week

urlpatterns = [
    path("", home, name="home"),
    path("gym/week/", week, name="gym-week"),
    path("gym/summaries/", summaries, name="gym-summaries"),
    path("gym/summaries/<int:number>/", summary, name="gym-summary"),
    path("gym/members/", members, name="gym-members"),
]
