"""The clinic's records: who asks, the pets, what was said and seen, and what came of it."""

from petclinic.models.consultations import PICTURE_KINDS, Consultation, Module, Picture, PictureFinding, Turn
from petclinic.models.knowledge import Article, ArticleQuerySet
from petclinic.models.knowledge_index import ArticleIndex, ArticleTerm
from petclinic.models.owners import AccessToken, EndUser, Integrator, QuotaMonth
from petclinic.models.pets import PetProfile, PetWeight, Vaccination
from petclinic.models.records import Addendum, MedicalRecord, Report
from petclinic.models.rules import RedFlagRule

__all__ = [
    "PICTURE_KINDS",
    "AccessToken",
    "Addendum",
    "Article",
    "ArticleIndex",
    "ArticleQuerySet",
    "ArticleTerm",
    "Consultation",
    "EndUser",
    "Integrator",
    "MedicalRecord",
    "Module",
    "PetProfile",
    "PetWeight",
    "Picture",
    "PictureFinding",
    "QuotaMonth",
    "RedFlagRule",
    "Report",
    "Turn",
    "Vaccination",
]
