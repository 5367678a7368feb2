"""Pictures: sent by owners, read from storage by whoever has the signed address or is the owner."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from petclinic import pictures
from petclinic.api.base import ApiView, checked
from petclinic.api.envelopes import respond, uploaded
from petclinic.errors import PictureUnknown
from petclinic.images import REFUSAL, Unfit
from petclinic.models import Picture
from streams.errors import NotSignedIn, TooLarge, Unprocessable

SALT = "xiliu.petclinic.picture"


class Upload(serializers.Serializer[Any]):
    image = serializers.FileField(allow_empty_file=True)
    upload_type = serializers.IntegerField(min_value=1, max_value=4, required=False)


class UploadView(ApiView):
    def post(self, request: Request) -> HttpResponseBase:
        image = checked(Upload, request.data)["image"]
        if image.size > settings.PICTURE_LIMIT:
            raise TooLarge(pictures.too_large())
        try:
            picture = pictures.keep(self.owner, image.read())
        except Unfit as error:
            raise Unprocessable(REFUSAL, log=f"upload: {error.reason}") from None
        url = request.build_absolute_uri(address(picture))
        return respond(
            uploaded({"name": picture.name, "url": url, "show_url": f"{url}?signature={signature(picture)}"})
        )


def address(picture: Picture) -> str:
    return reverse("clinic-picture", args=[picture.key])


def signature(picture: Picture) -> str:
    """Lets an `<img>` show the picture for a day."""
    return signing.TimestampSigner(salt=SALT).sign(picture.key).partition(":")[2]


class PictureView(ApiView):
    def sign_in(self, request: Request) -> None:
        """A signature is enough; without one the owner signs in."""

    def get(self, request: Request, key: str) -> HttpResponseBase:
        picture = self._signed(request, key) or self._own(request, key)
        if picture is None:
            raise PictureUnknown(log=f"picture {key[:8]}")
        try:
            with picture.file.open("rb") as file:  # whole: it is small, and a synchronous stream costs a thread
                response = HttpResponse(file.read(), content_type="image/jpeg")
        except FileNotFoundError:
            raise PictureUnknown(log=f"the file of picture {key[:8]} is gone") from None
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @staticmethod
    def _signed(request: Request, key: str) -> Picture | None:
        text = request.query_params.get("signature")
        if text is None:
            return None
        try:
            signing.TimestampSigner(salt=SALT).unsign(f"{key}:{text}", max_age=settings.CLINIC_LINK_S)
        except signing.BadSignature:
            raise NotSignedIn(log="bad or expired signature") from None
        return Picture.objects.filter(pk=key).first()

    def _own(self, request: Request, key: str) -> Picture | None:
        super().sign_in(request)
        return self.owner.pictures.filter(pk=key).first()
