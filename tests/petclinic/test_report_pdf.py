"""The report as a PDF: text to search, labels in its metadata, fonts inside, and nothing fetched."""

import importlib
import io
import os
import re
import shutil
import subprocess
import sys
import zlib
from typing import Any

import pytest
from PIL import Image

from petclinic import images
from petclinic.case import Pet
from petclinic.report import PdfUnavailable, ReportView, ShownPicture, pdf
from petclinic.report.paper import _drawing
from tests.petclinic import people
from tests.petclinic.told import NOON, view

try:
    importlib.import_module("weasyprint")
except (ImportError, OSError):
    words = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-wqy-microhei"
    if os.environ.get("CI"):
        raise RuntimeError(f"CI must be able to make PDFs: {words}") from None
    pytest.skip(f"NO TESTS OF PDF: {words}", allow_module_level=True)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "#c84").save(file, "JPEG")
    return file.getvalue()


def text(data: bytes) -> str:
    if not shutil.which("pdftotext"):
        words = "pdftotext is missing: apt-get install poppler-utils"
        if os.environ.get("CI"):
            raise RuntimeError(words)
        pytest.skip(words)
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def streams(data: bytes) -> bytes:
    """Everything in the file, with its compressed streams opened."""
    found = [data]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_it_works() -> None:
    told = re.sub(r"\s", "", text(pdf(view())))
    for part in ("呕吐问诊报告", "豆豆", "近日就医", "急性胃炎", "由规则生成", "010-12345678", "看兽医", "1/"):
        assert part in told


def test_metadata_carry_the_label() -> None:
    whole = streams(pdf(view(signed_by="Vera", signed_at=NOON, written_by="model")))
    for part in ("呕吐问诊报告", "由AI生成, 兽医已签署", "Vera, 溪流宠物诊所"):
        assert part.encode("utf-16-be") in whole or part.encode("utf-16-be").hex().encode() in whole
    assert b"20261121" in whole


def test_fonts_are_embedded() -> None:
    whole = streams(pdf(view()))
    assert b"/FontFile" in whole
    assert whole.count(b"/FontFile") >= whole.count(b"/Type /FontDescriptor")


def test_given_pictures_are_in_it() -> None:
    with_one = pdf(view(pictures=(ShownPicture(data=picture(), finding="黄色液体"),)))
    assert b"/DCTDecode" in streams(with_one)
    assert b"/DCTDecode" not in streams(pdf(view()))


def test_a_broken_picture_does_not_break_the_rest() -> None:
    assert pdf(view(pictures=(ShownPicture(data=b"nonsense", finding="黄色液体"),))).startswith(b"%PDF")


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "http://127.0.0.1/x", "https://x.test/", "picture:7", "ftp://x"]
)
def test_nothing_else_is_ever_fetched(url: str) -> None:
    _, fetcher = _drawing(view())
    with pytest.raises(ValueError):
        fetcher.fetch(url)


def test_ten_thousand_signs_and_rare_ones_are_laid_out() -> None:
    evil = "<img src='file:///etc/passwd'>{{ x }}\u202e👩‍⚕️𠮷" + "啊" * 10_000 + "W" * 300
    told = ReportView(
        number=evil, title=evil, built_at=NOON, pet=Pet(name=evil), summary=evil, flags=(evil,), emergency_phone=evil
    )
    data = pdf(told)
    assert data.startswith(b"%PDF")
    assert len(data) < 500_000
    assert "{{ x }}" in text(data)


def test_missing_libraries_are_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*args: Any) -> Any:
        raise OSError("cannot load library 'libpango-1.0-0'")

    class Finder:
        find_spec = staticmethod(missing)

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Finder()])
    with pytest.raises(PdfUnavailable, match="libpango"):
        pdf(view())


def test_after_a_pdf_a_picture_that_was_cut_off_is_still_refused() -> None:
    """The PDF library switches Pillow to accept them, for the whole process."""
    pdf(ReportView(number="1", title="报告", built_at=NOON))
    whole = people.photo()
    with pytest.raises(images.Unfit):
        images.clean(whole[: len(whole) // 2])
