"""What a vet may do."""

from django.contrib.auth.models import Group, Permission

READ = ("consultation", "turn", "picture", "picturefinding", "medicalrecord", "report", "addendum", "petprofile")
KEPT = ("article", "redflagrule")


def vet_group() -> Group:
    """The group of vets: they review, sign, keep knowledge and rules. Made once, extended when it lacks."""
    group, _created = Group.objects.get_or_create(name="兽医")
    wanted = [f"view_{model}" for model in READ]
    wanted += [f"{verb}_{model}" for model in KEPT for verb in ("view", "add", "change")]
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="petclinic", codename__in=[*wanted, "sign_record"])
    )
    return group
