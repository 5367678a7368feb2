"""Addresses of the shared core."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
