"""The API keeps to its description: whatever is sent, the answer has a documented status and shape."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from luodi.web.api import api
from luodi.web.models import Token
from luodi.web.wsgi import application

SECRET = "secret-of-the-one-who-tries-everything"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = sorted((method, path) for path, item in api.get_openapi_schema()["paths"].items() for method in item)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_described(office, method, path):
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    expires = timezone.now() + timedelta(30)
    Token.objects.create(account=office.lead, name="x", sha256=digest, scopes="read write", expires=expires)
    keys = {"plan": office.record.key, "matter": office.matter.pk}
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)

    @settings(
        max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
    )  # fmt: skip
    @given(case=described[path][method.upper()].as_strategy())
    def tried(case):
        names = case.path_parameters or {}
        if all(len(str(value)) % 3 for value in names.values()):  # two in three speak of what there is
            names.update({name: keys[name] for name in names})
        case.call_and_validate(headers={"Authorization": f"Bearer {SECRET}"}, checks=CHECKS)

    tried()
