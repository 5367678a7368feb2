"""Which forms a documented stream is asked for in."""

from collections.abc import Callable

from django.http import HttpRequest

from petclinic.api.base import flag


def form(sse: str, text: str) -> Callable[[HttpRequest], str]:
    """`is_sse` alone chooses: the named events, or the text that ends with `$`."""

    def chosen(request: HttpRequest) -> str:
        return sse if flag(request.GET.get("is_sse"), "is_sse") else text

    return chosen
