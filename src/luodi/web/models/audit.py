"""审计记录: what people did, each entry bound to the one before by its hash."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act. `sha256` is that of all other fields, `previous` among them; see `luodi.web.audit`."""

    number = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=40)  # ISO 8601 with offset
    account = models.CharField(max_length=60)
    role = models.CharField(max_length=20)
    address = models.CharField(max_length=45)
    action = models.CharField(max_length=40)
    object = models.CharField(max_length=300)
    result = models.CharField(max_length=10)
    detail = models.TextField()  # JSON
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        indexes = (
            models.Index(fields=("account", "number"), name="audit_account"),
            models.Index(fields=("action", "number"), name="audit_action"),
            models.Index(fields=("at",), name="audit_at"),
        )


class AuditHead(models.Model):
    """The end of the chain: one row, locked by whoever adds an entry."""

    number = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
