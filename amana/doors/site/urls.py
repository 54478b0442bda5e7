"""The addresses of the site; each package adds its own."""
from django.urls import include, path

from amana.doors.site.pages import case, finding, help, home, organisation, reference

urlpatterns = [
    path("", home.home, name="home"),
    path("find/", finding.find, name="find"),
    path("find/options/", finding.options, name="find_options"),
    path("help/", help.help, name="help"),
    path("", include("amana.ground.shell.urls")),
    path("", include("amana.ground.access.urls")),
    path("", include("amana.ground.access.staff_urls")),
    path("", include("amana.ground.organisations.urls")),
    path("organisations/<uuid:organisation_id>/", organisation.organisation, name="organisation"),
    path("people/", include("amana.casework.registry.urls")),
    path("arrivals/", include("amana.casework.arrivals.urls")),
    path("caseloads/", include("amana.casework.caseload.urls")),
    path("", include("amana.ground.directory.urls")),
    path("reference/", reference.reference, name="reference"),
    path("", include("amana.ground.holidays.urls")),
    path("", include("amana.services.entitlements.urls")),
    path("reference/<slug:key>/", reference.reference_file, name="reference_file"),
    path("", include("amana.ground.lists.urls")),
    path("", include("amana.casework.referral.urls")),
    path("", include("amana.casework.elsewhere.urls")),
    path("", include("amana.casework.exceptional.urls")),
    path("", include("amana.casework.assessments.urls")),
    path("", include("amana.casework.interpreting.urls")),
    path("", include("amana.services.programmes.urls")),
    path("", include("amana.services.assistance.urls")),
    path("", include("amana.services.psychosocial.urls")),
    path("", include("amana.services.livelihoods.urls")),
    path("", include("amana.services.reintegration.urls")),
    path("", include("amana.casework.webhooks.urls")),
    path("people/", include("amana.casework.consent.urls")),
    path("", include("amana.insight.journal.urls")),
    path("", include("amana.insight.path.urls")),
    path("", include("amana.insight.outcomes.urls")),
    path("", include("amana.insight.notices.urls")),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/log/", case.log, name="case_log"),
    path("", include("amana.casework.cases.urls")),
    path("", include("amana.doors.api.door")),
]

handler400 = "amana.ground.shell.errors.bad_request"
handler403 = "amana.ground.shell.errors.forbidden"
handler404 = "amana.ground.shell.errors.missing"
handler500 = "amana.ground.shell.errors.crashed"
