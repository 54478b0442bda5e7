from django.urls import path

from amana.casework.consent.pages import legal, paper, standing, taking

urlpatterns = [
    path("<uuid:person_id>/consent/new/", taking.take_consent, name="take_consent"),
    path("<uuid:person_id>/consents/", standing.consents, name="consents"),
    path("<uuid:person_id>/consents/form.pdf", paper.empty_form, name="consent_form"),
    path("<uuid:person_id>/consents/<uuid:consent_id>/", taking.consent, name="consent"),
    path("<uuid:person_id>/consents/<uuid:consent_id>/paper.pdf", paper.consent_paper, name="consent_paper"),
    path("<uuid:person_id>/consents/<uuid:consent_id>/thumb.jpg", taking.thumb_photo, name="consent_thumb_photo"),
    path("<uuid:person_id>/consents/receipts/<uuid:receipt_id>/", standing.receipt, name="consent_receipt"),
    path("<uuid:person_id>/consents/answers/<uuid:scope_id>/withdraw/", standing.withdraw, name="withdraw_consent"),
    path("<uuid:person_id>/legal-bases/", legal.legal_bases, name="legal_bases"),
    path("<uuid:person_id>/legal-bases/new/", legal.record, name="record_legal_basis"),
    path("<uuid:person_id>/legal-bases/<uuid:basis_id>/", legal.legal_basis, name="legal_basis"),
    path("<uuid:person_id>/legal-bases/<uuid:basis_id>/approve/", legal.approve, name="approve_legal_basis"),
    path("<uuid:person_id>/legal-bases/<uuid:basis_id>/end/", legal.end, name="end_legal_basis"),
]
