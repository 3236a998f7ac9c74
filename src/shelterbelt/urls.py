"""The URLs: what the slices declared, and the login pages of allauth, declared here on their behalf."""

from django.conf import settings
from django.urls import include, path

from shelterbelt.ground.routes import Audience, patterns

handler400 = "shelterbelt.ground.design.pages.errors.bad_request"
handler403 = "shelterbelt.ground.design.pages.errors.forbidden"
handler404 = "shelterbelt.ground.design.pages.errors.not_found"
handler500 = "shelterbelt.ground.design.pages.errors.server_error"

PACKAGES = (
    "shelterbelt.ground.design.pages",
    "shelterbelt.ground.access.pages",
    "shelterbelt.people.pages",
    "shelterbelt.learn.pages",
)

urlpatterns = [
    *patterns(*PACKAGES, without=() if settings.CONF.shows_demonstration else (Audience.DEMONSTRATION,)),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
