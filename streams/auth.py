"""Who is asking: Bearer and query tokens, browser sessions and stream tickets become a `Principal`."""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from knox.crypto import hash_token
from knox.models import get_token_model
from knox.settings import CONSTANTS
from rest_framework.authentication import CSRFCheck

from streams.errors import ForeignOrigin, NotSignedIn, TokensDiffer

QUERY_NAMES = ("access_token", "token")


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever may own streams. `key` is what rows keep (`user:5`); `user` is absent for other kinds."""

    key: str
    user: Any = None

    @classmethod
    def of_user(cls, user: AbstractBaseUser) -> "Principal":
        return cls(f"user:{user.pk}", user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of principal that an app adds: who has such a token, and whether an owner of such a key may still come.

    `of_token` gives None for a token that is not of this kind, and raises `NotSignedIn` for a bad one of it.
    `of_request` knows whoever comes without any token (a listed network). `many`: it speaks for many people at once.
    """

    of_token: Callable[[str], Principal | None] = lambda _token: None
    of_key: Callable[[str], Principal | None]
    of_request: Callable[[HttpRequest], Principal | None] = lambda _request: None
    many: bool = False


_kinds: dict[str, Kind] = {}


def register_kind(name: str, kind: Kind) -> None:
    """Make a kind of principal known by the name in front of its keys (`enduser` for `enduser:7`)."""
    _kinds[name] = kind


def speaks_for_many(key: str) -> bool:
    kind = _kinds.get(key.partition(":")[0])
    return kind is not None and kind.many


def of_token(token: str) -> Principal:
    """Whoever has this token. Raises `NotSignedIn`."""
    for kind in _kinds.values():
        principal = kind.of_token(token)
        if principal is not None:
            return principal
    return Principal.of_user(token_user(token))


def of_key(key: str) -> Principal:
    """The principal of a stored key, looked up again: a disabled one is `NotSignedIn`."""
    kind, _colon, number = key.partition(":")
    if kind == "user":
        user = get_user_model().objects.filter(pk=number, is_active=True).first()
        found = Principal.of_user(user) if user else None
    else:
        found = _kinds[kind].of_key(key) if kind in _kinds else Principal(key)
    if found is None:
        raise NotSignedIn(log=f"{key} is gone or disabled")
    return found


def token_user(token: str) -> AbstractBaseUser:
    """The active user of an unexpired token; one query. Raises `NotSignedIn`."""
    if "\x00" in token:
        raise NotSignedIn(log="NUL in token")
    candidates = get_token_model().objects.filter(token_key=token[: CONSTANTS.TOKEN_KEY_LENGTH]).select_related("user")
    digest = hash_token(token)
    for candidate in candidates:
        if compare_digest(digest, candidate.digest):
            if candidate.expiry and candidate.expiry <= timezone.now():
                raise NotSignedIn(log="token expired")
            if not candidate.user.is_active:
                raise NotSignedIn(log="user inactive")
            user: AbstractBaseUser = candidate.user
            return user
    raise NotSignedIn(log="unknown token")


def one_token(authorization: str, query: list[str]) -> str:
    """The one token among the header and the query's values; "" when there is none. Raises `TokensDiffer`."""
    found = {value.strip() for value in query if value.strip()}
    scheme, _space, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        if not value.strip():
            raise NotSignedIn(log="empty bearer token")
        found.add(value.strip())
    if len(found) > 1:
        raise TokensDiffer
    return found.pop() if found else ""


def authenticate(request: HttpRequest, *, starts: bool = False) -> Principal:
    """The principal behind a request.

    A token decides when there is one, good or bad. A browser session needs its CSRF token on unsafe methods;
    a GET by session that starts something must come from our own pages.
    """
    query = [value for name in QUERY_NAMES for value in request.GET.getlist(name)]
    token = one_token(request.headers.get("Authorization", ""), query)
    if token:
        return of_token(token)
    user = request.user
    if not user.is_authenticated:
        if starts and request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise ForeignOrigin  # a picture on somebody's page, say, asked for by a browser of a listed network
        return _of_request(request)
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        check_csrf(request)
    elif starts and not same_origin(request):
        raise ForeignOrigin
    return Principal.of_user(user)


def _of_request(request: HttpRequest) -> Principal:
    """Whoever needs no token. Raises `NotSignedIn`."""
    for kind in _kinds.values():
        principal = kind.of_request(request)
        if principal is not None:
            return principal
    raise NotSignedIn


def check_csrf(request: HttpRequest) -> None:
    """Django's own check, for views that are exempt because tokens need none."""
    check = CSRFCheck(lambda _request: HttpResponse())
    check.process_request(request)
    reason = check.process_view(request, None, (), {})  # type: ignore[arg-type]
    if reason:
        raise ForeignOrigin(log=f"csrf: {reason}")


def same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    here = f"{request.scheme}://{request.get_host()}"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin == here
    return request.headers.get("Referer", "").startswith(f"{here}/")
