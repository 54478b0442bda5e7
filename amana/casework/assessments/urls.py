from django.urls import path

from amana.casework.assessments import pages

urlpatterns = [
    path("cases/<uuid:case_id>/assessments/", pages.assessments, name="case_assessments"),
    path("cases/<uuid:case_id>/assessments/new/<slug:instrument>/<slug:version>/", pages.record, name="record_assessment"),
    path("cases/<uuid:case_id>/assessments/<uuid:assessment_id>/", pages.assessment, name="assessment"),
    path("cases/<uuid:case_id>/assessments/<uuid:assessment_id>/correct/", pages.correct, name="correct_assessment"),
    path("cases/<uuid:case_id>/alarms/<uuid:alarm_id>/", pages.alarm, name="alarm"),
]
