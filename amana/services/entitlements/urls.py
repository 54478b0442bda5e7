from django.urls import path

from amana.services.entitlements.pages import applying, ruling, screening

urlpatterns = [
    path("cases/<uuid:case_id>/social-protection/", screening.of_case, name="case_entitlements"),
    path("cases/<uuid:case_id>/social-protection/screen/", screening.screen, name="screen_household"),
    path("cases/<uuid:case_id>/social-protection/screenings/<uuid:entitlement_screening_id>/", screening.screened, name="household_screening"),
    path("cases/<uuid:case_id>/social-protection/screenings/<uuid:entitlement_screening_id>/sheet/", screening.sheet, name="entitlement_sheet"),
    path("cases/<uuid:case_id>/social-protection/screenings/<uuid:entitlement_screening_id>/apply/<slug:programme>/", applying.prepare, name="prepare_application"),
    path("cases/<uuid:case_id>/social-protection/applications/<uuid:application_id>/", applying.application, name="application"),
    path("cases/<uuid:case_id>/social-protection/applications/<uuid:application_id>/<slug:application_step>/", applying.move, name="move_application"),
    path("reference/social-protection/", ruling.rules, name="eligibility_rules"),
    path("reference/social-protection/<slug:programme>/", ruling.rule, name="eligibility_rule"),
    path("reference/social-protection/<slug:programme>/draft/", ruling.draft_rule, name="draft_rule"),
    path("reference/social-protection/drafts/<uuid:rule_draft_id>/", ruling.draft, name="rule_draft"),
    path("reference/social-protection/drafts/<uuid:rule_draft_id>/change/", ruling.change_draft, name="change_rule_draft"),
    path("reference/social-protection/drafts/<uuid:rule_draft_id>/withdraw/", ruling.withdraw_draft, name="withdraw_rule_draft"),
]
