"""Addresses of the clinic's pages."""

from django.urls import path

from petclinic.portal import consult, home, pets, photo, questions, records, vet

urlpatterns = [
    path("clinic/", home.clinic, name="clinic"),
    path("clinic/consent/", home.consent, name="clinic-consent"),
    path("clinic/pets/new/", pets.pet, name="clinic-pet-new"),
    path("clinic/pets/<int:number>/", pets.pet_page, name="clinic-pet-page"),
    path("clinic/pets/<int:number>/edit/", pets.pet, name="clinic-pet-edit"),
    path("clinic/pets/<int:number>/delete/", pets.delete_pet, name="clinic-pet-delete"),
    path("clinic/consult/", consult.consult, name="clinic-consult"),
    path("clinic/sessions/<uuid:number>/", consult.session, name="clinic-session"),
    path("clinic/sessions/<uuid:number>/answer/", consult.answer, name="clinic-answer"),
    path("clinic/sessions/<uuid:number>/symptoms/", consult.symptoms, name="clinic-symptoms"),
    path("clinic/sessions/<uuid:number>/photo/", consult.photo_of_session, name="clinic-session-photo"),
    path("clinic/photo/", photo.photo, name="clinic-photo"),
    path("clinic/photo/<uuid:number>/", photo.photo_result, name="clinic-photo-result"),
    path("clinic/ask/", questions.ask, name="clinic-ask"),
    path("clinic/ask/<uuid:number>/", questions.questions, name="clinic-questions"),
    path("clinic/records/", records.records, name="clinic-records"),
    path("clinic/records/<int:number>/", records.record, name="clinic-record"),
    path("clinic/records/<int:number>/report/", records.ask_report, name="clinic-ask-report"),
    path("clinic/records/<int:number>/report.pdf", records.record_pdf, name="clinic-record-pdf"),
    path("clinic/queue/", vet.queue, name="clinic-queue"),
    path("clinic/queue/<uuid:number>/", vet.case, name="clinic-case"),
    path("clinic/queue/<uuid:number>/review/", vet.review, name="clinic-review"),
]
