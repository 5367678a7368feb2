"""The switch between the parts of the portal, for those who have more than one."""

from typing import Any

from django import template

from config.areas import Area
from config.areas import areas_of as find

register = template.Library()


@register.simple_tag
def areas_of(user: Any) -> list[Area]:
    found = find(user)
    return found if len(found) > 1 else []
