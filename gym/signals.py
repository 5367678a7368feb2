"""Deleting a member deletes everything that was said about her."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from gym.models import Member
from gym.weekly_summary import subject_of
from streams.models import Stream


@receiver(post_delete, sender=Member)
def forget_streams(instance: Member, **_kwargs: Any) -> None:
    Stream.objects.filter(subject=subject_of(instance.pk)).delete()
