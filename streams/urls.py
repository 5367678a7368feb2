"""Addresses of the shared core; each also with a trailing slash."""

from django.urls import re_path
from knox.views import LogoutView

from streams import views
from streams.login import LoginView

ID = r"(?P<stream>[A-Za-z0-9_-]{1,64})"

urlpatterns = [
    re_path(r"^api/auth/login/?$", LoginView.as_view(), name="api-login"),
    re_path(r"^api/auth/logout/?$", LogoutView.as_view(), name="api-logout"),
    re_path(r"^streams/start/?$", views.start, name="stream-start"),
    re_path(r"^streams/tickets/?$", views.ticket, name="stream-tickets"),
    re_path(rf"^streams/{ID}/state/?$", views.state, name="stream-state"),
    re_path(rf"^streams/{ID}/cancel/?$", views.cancel, name="stream-cancel"),
    re_path(rf"^streams/{ID}/?$", views.read, name="stream"),
]
