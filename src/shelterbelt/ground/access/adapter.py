"""How allauth behaves in this house: sign-up only where it is open, and no address is ever stored."""

import hashlib
import hmac
import ipaddress

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from shelterbelt.ground import clock
from shelterbelt.ground.access.models import Account

_HASHED_BYTES = 12
_DOCUMENTATION_PREFIX = bytes.fromhex("20010db8")  # RFC 3849: addresses that belong to nobody


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's questions about accounts, answered for this house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only where the operator opened it; elsewhere people are invited."""
        del request
        return bool(settings.CONF.may_sign_up)

    def get_client_ip(self, request: HttpRequest) -> str:
        """A stand-in for the address: the same for one address and day, and telling nothing afterwards."""
        return stand_in(str(super().get_client_ip(request)))


def stand_in(address: str) -> str:
    """An address of the documentation range made from a keyed hash of the real one and of today's date."""
    said = f"{clock.today().isoformat()} {address}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
    return str(ipaddress.IPv6Address(_DOCUMENTATION_PREFIX + digest[:_HASHED_BYTES]))


def shown(account: Account) -> str:
    """How allauth's own texts call an account: by its mail address, which only its owner reads there."""
    return account.email
