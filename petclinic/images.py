"""Turns whatever bytes were sent as a picture into a clean JPEG, and says whether a vet could judge anything by it.

Everything here is synchronous and pure: callers run it in a thread.
"""

import io
import warnings
from collections.abc import Callable
from itertools import pairwise

import msgspec
from PIL import Image, ImageFile, ImageFilter, ImageStat
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifFile

from petclinic.image_headers import Format, lay_bare, orientation_of, sniff

# Pillow warns of broken metadata, which any stranger can send, and of nothing that concerns us. Muting it around each
# call is no way: the filters belong to the whole process, and we run in threads.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

REFUSAL = "图片不符合规范, 请重新上传"

MOST_BYTES = 10 * 1024 * 1024
LONGEST_SIDE = 1600
QUALITY = 85
MOST_SIDE = 16_384
MOST_SCANS = 100
MOST_PIXELS: dict[Format, int] = {"JPEG": 50_000_000, "PNG": 17_000_000, "WEBP": 13_000_000, "HEIF": 25_000_000}
"""By what decoding costs: a JPEG is scaled down line by line, a PNG takes 4 bytes a pixel, a HEIF 7, a WebP 16."""
MOST_PIXELS_KEPT = 17_000_000
"""For a JPEG whose coefficients are all kept in memory (progressive): 6 bytes a pixel."""

_OPENERS: dict[Format, Callable[[io.BytesIO], Image.Image]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unfit(Exception):
    """A picture, or the way to it, that we do not take. `reason` is for the log, `text` is all that people are told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = REFUSAL


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A clean picture: JPEG bytes, its sides in pixels, what it was sent as, and how its grey pixels (0 to 255) lie."""

    jpeg: bytes
    width: int
    height: int
    format: Format
    brightness: float
    darkest: int
    lightest: int
    sharpness: float


def clean(data: bytes) -> Picture:
    """The picture in these bytes, upright, on white, at most 1600 pixels long, without metadata; else Unfit.

    Reasons: `too_large` (bytes) `not_an_image` `too_many_pixels` `too_many_scans` `broken`. Of an animation only the
    first frame is taken: phones and chats send living pictures unasked, and vet and model see the same still.
    """
    if len(data) > MOST_BYTES:
        raise Unfit("too_large")
    kind = sniff(data)
    if kind is None:
        raise Unfit("not_an_image")
    try:
        return _picture(_decode(data, kind), kind)
    except Unfit:
        raise
    except Exception as error:  # decoders of foreign bytes raise whatever they like: SyntaxError, KeyError, MemoryError
        raise Unfit("broken") from error


def _decode(data: bytes, kind: Format) -> Image.Image:
    """Upright RGB pixels of the first frame, no longer than `LONGEST_SIDE`.

    The plugins are called by name: `Image.open` would try them all, read a second picture out of a JPEG, and warn of
    large ones by a warning that is global to the process.
    """
    bare = lay_bare(data, kind)
    most = MOST_PIXELS_KEPT if bare.kept_whole else MOST_PIXELS[kind]
    if bare.size:
        _check_size(bare.size, most)
    if bare.scans > MOST_SCANS:
        raise Unfit("too_many_scans")
    image = _heif(bare.data, most) if kind == "HEIF" else _OPENERS[kind](io.BytesIO(bare.data))
    with image:
        _check_size(image.size, most)
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on, for the whole process
        if kind == "JPEG":
            image.draft("RGB", _fitted(image.size))
        image.load()
        small = _on_white(_smaller(_eight_bits(image)))
    turn = _UPRIGHT.get(orientation_of(image.info.get("exif", b"")) if kind == "WEBP" else bare.orientation)
    return small.transpose(turn) if turn is not None else small


def _heif(data: bytes, most_pixels: int) -> Image.Image:
    """The chief picture of a HEIF, turned upright by libheif; its plugin for Pillow would parse EXIF."""
    file = HeifFile(io.BytesIO(data))  # type: ignore[no-untyped-call]
    chosen = file[file.primary_index]
    _check_size(chosen.size, most_pixels)
    return Image.frombuffer(chosen.mode, chosen.size, chosen.data, "raw", chosen.mode, chosen.stride, 1)


def _check_size(size: tuple[int, int], most_pixels: int) -> None:
    if min(size) < 1:
        raise Unfit("broken")
    if max(size) > MOST_SIDE or size[0] * size[1] > most_pixels:
        raise Unfit("too_many_pixels")


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """These sides scaled down, so that the longer one fits."""
    scale = min(1.0, LONGEST_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _eight_bits(image: Image.Image) -> Image.Image:
    """Modes that can be scaled and laid on white. Grey of 16 bits would be cut off at 255, not scaled, by Pillow."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "P" or image.info.get("transparency") is not None:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _smaller(image: Image.Image) -> Image.Image:
    size = _fitted(image.size)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _on_white(image: Image.Image) -> Image.Image:
    """RGB; what was transparent is white, as on the page where people saw it."""
    if not image.mode.endswith("A"):
        return image.convert("RGB")
    coloured = image.convert("RGBA")
    sheet = Image.new("RGB", image.size, "white")
    sheet.paste(coloured, mask=coloured.getchannel("A"))
    return sheet


def _picture(image: Image.Image, kind: Format) -> Picture:
    plain = Image.new("RGB", image.size)
    plain.paste(image)  # pixels alone: `info` (comments, profiles, EXIF) would be saved along
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    grey = plain.convert("L")
    return Picture(
        jpeg=out.getvalue(),
        width=plain.width,
        height=plain.height,
        format=kind,
        brightness=ImageStat.Stat(grey).mean[0],
        darkest=_percentile(grey, 5),
        lightest=_percentile(grey, 95),
        sharpness=_sharpness(grey),
    )


# --- whether anything can be judged by it

SHORTEST_SIDE = 200
DARK, BRIGHT = 45, 235
SHARP = 30.0
JUDGED_AT = 400
_TILES = 8
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)

TIPS = {
    "too_small": "图片太小, 看不清细节。请靠近一些重新拍摄, 或者上传原图, 不要用截图或缩略图。",
    "blurred": "图片有些模糊, 没法判断。请拿稳手机, 点一下屏幕对好焦, 等宠物安静下来再拍一张。",
    "dark": "光线太暗, 看不清楚。请在明亮处重新拍摄, 比如白天的窗边, 或者打开灯再拍。",
    "bright": "图片太亮, 细节都看不见了。请避开强光和闪光灯, 换个角度重新拍一张。",
}
"""What people are told for each reason of `unfit_for_judging`."""


def unfit_for_judging(picture: Picture) -> str:
    """Why nobody could judge by this picture: `too_small` `dark` `bright` `blurred`, or "" if somebody could.

    Dark is when even the lightest twentieth of the pixels is dark, bright when even the darkest is white: a black cat
    on a black sofa has highlights. A dark picture is blurred as well, and light is what helps, so that comes first.

    The thresholds were measured on drawn pictures of 2400 x 1800, not on photographs (tests/petclinic/pictures.py).
    Sharpness of strokes like fur: 2200, of a black cat 1090, of a white one 200, of a lone edge between two greys 95.
    After a Gaussian blur of radius 3 none fell below 35; after radius 10 none rose above 29, even with sensor noise of
    4 levels: 30 lies between. Noise alone reaches 30 at about 7 levels, so a very grainy blur passes here.
    """
    if min(picture.width, picture.height) < SHORTEST_SIDE:
        return "too_small"
    if picture.lightest < DARK:
        return "dark"
    if picture.darkest > BRIGHT:
        return "bright"
    return "blurred" if picture.sharpness < SHARP else ""


def _percentile(grey: Image.Image, percent: int) -> int:
    left = grey.width * grey.height * percent / 100
    for value, count in enumerate(grey.histogram()):
        left -= count
        if left <= 0:
            return value
    return 255


def _sharpness(grey: Image.Image) -> float:
    """Variance of the Laplacian in the fourth sharpest of 64 tiles, at a fixed scale so that resolution does not count.

    Over the whole picture, a sharp tick on smooth skin would count as blurred.
    """
    scale = min(1.0, JUDGED_AT / max(grey.size))
    judged = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), Image.Resampling.BOX)
    edges = judged.filter(_LAPLACIAN)
    boxes = _boxes(edges.width - 2, edges.height - 2)
    tiles = sorted(ImageStat.Stat(edges.crop(box)).var[0] for box in boxes)
    return tiles[-4] if len(tiles) > 3 else 0.0


def _boxes(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """The tiles within a rim of one pixel, which the filter leaves as it was; none where they would be empty."""
    if min(width, height) < _TILES:
        return []
    across = [1 + width * i // _TILES for i in range(_TILES + 1)]
    down = [1 + height * i // _TILES for i in range(_TILES + 1)]
    return [(left, top, right, bottom) for left, right in pairwise(across) for top, bottom in pairwise(down)]
