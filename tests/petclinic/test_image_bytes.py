"""Bytes that are no picture, or half of one, or something else as well."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from petclinic import images
from petclinic.image_headers import lay_bare, orientation_of, sniff
from petclinic.images import REFUSAL, TIPS, Unfit, clean, unfit_for_judging
from tests.petclinic import pictures
from tests.petclinic.pictures import saved

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")
"""As the module itself does; pytest puts its own filters in front of that."""

KINDS = ["JPEG", "PNG", "WEBP", "HEIF"]
SMALL = pictures.disc().resize((320, 240))
WHOLE = {kind: saved(SMALL, kind) for kind in KINDS}
WHOLE["progressive JPEG"] = saved(SMALL, progressive=True)
WHOLE["lossless WEBP"] = saved(SMALL.convert("RGBA"), "WEBP", lossless=True)


def refused(data: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        clean(data)
    assert caught.value.text == REFUSAL == "图片不符合规范, 请重新上传"
    return caught.value.reason


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"GIF89a" + bytes(64),
        b"BM" + bytes(64),
        b"%PDF-1.7\n",
        b"<!DOCTYPE html><img src=x>",
        b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + bytes(64),
        b"II*\0" + bytes(64),
        b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(64),
        b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00avifmif1miaf" + bytes(64),
        b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64),
        b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(64),
        b"\x89PNG\r\n\x1a\n" + bytes(64),
    ],
)
def test_other_formats_are_refused(data: bytes) -> None:
    assert refused(data) == "not_an_image"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO", "JPEG2000", "TGA"])
def test_pictures_of_other_formats_are_refused(kind: str) -> None:
    assert refused(saved(SMALL, kind)) == "not_an_image"


def test_more_than_ten_megabytes_are_refused_unread() -> None:
    assert refused(WHOLE["JPEG"] + bytes(images.MOST_BYTES)) == "too_large"


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_cut_picture_is_refused_wherever_it_is_cut(kind: str, data: st.DataObject) -> None:
    whole = WHOLE[kind]
    trailer = {"PNG": 28, "JPEG": 2, "progressive JPEG": 2, "HEIF": 1, "WEBP": 1, "lossless WEBP": 1}[kind]
    refused(whole[: data.draw(st.integers(0, len(whole) - trailer - 1))])


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_spoilt_picture_is_clean_or_refused(kind: str, data: st.DataObject) -> None:
    """Overwritten at a few places, mostly in the head where the sizes and tables are."""
    spoilt = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, 700) | st.integers(0, len(spoilt) - 1)) % len(spoilt)
        spoilt[at] = data.draw(st.integers(0, 255))
    clean_or_refused(bytes(spoilt))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([b"", *(whole[:size] for whole in WHOLE.values() for size in (3, 12, 16, 30, 200))]),
    st.binary(max_size=400),
)
@example(b"\xff\xd8\xff", b"\xc0\x00\x02")
@example(b"\xff\xd8\xff", b"\xda\xff\xda\xff")
@example(b"RIFF\0\0\0\0WEBPVP8X", b"")
@example(b"\0\0\0\0ftypheic", b"")
def test_random_bytes_are_refused_and_raise_nothing_else(head: bytes, rest: bytes) -> None:
    clean_or_refused(head + rest)
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        with suppress(ValueError):
            lay_bare(head + rest, kind)
    assert orientation_of(head + rest) >= 0


def clean_or_refused(data: bytes) -> None:
    try:
        picture = clean(data)
    except Unfit:
        return
    assert sniff(picture.jpeg) == "JPEG"
    assert max(picture.width, picture.height) <= images.LONGEST_SIDE
    assert unfit_for_judging(picture) in ("", *TIPS)


# --- what is something else as well


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


SCRIPT = b"<script>alert(document.cookie)</script>"


@pytest.mark.parametrize(
    "data",
    [
        WHOLE["JPEG"] + zipped("evil.class", b"\xca\xfe\xba\xbe" * 9),
        WHOLE["PNG"] + zipped("evil.php", SCRIPT),
        WHOLE["JPEG"] + SCRIPT,
        saved(SMALL, comment=SCRIPT + b"*/=alert(1)/*"),
        WHOLE["JPEG"][:2] + b"\xff\xe0\x2f\x2a" + bytes(0x2F2A - 2) + WHOLE["JPEG"][2:] + b"*/=alert(1)/*" + SCRIPT,
        WHOLE["PNG"][:-12] + pictures.chunk(b"tEXt", b"k\0" + SCRIPT) + WHOLE["PNG"][-12:],
        WHOLE["WEBP"] + SCRIPT,
        WHOLE["HEIF"] + b"\0\0\0\x08free" + SCRIPT,
        WHOLE["JPEG"] + b"%PDF-1.7\n1 0 obj" + SCRIPT,
    ],
    ids=["zip", "php", "html behind", "html in it", "script", "text chunk", "webp", "heif", "pdf"],
)
def test_what_is_also_something_else_comes_out_as_a_picture_alone(data: bytes) -> None:
    picture = clean(data)
    assert b"script" not in picture.jpeg
    assert b"alert" not in picture.jpeg
    assert picture.jpeg.startswith(b"\xff\xd8\xff")
    assert picture.jpeg.endswith(b"\xff\xd9")
    assert not zipfile.is_zipfile(io.BytesIO(picture.jpeg))


@pytest.mark.parametrize("head", [b"GIF89a", b"\xca\xfe\xba\xbe", b"PK\x03\x04", b"<html>", b"\n"])
def test_a_picture_behind_another_head_is_refused(head: bytes) -> None:
    assert refused(head + WHOLE["JPEG"]) == "not_an_image"
