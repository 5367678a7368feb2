"""Small middlewares: static files, the content security policy, and the language that the person chose."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.decorators import sync_and_async_middleware
from whitenoise.middleware import WhiteNoiseMiddleware

View = Callable[[HttpRequest], HttpResponse]


@sync_and_async_middleware
def StaticFilesMiddleware(get_response):  # type: ignore[no-untyped-def]
    """WhiteNoise's files without its middleware class, which is synchronous: one synchronous middleware costs every
    request a thread. The bodies are plain, because Django would warn of a synchronous stream and read it whole anyway.
    """
    noise = WhiteNoiseMiddleware(lambda _request: None)

    def static(request: HttpRequest) -> HttpResponse | None:
        path = request.path_info
        found = noise.find_file(path) if noise.autorefresh else noise.files.get(path)
        if found is None:
            return None
        response = WhiteNoiseMiddleware.serve(found, request)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        return HttpResponse(body, status=response.status_code, headers=dict(response.items()))

    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> HttpResponse:
            return static(request) or await get_response(request)
    else:

        def middleware(request: HttpRequest) -> HttpResponse:  # type: ignore[misc]
            return static(request) or get_response(request)

    return middleware


@sync_and_async_middleware
def ContentSecurityPolicyMiddleware(get_response):  # type: ignore[no-untyped-def]
    """No page loads anything from outside; the admin's own scripts need a little more."""

    def header(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        policy = settings.CONTENT_SECURITY_POLICY
        if request.path.startswith("/admin/"):
            # Unfold's pages use Alpine, which evaluates attributes, and inline styles; still nothing from outside.
            policy = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'")
            policy = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> HttpResponse:
            return header(request, await get_response(request))
    else:

        def middleware(request: HttpRequest) -> HttpResponse:  # type: ignore[misc]
            return header(request, get_response(request))

    return middleware


@sync_and_async_middleware
def ChosenLanguageMiddleware(get_response):  # type: ignore[no-untyped-def]
    """Chinese unless the person chose English (cookie); the browser's own preference does not decide."""

    def activate(request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    def header(response: HttpResponse) -> HttpResponse:
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response

    if iscoroutinefunction(get_response):

        async def middleware(request: HttpRequest) -> HttpResponse:
            activate(request)
            return header(await get_response(request))
    else:

        def middleware(request: HttpRequest) -> HttpResponse:  # type: ignore[misc]
            activate(request)
            return header(get_response(request))

    return middleware
