"""Who answers calls: the group of the agents."""

from django.contrib.auth.models import Group, Permission

AGENTS = "接线员"
CODENAMES = (
    "answer_calls",
    "view_callsession",
    "view_callturn",
    "view_variable",
    "change_variable",
    "view_flaggedcode",
    "change_flaggedcode",
    "view_stagecode",
    "view_flowversion",
    "view_agentmessage",
)


def agent_group() -> Group:
    """The group, made where it is missing: the console, the calls to read, the flagged codes to settle."""
    group, _created = Group.objects.get_or_create(name=AGENTS)
    group.permissions.add(*Permission.objects.filter(content_type__app_label="chatflow", codename__in=CODENAMES))
    return group
