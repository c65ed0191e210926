"""A site with nothing but a thread."""

from django.http import HttpResponse
from django.urls import include, path


def nothing(request, **kwargs):
    return HttpResponse()


thread = [
    path("<str:kind>/<int:pk>/", nothing, name="why"),
    path("<str:kind>/<int:pk>/reach/", nothing, name="reach"),
    path("<str:kind>/<int:pk>/panel/", nothing, name="panel"),
]
urlpatterns = [path("p/<int:project_id>/thread/", include((thread, "trace")))]
