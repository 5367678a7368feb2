"""A report as a page: rendered from the view alone, with its own stylesheet."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from petclinic.case import Pet, Tier
from petclinic.report.plain import shown
from petclinic.report.sections import sections, summary_blocks
from petclinic.report.view import ReportView

STYLES = ("css/tokens.css", "css/clinic-report.css")


def html(view: ReportView, inline: bool = False) -> str:
    """A whole page. With `inline` the styles stand in it, for those who show it somewhere else."""
    styles = "\n".join(_read(name) for name in STYLES) if inline else ""
    return render_to_string("petclinic/report.html", {**context(view), "styles": styles, "sheets": STYLES})


def context(view: ReportView) -> dict[str, Any]:
    """What both templates show; every text in it is plain."""
    return {
        "view": view,
        "number": shown(view.number),
        "title": shown(view.title).replace("\n", " ")[:80] or _("宠物问诊报告"),
        "pet": _pet(view.pet),
        "tier": _tiers().get(view.tier) if view.tier else None,
        "flags": [shown(flag) for flag in view.flags],
        "summary": summary_blocks(view),
        "sections": sections(view),
        "pictures": [(picture, shown(picture.kind), shown(picture.finding)) for picture in view.pictures],
        "sources": [(source, shown(source.title) or _("未命名的文章"), _origin(source)) for source in view.sources],
        "vet_note": shown(view.vet_note) if view.signed else "",
        "signed_by": shown(view.signed_by)[:80],
        "addenda": [(shown(added.author), shown(added.text), added.at) for added in view.addenda],
        "phone": shown(view.emergency_phone)[:40],
        "clinic": shown(view.clinic)[:80] or _("溪流宠物诊所"),
        "label": _("由AI生成") if view.written_by == "model" else _("由规则生成"),
    }


def _tiers() -> dict[Tier, str]:
    return {"red": _("立即就医"), "orange": _("今天就医"), "yellow": _("近日就医"), "green": _("在家观察")}


def _pet(pet: Pet) -> list[tuple[str, str]]:
    """Label and value, an unknown one is left out."""
    rows = [
        (_("昵称"), shown(pet.name)[:40]),
        (_("种类"), {"cat": _("猫"), "dog": _("狗"), "": ""}[pet.species]),
        (_("品种"), shown(pet.breed)[:40]),
        (_("性别"), {"male": _("公"), "female": _("母"), "": ""}[pet.sex]),
        (_("绝育"), {True: _("已绝育"), False: _("未绝育"), None: ""}[pet.neutered]),
        (_("年龄"), _age(pet.age_months)),
        (_("体重"), "" if pet.weight_kg is None else _("%(weight)s 公斤") % {"weight": f"{pet.weight_kg:g}"}),
        (_("过敏"), "、".join(shown(name)[:40] for name in pet.allergies[:10])),
        (_("既往"), shown(pet.diseases)[:200]),
    ]
    return [(label, value) for label, value in rows if value]


def _age(months: int | None) -> str:
    if months is None:
        return ""
    years, rest = divmod(months, 12)
    if not years:
        return _("%(months)s 个月") % {"months": rest}
    if not rest:
        return _("%(years)s 岁") % {"years": years}
    return _("%(years)s 岁 %(months)s 个月") % {"years": years, "months": rest}


def _origin(source: Any) -> str:
    return " · ".join(filter(None, (shown(source.publisher)[:80], shown(source.date)[:20], shown(source.url)[:200])))


def _read(name: str) -> str:
    found = finders.find(name)
    return Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""
