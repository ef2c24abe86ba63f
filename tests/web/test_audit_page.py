"""The audit record as auditors see it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection

import luodi.web
from luodi.messages import catalogue
from luodi.web import audit
from luodi.web.models import AuditEntry
from luodi.web.pages.audit_record import action_in_words


def _numbers(client, query: str) -> list[int]:
    return [row["entry"] for row in client.get(f"/audit.json?{query}").json()["results"]]


def test_the_record_is_filtered_by_account_action_result_object_and_day(rights, browser, clock):
    client = browser(rights.accounts[("auditor", "other")])
    clock("2024-05-01")
    first = audit.record("sign-in", "甲对象", account="zhang").number
    clock("2024-05-02")
    second = audit.record("sign-out", "乙对象", account="zhang", result="refused").number
    clock("2024-05-03")
    third = audit.record("sign-in", "丙", account="li").number
    assert _numbers(client, "account=zhang") == [second, first]
    assert _numbers(client, "account=zhang&action=sign-in") == [first]
    assert _numbers(client, "account=zhang&result=refused") == [second]
    assert _numbers(client, "object=对象") == [second, first]
    assert _numbers(client, "from=2024-05-02&to=2024-05-02") == [second]
    assert _numbers(client, "from=2024-05-02") == [third, second]
    assert _numbers(client, "from=2024-05-02&to=9999-12-31")
    assert _numbers(client, "account=zhang&from=nonsense&to=0&result=x") == [second, first]


def test_an_entry_is_told_in_words(rights, browser):
    client = browser(rights.accounts[("auditor", "other")])
    refused = audit.record(
        "matter.signed", "m", account="x", role="analyst", result="refused", code="not-allowed", tried=["1"]
    )
    changed = audit.record("account-changed", "kjt", before={"role": "analyst"}, after={"role": "auditor"}, other=[1])
    unknown = audit.record("never-heard-of", "m", strange={"a": 1})
    text = client.get(f"/audit/{refused.number}").content.decode()
    assert "事项：签收" in text
    assert "不能以…的身份" in text
    text = client.get(f"/audit/{changed.number}").content.decode()
    assert "分析人员" in text
    assert "审计员" in text
    assert "never-heard-of" in client.get(f"/audit/{unknown.number}").content.decode()
    for number in AuditEntry.objects.values_list("number", flat=True):
        assert client.get(f"/audit/{number}").status_code == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_verifying_says_that_all_is_well_or_what_is_not(rights, browser, language):
    auditor = rights.accounts[("auditor", "other")]
    type(auditor).objects.filter(pk=auditor.pk).update(language=language)
    client = browser(auditor)
    text = b"".join(client.post("/audit/verify")).decode()
    head = AuditEntry.objects.first()
    assert head.action == "audit-verified"
    assert head.previous in text
    assert ("记录完整" if language == "zh" else "are as they were written") in text
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER web_auditentry_no_update")
        else:
            cursor.execute("DROP TRIGGER web_auditentry_append_only ON web_auditentry")
        cursor.execute("UPDATE web_auditentry SET object = 'x' WHERE number = 3")
    text = b"".join(client.post("/audit/verify")).decode()
    assert ("第 3 条被改动" if language == "zh" else "Entry 3 was changed") in text
    assert AuditEntry.objects.first().result == "refused"


def test_every_action_and_fault_that_the_code_writes_has_words():
    folder = Path(luodi.web.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    codes = set(re.findall(r'audit\.record\(\s*"([\w.-]+)"', source)) | set(
        re.findall(r'_recorded\(\s*actor, "([\w.-]+)"', source)
    )
    assert len(codes) > 8
    for code in codes:
        assert action_in_words(code, "zh") != code, code
    faults = set(re.findall(r'Fault\("([\w-]+)"', source))
    assert faults == set(catalogue("site")["audit"]["fault"])
