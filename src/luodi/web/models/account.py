"""Accounts of people, one role each, and the tokens by which their programs call the API."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from luodi.delivery.event import OfficeRole
from luodi.messages import Language


class Accounts(BaseUserManager["Account"]):
    """Accounts by their name, which is compared as it is written."""

    def make(self, username: str, password: str | None, role: OfficeRole, **fields: object) -> Account:
        """A new account. Without a password nobody can sign in to it."""
        account = self.model(username=username, role=role, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person of one body in one role. Accounts are switched off, never deleted: the record names them."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20)
    body = models.ForeignKey("web.Body", models.PROTECT, null=True, blank=True, related_name="accounts")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="zh")
    must_change_password = models.BooleanField(default=False)
    password_changed = models.DateTimeField(default=timezone.now)
    session = models.CharField(max_length=40, blank=True)
    demonstration = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Accounts()

    class Meta:
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def speaks(self) -> Language:
        return "en" if self.language == "en" else "zh"

    @property
    def body_key(self) -> str | None:
        """The key of the account's body, as matters name bodies."""
        return self.body.key if self.body else None


class Token(models.Model):
    """A key to the API. Only its hash is kept; `scopes` are read, write, or both, separated by blanks."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=100)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created",)
