"""How a report looks: `html` for the browser, `pdf` for paper, both from one `ReportView`."""

from petclinic.report.page import html
from petclinic.report.paper import PdfUnavailable, pdf
from petclinic.report.view import ReportView, ShownAddendum, ShownPicture

__all__ = ["PdfUnavailable", "ReportView", "ShownAddendum", "ShownPicture", "html", "pdf"]
