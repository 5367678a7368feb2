"""What a coach may do in the admin."""

from django.contrib.auth.models import Group, Permission

MANAGED = ("weightrecord", "assessment", "phase", "trainingsession", "setrecord")


def coach_group() -> Group:
    """The group of coaches: their members' records to keep, the rest to read. Made once, extended when it lacks."""
    group, _created = Group.objects.get_or_create(name="教练")
    wanted = [f"{verb}_{model}" for model in MANAGED for verb in ("view", "add", "change", "delete")]
    wanted += ["view_member", "change_member", "view_exercise", "add_exercise", "view_summary", "view_gym"]
    wanted += ["view_weeklyaggregate", "view_importrun"]
    group.permissions.add(*Permission.objects.filter(content_type__app_label="gym", codename__in=wanted))
    return group
