"""Accounts and the roles granted to them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from shelterbelt.ground import clock
from shelterbelt.ground.access.roles import INSTANCE_WIDE, Role


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with an address that is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """A new account; without a password it can only be entered by other means."""
        account = self.model(email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Someone who can log in. Who they are as a person lives in `people`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="account_email_once"),)

    def __str__(self) -> str:
        return f"account:{self.pk}"


class Grant(models.Model):
    """A role given to an account, for an organisation or for the instance, from a moment to a moment.

    The organisation is named by its id alone: the ground does not know what an organisation is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    organisation = models.UUIDField(null=True, blank=True)
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="grant_organisation_fits_role",
                condition=models.Q(organisation__isnull=True, role__in=sorted(INSTANCE_WIDE))
                | (models.Q(organisation__isnull=False) & ~models.Q(role__in=sorted(INSTANCE_WIDE))),
            ),
            models.UniqueConstraint(
                fields=("account", "role", "organisation"),
                condition=models.Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="grant_once_while_it_lasts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} for {self.account_id}"
