"""The pet clinic as a Django app: it registers its answers, its wire formats and its tokens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetclinicConfig(AppConfig):
    name = "petclinic"
    verbose_name = _("宠物诊所")
