from django.apps import AppConfig


class ReferralConfig(AppConfig):
    name = "amana.casework.referral"
    label = "referral"
