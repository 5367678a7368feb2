"""A console as a test holds it, and whoever may sit at one."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission, User
from websockets.sync.client import ClientConnection


class Console:
    """One open console and what it has been told."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.told: list[dict[str, Any]] = []
        self.call = 0

    def send(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def until(self, test: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that passes the test."""
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(timeout=10))
            self.told.append(message)
            if test(message):
                return message

    def next(self, kind: str) -> dict[str, Any]:
        return self.until(lambda message: message["type"] == kind)

    def take(self, call: int) -> None:
        self.send(type="take", call=call)
        self.next("taken")


def agent(name: str) -> User:
    user = User.objects.create_user(name, password="xiliu-demo", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="answer_calls"))
    return user
