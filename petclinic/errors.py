"""The clinic's own refusals, with the documented literals where there are any."""

from django.utils.translation import gettext_lazy as _

from streams.errors import NotFound, Refusal

SESSION_UNKNOWN = "该会话不存在或无权访问"


class SessionUnknown(NotFound):
    """The documented literal; it is not translated."""

    text = SESSION_UNKNOWN  # type: ignore[assignment]  # a leaf of the tree is lazy, a literal is not


class PetUnknown(NotFound):
    text = _("该宠物档案不存在或无权访问")


class RecordUnknown(NotFound):
    text = _("该病历不存在或无权访问")


class PictureUnknown(NotFound):
    text = _("该图片不存在或无权访问")


class QuotaUsedUp(Refusal):
    code, status, text = "quota_used_up", 429, _("本月的调用次数已经用完，下月一日恢复；需要更多请联系管理员。")
