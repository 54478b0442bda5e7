"""The addresses of the site; each package adds its own."""
urlpatterns = []
