from django.urls import path

from amana.insight.outcomes.pages import figures

urlpatterns = [
    path("programmes/<uuid:programme_id>/figures/", figures.figures, name="programme_figures"),
    path("programmes/<uuid:programme_id>/figures/xlsx/", figures.export, name="programme_figures_xlsx"),
]
