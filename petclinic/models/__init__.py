"""The clinic's records: who asks, the pets, what was said and seen, and what came of it."""

from petclinic.models.consultations import PICTURE_KINDS, Consultation, Module, Picture, PictureFinding, Turn
from petclinic.models.owners import AccessToken, EndUser, Integrator, QuotaMonth
from petclinic.models.pets import PetProfile, PetWeight, Vaccination
from petclinic.models.records import Addendum, MedicalRecord, Report

__all__ = [
    "PICTURE_KINDS",
    "AccessToken",
    "Addendum",
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
    "Report",
    "Turn",
    "Vaccination",
]
