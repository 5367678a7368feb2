"""Addresses of the portal's pages."""

from django.urls import path, re_path

from gym.portal.checked_text import checked_text
from gym.portal.exercises import exercises
from gym.portal.imports import import_again, import_run, imports
from gym.portal.looking_back import looking_back
from gym.portal.member import member, told
from gym.portal.notes import add_note, delete_note
from gym.portal.quality import quality
from gym.portal.records import delete, records, training, weight
from gym.portal.review import review, review_list
from gym.portal.roster import members
from gym.portal.summaries import rate, summaries, summary
from gym.portal.week import week

urlpatterns = [
    path("gym/week/", week, name="gym-week"),
    path("gym/summaries/", summaries, name="gym-summaries"),
    path("gym/summaries/<int:number>/", summary, name="gym-summary"),
    path("gym/summaries/checked/<str:stream>/", checked_text, name="gym-checked-text"),
    path("gym/looking-back/", looking_back, name="gym-looking-back"),
    path("gym/quality/", quality, name="gym-quality"),
    path("gym/exercises/", exercises, name="gym-exercises"),
    path("gym/imports/", imports, name="gym-imports"),
    path("gym/imports/<int:number>/", import_run, name="gym-import"),
    path("gym/imports/<int:number>/again/", import_again, name="gym-import-again"),
    path("gym/records/", records, name="gym-records"),
    path("gym/records/weight/", weight, name="gym-weight-new"),
    path("gym/records/weight/<int:number>/", weight, name="gym-weight"),
    path("gym/records/training/", training, name="gym-training-new"),
    path("gym/records/training/<int:number>/", training, name="gym-training"),
    re_path(r"^gym/records/(?P<kind>weight|training)/(?P<number>\d{1,18})/delete/$", delete, name="gym-record-delete"),
    path("gym/summaries/<int:number>/told/", told, name="gym-told"),
    path("gym/summaries/<int:number>/rating/", rate, name="gym-rating"),
    path("gym/members/", members, name="gym-members"),
    path("gym/members/<int:number>/", member, name="gym-member"),
    path("gym/members/<int:number>/notes/", add_note, name="gym-notes"),
    path("gym/notes/<int:number>/delete/", delete_note, name="gym-note-delete"),
    path("gym/review/", review_list, name="gym-review-list"),
    path("gym/review/<int:number>/", review, name="gym-review"),
]
