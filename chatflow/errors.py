"""Refusals of the calls that the streams do not know."""

from django.utils.translation import gettext_lazy as _

from streams.errors import NotFound


class SessionUnknown(NotFound):
    text = _("没有这个会话，或者不属于您。")
