from django.urls import path

from amana.services.livelihoods import pages

of = "cases/<uuid:case_id>/business/<uuid:business_id>/"
urlpatterns = [
    path("cases/<uuid:case_id>/business/", pages.of_case, name="case_business"),
    path("cases/<uuid:case_id>/business/new/", pages.begin, name="begin_business"),
    path(of, pages.business, name="business"),
    path(f"{of}plan/", pages.write_plan, name="write_business_plan"),
    path(f"{of}figures/", pages.write_figures, name="write_business_figures"),
    path(f"{of}versions/<int:plan_number>/", pages.version, name="business_version"),
    path(f"{of}paper/", pages.paper, name="business_paper"),
    path(f"{of}submit/", pages.submit, name="submit_business"),
    path(f"{of}withdraw/", pages.withdraw, name="withdraw_business"),
    path(f"{of}vote/", pages.vote, name="vote_business"),
    path(f"{of}decide/", pages.decide, name="decide_business"),
    path(f"{of}drop/", pages.drop, name="drop_business"),
    path(f"{of}start/", pages.start, name="start_business"),
    path(f"{of}instalments/<uuid:instalment_id>/", pages.meet_condition, name="meet_business_condition"),
    path(f"{of}visits/new/", pages.visit, name="visit_business"),
    path("committee/", pages.committee, name="business_committee"),
]
