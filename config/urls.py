"""Every address of the product; each app brings its own."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from config.areas import home
from config.openapi import docs, openapi

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("i18n/", set_language, name="set_language"),
    path("", home, name="home"),
    path("api/openapi.json", openapi, name="openapi"),
    path("api/docs/", docs, name="api-docs"),
    path("", include("streams.urls")),
    path("", include("gym.portal.urls")),
    path("", include("gym.urls")),
    path("", include("petclinic.portal.urls")),
    path("", include("petclinic.urls")),
    path("", include("chatflow.portal.urls")),
    path("", include("chatflow.urls")),
]
