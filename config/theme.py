"""The admin's looks: name, mark and colours."""

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD = {
    "SITE_TITLE": _("溪流管理后台"),
    "SITE_HEADER": _("溪流"),
    "SITE_URL": "/",
    "SITE_ICON": lambda request: static("mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("mark.svg")}],
    # The water colour of static/css/tokens.css in the steps that the theme wants.
    "COLORS": {
        "primary": {
            "50": "oklch(97% .015 190)",
            "100": "oklch(94% .03 190)",
            "200": "oklch(88% .05 190)",
            "300": "oklch(80% .07 190)",
            "400": "oklch(70% .085 190)",
            "500": "oklch(58% .085 190)",
            "600": "oklch(47% .075 190)",
            "700": "oklch(41% .065 190)",
            "800": "oklch(35% .055 190)",
            "900": "oklch(29% .045 190)",
            "950": "oklch(22% .035 190)",
        }
    },
}
