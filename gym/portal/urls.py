"""Addresses of the portal's pages."""

from django.urls import path

from gym.portal.home import home
from gym.portal.member import member, told
from gym.portal.notes import add_note, delete_note
from gym.portal.review import review, review_list
from gym.portal.roster import members
from gym.portal.summaries import rate, summaries, summary
from gym.portal.week import week

urlpatterns = [
    path("", home, name="home"),
    path("gym/week/", week, name="gym-week"),
    path("gym/summaries/", summaries, name="gym-summaries"),
    path("gym/summaries/<int:number>/", summary, name="gym-summary"),
    path("gym/summaries/<int:number>/told/", told, name="gym-told"),
    path("gym/summaries/<int:number>/rating/", rate, name="gym-rating"),
    path("gym/members/", members, name="gym-members"),
    path("gym/members/<int:number>/", member, name="gym-member"),
    path("gym/members/<int:number>/notes/", add_note, name="gym-notes"),
    path("gym/notes/<int:number>/delete/", delete_note, name="gym-note-delete"),
    path("gym/review/", review_list, name="gym-review-list"),
    path("gym/review/<int:number>/", review, name="gym-review"),
]
