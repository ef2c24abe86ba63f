"""The addresses of the site. A list page answers as JSON and CSV too, with that ending."""

from __future__ import annotations

from django.urls import path, re_path

from luodi.web.api import api
from luodi.web.pages import (
    acting,
    assigning,
    bodies,
    circulars,
    downloads,
    evidence,
    findings,
    health,
    imports,
    matters,
    notices,
    observations,
    overview,
    publishing,
    review,
    signing_in,
    target,
    targets,
    task,
    tasks,
    workbook,
)

FORMAT = r"(?:\.(?P<format>json|csv))?"

urlpatterns = [
    path("health", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
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
    re_path(rf"^imports{FORMAT}$", imports.imports, name="imports"),
    path("imports/<int:number>", imports.one, name="import"),
    path("imports/<int:number>/again", imports.retry, name="import-again"),
    path("plans/<str:plan>/changes", imports.changes, name="changes"),
    path("plans/<str:plan>/review", review.review, name="review"),
    path("plans/<str:plan>/corrections", review.correct, name="corrections"),
    re_path(rf"^plans/(?P<plan>[\w-]+)/findings{FORMAT}$", findings.findings, name="findings"),
    path("plans/<str:plan>/publish", publishing.publishing, name="publishing"),
    path("plans/<str:plan>/corrections.yaml", downloads.corrections_file, name="corrections-file"),
    path("plans/<str:plan>/plan.json", downloads.plan_file, name="plan-file"),
    path("plans/<str:plan>/source", downloads.source, name="source"),
    re_path(r"^plans/(?P<plan>[\w-]+)/table\.(?P<ending>docx|xlsx)$", downloads.table, name="table"),
    path("matters/<str:matter>/<str:what>", acting.do, name="act"),
    path("matters/<str:matter>/evidence/<str:sha256>", evidence.evidence, name="evidence"),
]

handler400 = "luodi.web.pages.trouble.bad_request"
handler403 = "luodi.web.pages.trouble.forbidden"
handler404 = "luodi.web.pages.trouble.not_found"
handler500 = "luodi.web.pages.trouble.broken"
