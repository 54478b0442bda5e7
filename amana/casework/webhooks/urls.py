from django.urls import path

from amana.casework.webhooks import pages

urlpatterns = [
    path("memberships/<uuid:membership_id>/webhook/", pages.webhook, name="webhook"),
    path("memberships/<uuid:membership_id>/webhook/address/", pages.change_address, name="webhook_address"),
    path("memberships/<uuid:membership_id>/webhook/trial/", pages.send_trial, name="webhook_trial"),
    path("memberships/<uuid:membership_id>/webhook/pause/", pages.pause, name="webhook_pause"),
    path("memberships/<uuid:membership_id>/webhook/resume/", pages.resume, name="webhook_resume"),
    path("memberships/<uuid:membership_id>/webhook/remove/", pages.remove, name="webhook_remove"),
]
