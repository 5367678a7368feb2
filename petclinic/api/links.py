"""Reports behind signed addresses: a page and a PDF that need no sign-in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def report_page(request: HttpRequest, text: str) -> HttpResponse:
    raise NotImplementedError


@require_safe
def report_pdf(request: HttpRequest, text: str) -> HttpResponse:
    raise NotImplementedError
