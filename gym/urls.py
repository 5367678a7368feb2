"""Addresses of the gym."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
