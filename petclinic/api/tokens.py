"""`GET /token/accessToken`: an integrator's key and the number of one of its users, for that user's token."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from petclinic.api.base import ApiView, checked
from petclinic.api.envelopes import coded, respond
from petclinic.models import AccessToken, EndUser, Integrator
from petclinic.models.owners import LONGEST_USER_ID, TOKEN_LIFETIME, hashed
from streams.errors import NotSignedIn, TokensDiffer


class TokenRequest(serializers.Serializer[Any]):
    api_key = serializers.CharField(max_length=128, required=False, help_text="The integrator's key.")
    corp_id = serializers.CharField(max_length=128, required=False, help_text="The old name of api_key.")
    user_id = serializers.CharField(max_length=LONGEST_USER_ID, help_text="The integrator's own number of its user.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        keys = {attrs[name] for name in ("api_key", "corp_id") if name in attrs}
        if not keys:
            raise serializers.ValidationError(_("请给出 api_key。"))
        if len(keys) > 1:
            raise TokensDiffer(_("api_key 和 corp_id 不一样，请只给一个。"))
        return {"key": keys.pop(), "user_id": attrs["user_id"]}


class TokenView(ApiView):
    def sign_in(self, request: Request) -> None:
        """Whoever asks for a token has none yet."""

    def get(self, request: Request) -> HttpResponseBase:
        asked = checked(TokenRequest, request.query_params)
        integrator = Integrator.objects.filter(key_hash=hashed(asked["key"]), active=True).first()
        if integrator is None:
            raise NotSignedIn(_("api_key 不对，或者已经停用。"), log="unknown or disabled api_key")
        end_user, _created = EndUser.objects.get_or_create(integrator=integrator, external_id=asked["user_id"])
        token = AccessToken.issue(end_user)
        return respond(coded({"access_token": token, "expires_in": int(TOKEN_LIFETIME.total_seconds())}))
