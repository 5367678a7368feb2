"""A report as a PDF: A4, fonts embedded, labelled in its metadata, and nothing fetched from anywhere."""

import logging
from typing import Any

from django.template.loader import render_to_string

from petclinic.report.page import context
from petclinic.report.view import ReportView

PICTURES = "picture:"
_MEDIA = {"image/jpeg", "image/png", "image/webp"}


class PdfUnavailable(Exception):
    """The libraries that draw a PDF are not there; the text says which to install."""


def pdf(view: ReportView) -> bytes:
    """Raises PdfUnavailable. Takes some tenths of a second of CPU: not for the event loop."""
    weasyprint, fetcher = _drawing(view)
    values = context(view)
    shown = [
        (f"{PICTURES}{index}", kind, finding) if picture.data else ("", kind, finding)
        for index, (picture, kind, finding) in enumerate(values["pictures"])
    ]
    markup = render_to_string("petclinic/report_pdf.html", {**values, "pictures": shown})
    drawn = weasyprint.HTML(string=markup, base_url=None, url_fetcher=fetcher).write_pdf(pdf_tags=True)
    return bytes(drawn)


def _drawing(view: ReportView) -> tuple[Any, Any]:
    """WeasyPrint, loaded only now, and its way to the pictures of this report."""
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            "无法生成 PDF：缺少 WeasyPrint 所需的系统库，请安装 libpango-1.0-0、libpangoft2-1.0-0、"
            "libharfbuzz-subset0 和 fonts-wqy-microhei。"
        ) from error

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # its warnings quote the report's text
    logging.getLogger("weasyprint.progress").setLevel(logging.CRITICAL)
    given = {
        f"{PICTURES}{index}": picture
        for index, picture in enumerate(view.pictures)
        if picture.data and picture.media_type in _MEDIA
    }

    class OnlyGiven(URLFetcher):  # type: ignore[misc]  # it has no types
        """Pictures of this report and data: addresses; no file, no network."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url in given:
                picture = given[url]
                return URLFetcherResponse(url, picture.data, {"Content-Type": picture.media_type})
            return super().fetch(url, headers)

    return weasyprint, OnlyGiven(allowed_protocols=("data",), allow_redirects=False)
