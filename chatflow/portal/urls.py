"""Addresses of the chat page and of the console."""

from django.urls import path

from chatflow.portal import chat, console

urlpatterns = [
    path("talk/", chat.page, name="talks"),
    path("talk/begin", chat.begin, name="talk-begin"),
    path("talk/<slug:number>/", chat.page, name="talk"),
    path("talk/<slug:number>/tree", chat.tree, name="talk-tree"),
    path("talk/<slug:number>/show", chat.show, name="talk-show"),
    path("talk/<slug:number>/rename", chat.rename, name="talk-rename"),
    path("talk/<slug:number>/delete", chat.delete, name="talk-delete"),
    path("console/", console.page, name="console"),
]
