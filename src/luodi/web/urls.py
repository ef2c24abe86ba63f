"""The addresses of the site. A list page answers as JSON and CSV too, with that ending."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.web.api import api
from luodi.web.pages import (
    accounts,
    acting,
    assigning,
    audit_record,
    bodies,
    circulars,
    evidence,
    matters,
    notices,
    observations,
    overview,
    rules,
    signing_in,
    target,
    targets,
    task,
    tasks,
    tokens,
    workbook,
)  # fmt: skip

FORMAT = r"(?:\.(?P<format>json|csv))?"

urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("language", signing_in.change_language, name="language"),
    path("password", signing_in.password, name="password"),
    path("", overview.overview, name="overview"),
    re_path(rf"^plans{FORMAT}$", overview.overview, name="plans"),
    re_path(rf"^tasks{FORMAT}$", tasks.tasks, name="tasks"),
    re_path(rf"^work{FORMAT}$", matters.work, name="work"),
    re_path(rf"^desk{FORMAT}$", matters.desk, name="desk"),
    re_path(rf"^bodies{FORMAT}$", bodies.bodies, name="bodies"),
    re_path(r"^bodies/(?P<body>\d{1,9})$", bodies.body, name="body"),
    path("plans/<str:plan>", overview.plan, name="plan"),
    re_path(rf"^plans/(?P<plan>[\w-]+)/tasks{FORMAT}$", tasks.tasks, name="plan-tasks"),
    path("plans/<str:plan>/tasks/<str:task>", task.task, name="task"),
    path("plans/<str:plan>/assign", assigning.assigning, name="assigning"),
    re_path(rf"^notices{FORMAT}$", notices.notices, name="notices"),
    path("notices/<str:event>", notices.notice, name="notice"),
    re_path(r"^notices/(?P<event>\w+)/document\.(?P<format>docx|pdf)$", notices.document, name="notice-document"),
    re_path(r"^matters/(?P<matter>[\w-]+)/notice\.(?P<format>docx|pdf)$", notices.draft, name="notice-draft"),
    path("plans/<str:plan>/circulars", circulars.circulars, name="circulars"),
    path("plans/<str:plan>/workbook", workbook.workbook, name="workbook"),
    re_path(r"^plans/(?P<plan>[\w-]+)/workbook\.(?P<format>xlsx|csv)$", workbook.exported, name="workbook-file"),
    path("api/v1/", api.urls),
    re_path(rf"^plans/(?P<plan>[\w-]+)/targets{FORMAT}$", targets.targets, name="plan-targets"),
    path("plans/<str:plan>/targets/<str:target>", target.target, name="target"),
    path("plans/<str:plan>/assess", targets.assess, name="assess"),
    path("plans/<str:plan>/scorecard.<str:format>", targets.scorecard, name="scorecard"),
    re_path(r"^observations(?:\.(?P<format>json|csv|xlsx))?$", observations.observations, name="observations"),
    path("observations/import", observations.add, name="observations-import"),
    path("matters/<str:matter>/<str:what>", acting.do, name="act"),
    path("matters/<str:matter>/evidence/<str:sha256>", evidence.evidence, name="evidence"),
    # administration
    re_path(rf"^accounts{FORMAT}$", accounts.accounts, name="accounts"),
    path("accounts/new", accounts.new, name="account-new"),
    path("accounts/import", accounts.imported, name="account-import"),
    path("accounts/bodies", accounts.body_people, name="account-bodies"),
    path("accounts/<int:account>", accounts.account, name="account"),
    path("accounts/<int:account>/off", accounts.switched, {"to": "off"}, name="account-off"),
    path("accounts/<int:account>/on", accounts.switched, {"to": "on"}, name="account-on"),
    path("accounts/<int:account>/password", accounts.password_reset, name="account-password"),
    path("accounts/<int:account>/unlock", accounts.unlocked, name="account-unlock"),
    path("rules", rules.rules, name="rules"),
    path("rules/preview", rules.preview, name="rules-preview"),
    path("rules/force", rules.force, name="rules-force"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<int:token>/revoke", tokens.revoked, name="token-revoke"),
    re_path(rf"^audit{FORMAT}$", audit_record.entries, name="audit"),
    path("audit/<int:number>", audit_record.entry, name="audit-entry"),
    path("audit/verify", audit_record.verified, name="audit-verify"),
]

handler400 = "luodi.web.pages.trouble.bad_request"
handler403 = "luodi.web.pages.trouble.forbidden"
handler404 = "luodi.web.pages.trouble.not_found"
handler500 = "luodi.web.pages.trouble.broken"
