"""The URLs: what the slices declared, and the login pages of allauth, declared here on their behalf."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from shelterbelt.ground.access.permissions import Permission
from shelterbelt.ground.conf import Conf
from shelterbelt.ground.routes import Audience, adopt, patterns

handler400 = "shelterbelt.ground.design.pages.errors.bad_request"
handler403 = "shelterbelt.ground.design.pages.errors.forbidden"
handler404 = "shelterbelt.ground.design.pages.errors.not_found"
handler500 = "shelterbelt.ground.design.pages.errors.server_error"

PACKAGES = (
    "shelterbelt.ground.design.pages",
    "shelterbelt.ground.access.pages",
    "shelterbelt.ground.audit.pages",
    "shelterbelt.people.pages",
    "shelterbelt.equip.pages",
    "shelterbelt.learn.pages",
    "shelterbelt.demonstration.pages",
)

SIGN_IN = Permission("access.sign_in", is_public=True)
HOLD_LOGIN = Permission("access.login.hold", is_for_signed_in=True)

adopt(
    "account_login",
    "account_signup",
    "account_inactive",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    permission=SIGN_IN,
    audience=Audience.PUBLIC,
)
adopt(
    "account_change_password",
    "account_email",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "usersessions_list",
    permission=HOLD_LOGIN,
    audience=Audience.PERSONAL,
)


def doors(conf: Conf) -> list[URLPattern | URLResolver]:
    """Every URL of an instance with these settings; the demonstration's exist nowhere else."""
    closed = () if conf.shows_demonstration else (Audience.DEMONSTRATION,)
    return [
        *patterns(*PACKAGES, without=closed),
        path("account/", include("allauth.account.urls")),
        path("account/2fa/", include("allauth.mfa.urls")),
        path("account/sessions/", include("allauth.usersessions.urls")),
    ]


urlpatterns = doors(settings.CONF)
