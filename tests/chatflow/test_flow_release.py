"""What happens to stored flows when a new release brings another file."""

import pytest
from django.contrib.auth.models import User

from chatflow import flows
from chatflow.models import FlowVersion

pytestmark = pytest.mark.django_db


def older() -> str:
    """The product's file as a release before this one may have had it: with one wording less."""
    begin = flows.provided().index("  identity:")
    end = flows.provided().index("  missed:")
    return flows.provided()[:begin] + flows.provided()[end:]


def provided_by_an_older_release() -> FlowVersion:
    FlowVersion.objects.all().delete()
    return FlowVersion.objects.create(
        name=flows.ACCIDENT_CALL, number=1, source=older(), note=flows.PROVIDED, active=True
    )


def test_a_version_that_lacks_a_wording_says_it_in_the_products_words() -> None:
    version = provided_by_an_older_release()
    assert flows.of(version).says["identity"]


def test_the_new_release_s_file_comes_into_force_by_itself() -> None:
    provided_by_an_older_release()
    flows.renew()
    assert flows.in_force().source == flows.provided()
    assert flows.in_force().number == 2
    flows.renew()
    assert FlowVersion.objects.count() == 2


def test_what_staff_have_put_in_force_stays_in_force() -> None:
    staff = User.objects.create_user("gina")
    version = provided_by_an_older_release()
    FlowVersion.objects.update(note="我们的", created_by=staff)
    flows.renew()
    assert flows.in_force() == version
