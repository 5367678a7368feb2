"""Deleting a member deletes everything that was said about her; migrating renews the triggers of the aggregates."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_delete, post_migrate, pre_migrate
from django.dispatch import receiver

from gym.aggregates import triggers
from gym.member_answer import subject_of
from gym.models import ImportRun, Member
from streams.models import Stream


@receiver(post_delete, sender=Member)
def forget_streams(instance: Member, **_kwargs: Any) -> None:
    Stream.objects.filter(subject=subject_of(instance.pk)).delete()


@receiver(post_delete, sender=ImportRun)
def forget_file(instance: ImportRun, **_kwargs: Any) -> None:
    instance.file.delete(save=False)


@receiver(pre_migrate)
def drop_triggers(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """On SQLite alone, which needs it: elsewhere no change goes unmarked while a migration runs."""
    if sender.name == "gym" and connections[using].vendor == "sqlite":
        triggers.drop(connections[using])


@receiver(post_migrate)
def install_triggers(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """Where the tables are there: one may migrate back to nothing."""
    if sender.name == "gym" and "gym_mark" in connections[using].introspection.table_names():
        triggers.install(connections[using])
