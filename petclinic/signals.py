"""Deleting a session deletes everything that was said and shown in it: streams, pictures, files."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from petclinic import pictures
from petclinic.models import Consultation, Picture
from streams.models import Stream


@receiver(post_delete, sender=Consultation)
def forget_streams(instance: Consultation, **_kwargs: Any) -> None:
    subject = Consultation(pk=instance.pk).subject
    for stream in Stream.objects.filter(subject=subject):
        if "picture" in stream.inputs:
            pictures.forget_files(stream.inputs["picture"])
        stream.delete()


@receiver(post_delete, sender=Picture)
def forget_file(instance: Picture, **_kwargs: Any) -> None:
    instance.file.delete(save=False)
