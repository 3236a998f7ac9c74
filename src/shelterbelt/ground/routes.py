"""Pages are declared here or they do not exist.

    @page("desk/programmes/", name="desk.programmes", permission=READ_PROGRAMMES, audience=Audience.DESK)
    def list_programmes(request): ...

The declaration opens one transaction for the whole view, scoped to the actor for row-level security, and
refuses before the view runs. `urls.py` is built from the declarations, and so is the URL x role matrix.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Protocol

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from shelterbelt.ground.access.permissions import Denied, NotThere, Permission
from shelterbelt.ground.access.queries import bearer_of
from shelterbelt.ground.access.roles import Actor
from shelterbelt.ground.db.scope import scope
from shelterbelt.ground.design.pages.errors import wrong_method
from shelterbelt.ground.secrets.tokens import digest_token


class Audience(StrEnum):
    """For whom a page is made; decides its base template, its caching and its exit button.

    A discreet page is open to everyone and leaves no copy: where someone complains, for instance.
    """

    PUBLIC = "public"
    DISCREET = "discreet"
    BEARER = "bearer"
    PERSONAL = "personal"
    DESK = "desk"
    DEMONSTRATION = "demonstration"

    @property
    def is_private(self) -> bool:
        """Whether answers are never stored by a browser or a proxy."""
        return self is not Audience.PUBLIC


class PageRequest(HttpRequest):
    """A request that has passed a declared door."""

    actor: Actor
    page: "Page"


class View(Protocol):
    """A page's function: parse, one service call, answer."""

    __name__: str
    __module__: str

    def __call__(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request."""


@dataclass(frozen=True, slots=True)
class Page:
    """One declared door.

    Attributes:
        path: as in Django's `path`.
        name: `audience.noun` or `noun.verb`; unique.
        permission: what it takes; a page for bearers names the permission of the link's holder.
        token: the path's parameter that carries a secret link, where there is one.
    """

    path: str
    name: str
    permission: Permission
    audience: Audience
    methods: tuple[str, ...]
    view: View
    token: str = ""

    def as_url(self) -> URLPattern:
        """Django's pattern for this page."""
        return path(self.path, _door(self), name=self.name)


@dataclass(frozen=True, slots=True)
class Adopted:
    """One door of a package that is not ours, with what we expect of it; the laws check that it is so.

    Attributes:
        name: the URL's name in that package.
        permission: what it takes. Whoever lacks it is sent to sign in, or refused.
        audience: for whom it is.
    """

    name: str
    permission: Permission
    audience: Audience


class Undeclared(Exception):
    """Two pages share a name, or a page is declared outside a `pages` package."""


_pages: dict[str, Page] = {}
_adopted: dict[str, Adopted] = {}


def page(
    path: str,
    *,
    name: str,
    permission: Permission,
    audience: Audience,
    methods: Iterable[str] = ("GET",),
    token: str = "",
) -> Callable[[View], View]:
    """Declare a page.

    Raises:
        Undeclared: the name is taken by another view.
    """

    def declare(view: View) -> View:
        known = _pages.get(name)
        if known and (known.view.__module__, known.view.__name__) != (view.__module__, view.__name__):
            raise Undeclared(f"two pages are called {name}: {known.view.__module__} and {view.__module__}")
        _pages[name] = Page(path, name, permission, audience, tuple(methods), view, token)
        return view

    return declare


def adopt(*names: str, permission: Permission, audience: Audience) -> None:
    """Declare doors of a package that is not ours, so that laws and matrix cover them.

    Raises:
        Undeclared: a name is one of ours.
    """
    for name in names:
        if name in _pages:
            raise Undeclared(f"{name} is a page of ours")
        _adopted[name] = Adopted(name, permission, audience)


def adopted_pages() -> tuple[Adopted, ...]:
    """Every door adopted so far, by name."""
    return tuple(_adopted[name] for name in sorted(_adopted))


def declared_pages() -> tuple[Page, ...]:
    """Every page declared so far, by name."""
    return tuple(_pages[name] for name in sorted(_pages))


def patterns(*packages: str, without: Iterable[Audience] = ()) -> list[URLPattern]:
    """Import every module of the given `pages` packages and return the URL patterns they declare.

    Args:
        packages: dotted names of `pages` packages.
        without: audiences whose pages do not exist in this instance.
    """
    for package in packages:
        root = import_module(package)
        for module in walk_packages(root.__path__, prefix=f"{package}."):
            import_module(module.name)
    inside = tuple(f"{package}." for package in packages)
    closed = frozenset(without)
    return [
        found.as_url()
        for found in declared_pages()
        if found.audience not in closed and f"{found.view.__module__}.".startswith(inside)
    ]


def _door(declared: Page) -> View:
    @functools.wraps(declared.view)
    def door(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.page = declared
        if request.method not in _taken(declared):
            return wrong_method(request, ", ".join(_taken(declared)))
        if declared.token:
            request.actor = bearer_of(digest_token(str(kwargs[declared.token])))
        if not declared.permission.allows(request.actor):
            return _refuse(request, declared)
        return _enter(request, declared, args, kwargs)

    return door


def _taken(declared: Page) -> tuple[str, ...]:
    """HEAD goes where GET goes and nowhere else: a form's door would act on it, unasked for a form's token."""
    return (*declared.methods, "HEAD") if "GET" in declared.methods else declared.methods


def _enter(
    request: PageRequest, declared: Page, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    try:
        with scope(request.actor):
            answer = declared.view(request, *args, **kwargs)
            if hasattr(answer, "render") and callable(answer.render):
                answer = answer.render()
            return answer
    except Denied as error:
        raise PermissionDenied from error
    except NotThere as error:
        raise Http404 from error


def _refuse(request: PageRequest, declared: Page) -> HttpResponse:
    if request.actor.is_signed_in:
        raise PermissionDenied
    if declared.audience is Audience.BEARER:
        raise Http404
    return redirect_to_login(request.get_full_path())
