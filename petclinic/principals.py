"""Tokens of integrators' end users as principals of the streams."""

from django.utils import timezone

from petclinic.models import AccessToken, EndUser
from petclinic.models.owners import hashed
from streams.auth import Kind, Principal
from streams.errors import NotSignedIn

PREFIX = "xt_"


def of_token(token: str) -> Principal | None:
    """Whoever has this access token; None for the tokens of others."""
    if not token.startswith(PREFIX):
        return None
    found = AccessToken.objects.filter(digest=hashed(token), expires_at__gt=timezone.now())
    end_user = found.filter(end_user__integrator__active=True).values_list("end_user", flat=True).first()
    if end_user is None:
        raise NotSignedIn(log="unknown, expired or disabled access token")
    return Principal(f"enduser:{end_user}")


def of_key(key: str) -> Principal | None:
    number = key.removeprefix("enduser:")
    alive = number.isdigit() and EndUser.objects.filter(pk=number, integrator__active=True).exists()
    return Principal(key) if alive else None


END_USERS = Kind(of_token=of_token, of_key=of_key)
