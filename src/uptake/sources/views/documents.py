"""The pages of a full text as pictures, and the boxes that mark words on them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET

from uptake.projects.errors import Refused
from uptake.projects.pages import ProjectRequest, page
from uptake.projects.queries import one
from uptake.projects.roles import Permission
from uptake.sources import page_images, queries
from uptake.sources.models import Document
from uptake.sources.reading import Late

KEPT = {"Cache-Control": "private, no-cache", "Cross-Origin-Resource-Policy": "same-origin"}
"""A browser may keep a page for itself, and asks each time whether it may still show it."""


@page(Permission.VIEW)
@require_GET
def page_image(request: ProjectRequest, pk: int, number: int) -> HttpResponse:
    """One page of a full text as it is printed; ?zoom=2 for twice the size."""
    row = _page_of(request, pk, number)
    zoom = 2 if request.GET.get("zoom") == "2" else 1
    tag = f'"{row.sha256[:24]}-{number}-{page_images.WIDTHS[zoom]}"'
    same = get_conditional_response(request, etag=tag)
    if same is not None:
        for name, value in KEPT.items():
            same[name] = value
        return same
    try:
        drawn = page_images.picture(row, number, zoom)
    except Late as late:
        return _words(late, 503, {"Retry-After": "3"})
    except Refused as refused:
        return _words(refused, 422)
    return HttpResponse(drawn, content_type="image/png", headers={**KEPT, "ETag": tag})


@page(Permission.VIEW)
@require_GET
def page_marks(request: ProjectRequest, pk: int, number: int) -> HttpResponse:
    """The boxes around words on a page, as a picture to lay over it."""
    row = _page_of(request, pk, number)
    words = request.GET.get("words", "")[:300]
    try:
        boxes = page_images.marks(row, words, queries.pages_with).get(number, ())
    except Refused:
        boxes = ()
    drawn = render_to_string("sources/page_marks.svg", {"boxes": boxes})
    return HttpResponse(drawn, content_type="image/svg+xml", headers=KEPT)


def _words(refused: Refused, status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    plain = "text/plain; charset=utf-8"
    return HttpResponse(str(refused), status=status, content_type=plain, headers=headers)


def _page_of(request: ProjectRequest, pk: int, number: int) -> Document:
    row = one(Document, request.project, pk)
    if not 1 <= number <= row.pages or row.state not in page_images.DRAWN:
        raise Http404("No such page.")
    return row
