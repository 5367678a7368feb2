"""What every WebSocket of the product shares: who it is, and frames that are bounded and well formed."""

import asyncio
from collections.abc import Callable
from http.cookies import SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from streams.auth import QUERY_NAMES, Principal, of_token, one_token
from streams.errors import NotSignedIn, Refusal
from streams.worker import Worker, ensure_started

MOST_BYTES = 65_536
AUTH_S = 5.0
BAD_FRAME, NOT_SIGNED_IN, FOREIGN_ORIGIN, AUTH_TOO_LATE, FRAME_TOO_LARGE, TOO_MANY = 4400, 4401, 4403, 4408, 4413, 4429

_encoder = msgspec.json.Encoder()


class SignedInConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One socket. It is accepted first, so that a refusal reaches the client as a close code.

    By session cookie (own Origin only), by token in the query or the header, by a ticket where `use_ticket` takes
    them, or by a first frame within 5 s. `signed_in` is called once it is known who it is.
    """

    channel_layer_alias = ""  # tokens never pass through a channel layer
    principal: Principal | None = None
    _proof: Callable[[], Principal | None] | None = None

    async def connect(self) -> None:
        self.worker: Worker = await ensure_started()
        self.late: asyncio.TimerHandle | None = None
        self.opened()
        await self.accept()
        try:
            await self._sign_in()
            if self.principal is not None:
                await self.signed_in()
        except NotSignedIn:
            await self.close(NOT_SIGNED_IN)
        except Refusal:
            await self.close(BAD_FRAME)

    async def disconnect(self, code: int) -> None:
        if self.late:
            self.late.cancel()

    def opened(self) -> None:
        """Before anything else: a place for the consumer's own state."""

    async def signed_in(self) -> None:
        """It is known who it is. May close, and may raise a `Refusal`."""

    def use_ticket(self, text: str) -> None:
        """On a database thread: whoever has this ticket. Raises `NotSignedIn`."""
        raise NotSignedIn(log="tickets are not for this socket")

    async def _sign_in(self) -> None:
        query = parse_qs(self.scope["query_string"].decode("latin1"))
        token = one_token(self._header(b"authorization"), [v for name in QUERY_NAMES for v in query.get(name, [])])
        if query.get("ticket"):
            await self.worker.in_database(self.use_ticket, query["ticket"][0])
        elif token:
            await self._prove(lambda: of_token(token))
        elif not (origin := self._header(b"origin")):
            self._wait_for_auth()
        elif not self._own(origin):
            await self.close(FOREIGN_ORIGIN)
        else:
            await self._prove(self._session_principal)
            if self.principal is None:
                self._wait_for_auth()

    async def _prove(self, proof: Callable[[], Principal | None]) -> None:
        self.principal, self._proof = await self.worker.in_database(proof), proof

    def still_signed_in(self) -> Principal | None:
        """On a database thread: who it is by now, None when the session or the token has come to its end."""
        try:
            return self._proof() if self._proof else self.principal
        except NotSignedIn:
            return None

    def _wait_for_auth(self) -> None:
        late = lambda: self.worker_task(self.close(AUTH_TOO_LATE))  # noqa: E731 (a callback for the timer)
        self.late = asyncio.get_running_loop().call_later(AUTH_S, late)

    def worker_task(self, coroutine: Any) -> None:
        self._closing = asyncio.ensure_future(coroutine)

    def _header(self, name: bytes) -> str:
        return next((value.decode("latin1") for key, value in self.scope["headers"] if key == name), "")

    def _own(self, origin: str) -> bool:
        return urlsplit(origin).netloc == self._header(b"host") or origin in settings.CSRF_TRUSTED_ORIGINS

    def _session_principal(self) -> Principal | None:
        cookies = SimpleCookie(self._header(b"cookie"))
        if settings.SESSION_COOKIE_NAME not in cookies:
            return None
        request = HttpRequest()
        engine = import_module(settings.SESSION_ENGINE)
        request.session = engine.SessionStore(cookies[settings.SESSION_COOKIE_NAME].value)
        user = get_user(request)
        return Principal.of_user(user) if user.is_authenticated else None

    async def authorize(self, token: str) -> None:
        """A first frame that says who it is."""
        if self.late:
            self.late.cancel()
        try:
            await self._prove(lambda: of_token(token))
            await self.signed_in()
        except NotSignedIn:
            await self.close(NOT_SIGNED_IN)

    async def decoded(self, decoder: msgspec.json.Decoder[Any], text: str | None) -> Any:
        """The frame; None when there is none, and then the socket is closed."""
        if text is None:
            await self.close(BAD_FRAME)
            return None
        if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
            await self.close(FRAME_TOO_LARGE)
            return None
        try:
            return decoder.decode(text)
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            await self.close(BAD_FRAME)
            return None

    async def tell(self, message: dict[str, Any]) -> None:
        await self.send(text_data=_encoder.encode(message).decode())
