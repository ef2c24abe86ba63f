"""单位: a body that plans name, with the people to write to."""

from __future__ import annotations

from django.db import models


class Body(models.Model):
    """`key` is the registry's id, or the name where the registry has none; `position` the official order."""

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200)
    group = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    contact = models.ForeignKey("web.Account", models.SET_NULL, null=True, blank=True, related_name="+")
    head = models.ForeignKey("web.Account", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name
