"""A report as a page: rendered from the view alone, with its own stylesheet."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from petclinic.case import Pet, Tier
from petclinic.report.plain import line, shown
from petclinic.report.sections import sections, summary_blocks
from petclinic.report.view import ReportView

STYLES = ("css/tokens.css", "css/clinic-report.css")


def html(view: ReportView, inline: bool = False, *, pdf_url: str = "", back_url: str = "") -> str:
    """A whole page, with links to the PDF and back. With `inline` the styles stand in it, for those who show it
    somewhere else."""
    styles = "\n".join(_read(name) for name in STYLES) if inline else ""
    links = {"pdf_url": pdf_url, "back_url": back_url}
    return render_to_string("petclinic/report.html", {**context(view), **links, "styles": styles, "sheets": STYLES})


def context(view: ReportView) -> dict[str, Any]:
    """What both templates show; every text in it is plain."""
    pet, summary = _pet(view.pet), summary_blocks(view)
    return {
        "view": view,
        "number": line(view.number, 40),
        "title": line(view.title, 60) or _("宠物问诊报告"),
        "pet": pet,
        "tier": _tiers().get(view.tier) if view.tier else None,
        "flags": [line(flag, 40) for flag in view.flags[:12]],
        "summary": [block for block in summary if not pet or block.heading != "基本信息"],  # it stands above
        "sections": sections(view),
        "pictures": [(picture, line(picture.kind, 20), line(picture.finding, 400)) for picture in view.pictures[:20]],
        "sources": [
            (source, line(source.title, 120) or _("未命名的文章"), _origin(source)) for source in view.sources[:30]
        ],
        "vet_note": shown(view.vet_note) if view.signed else "",
        "signed_by": line(view.signed_by, 60),
        "addenda": [(line(added.author, 60), shown(added.text), added.at) for added in view.addenda],
        "phone": line(view.emergency_phone, 40),
        "clinic": line(view.clinic, 60) or _("溪流宠物诊所"),
        "label": _("由AI生成") if view.written_by == "model" else _("由规则生成"),
    }


def _tiers() -> dict[Tier, str]:
    return {"red": _("立即就医"), "orange": _("今天就医"), "yellow": _("近日就医"), "green": _("在家观察")}


def _pet(pet: Pet) -> list[tuple[str, str]]:
    """Label and value, an unknown one is left out."""
    rows = [
        (_("昵称"), line(pet.name, 40)),
        (_("种类"), {"cat": _("猫"), "dog": _("狗"), "": ""}[pet.species]),
        (_("品种"), line(pet.breed, 40)),
        (_("性别"), {"male": _("公"), "female": _("母"), "": ""}[pet.sex]),
        (_("绝育"), {True: _("已绝育"), False: _("未绝育"), None: ""}[pet.neutered]),
        (_("年龄"), _age(pet.age_months)),
        (_("体重"), "" if pet.weight_kg is None else _("%(weight)s 公斤") % {"weight": f"{pet.weight_kg:g}"}),
        (_("过敏"), "、".join(line(name, 40) for name in pet.allergies[:10])),
        (_("既往"), line(pet.diseases, 200)),
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
    return " · ".join(filter(None, (line(source.publisher, 60), line(source.date, 20), line(source.url, 200))))


def _read(name: str) -> str:
    found = finders.find(name)
    return Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""
