"""账号管理: the accounts of an office, for its administrators alone."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from luodi.messages import say
from luodi.sheets import SheetErrors
from luodi.web import accounts as kept
from luodi.web.account_table import LONGEST, MOST, bring_in
from luodi.web.accounts import FIELDS, ROLES, AccountRefused
from luodi.web.actor import actor
from luodi.web.models import Account, Body
from luodi.web.pages.listing import Column, listing
from luodi.web.pages.page import language, note, page, permitted

STATES = ("on", "off", "locked", "never")

COLUMNS = (
    Column("account", lambda row: row.username),
    Column("name", lambda row: row.name),
    Column("email", lambda row: row.email),
    Column("role", lambda row: row.role),
    Column("body", lambda row: row.body and row.body.name),
    Column("active", lambda row: row.is_active),
    Column("locked", lambda row: row.locked),
    Column("last_login", lambda row: row.last_login and row.last_login.isoformat("T", "seconds")),
    Column("created", lambda row: row.created.isoformat("T", "seconds")),
)


@permitted("manage-accounts")
def accounts(request: HttpRequest, format: str = "") -> HttpResponse:
    """The accounts, filtered."""
    rows = filtered(Account.objects.select_related("body"), request.GET)
    return listing(
        request, format, rows, COLUMNS, "accounts.html", prepare=_locked, roles=ROLES, states=STATES,
        bodies=_bodies(), section="accounts",
    )  # fmt: skip


def filtered(rows: QuerySet[Account], asked: QueryDict) -> QuerySet[Account]:
    """The accounts that all filters hold for."""
    for word in asked.get("q", "").split()[:6]:
        rows = rows.filter(Q(username__contains=word[:60]) | Q(name__contains=word[:60]) | Q(email__contains=word[:60]))
    if (role := asked.get("role")) in ROLES:
        rows = rows.filter(role=role)
    body = asked.get("body", "")
    if body.isdecimal() and len(body) < 18:
        rows = rows.filter(body=int(body))
    match asked.get("state"):
        case "on" | "off" as state:
            rows = rows.filter(is_active=state == "on")
        case "never":
            rows = rows.filter(last_login=None)
        case "locked":
            names = rows.values_list("username", flat=True)
            rows = rows.filter(username__in=kept.locked(names))
    return rows


def _locked(rows: list[Account]) -> None:
    names = kept.locked(row.username for row in rows)
    for row in rows:
        row.locked = row.username in names  # type: ignore[attr-defined]


def _bodies() -> list[tuple[int, str]]:
    return list(Body.objects.filter(group=False).values_list("pk", "name"))


# ---------------------------------------------------------------- one account


class AccountForm(forms.Form):
    name = forms.CharField(max_length=60)
    email = forms.CharField(max_length=254, required=False)
    role = forms.CharField(max_length=20)
    body = forms.ModelChoiceField(Body.objects.filter(group=False), required=False)
    language = forms.ChoiceField(choices=(("zh", "zh"), ("en", "en")))


class NewForm(AccountForm):
    account = forms.CharField(max_length=60)


@permitted("manage-accounts")
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new account; what it answers with shows the one-time password, once."""
    if request.method != "POST":
        return _form(request, None, {"language": "zh", "role": "responsible_body"})
    form = NewForm(request.POST)
    try:
        account, password = kept.create(actor(request), _clean(form)["account"], _values(form))
    except AccountRefused as refused:
        return _form(request, None, request.POST.dict(), refused)
    return _once(request, account, password)


@permitted("manage-accounts")
def account(request: HttpRequest, account: int) -> HttpResponse:
    """An account, to be changed."""
    found = _found(account)
    if request.method != "POST":
        return _form(request, found, {field: getattr(found, field) for field in FIELDS} | {"body": found.body_id or ""})
    try:
        kept.change(actor(request), account, _values(AccountForm(request.POST)))
    except AccountRefused as refused:
        return _form(request, found, request.POST.dict(), refused)
    note(request, say("site.accounts.changed", language(request), account=found.username))
    return redirect("account", account)


@require_POST
@permitted("manage-accounts")
def switched(request: HttpRequest, account: int, to: str) -> HttpResponse:
    """An account is switched on or off."""
    return _done(request, account, f"switched-{to}", lambda: kept.switch(actor(request), account, to == "on"))


@require_POST
@permitted("manage-accounts")
def unlocked(request: HttpRequest, account: int) -> HttpResponse:
    """Failures to sign in are forgotten."""
    return _done(request, account, "unlocked", lambda: kept.unlock(actor(request), account))


@require_POST
@permitted("manage-accounts")
def password_reset(request: HttpRequest, account: int) -> HttpResponse:
    """A new one-time password, shown once."""
    found = _found(account)
    try:
        found, password = kept.reset_password(actor(request), account)
    except AccountRefused as refused:
        return _refused(request, found, refused)
    return _once(request, found, password)


def _done(request: HttpRequest, pk: int, said: str, do: Any) -> HttpResponse:
    found = _found(pk)
    try:
        do()
    except AccountRefused as refused:
        return _refused(request, found, refused)
    note(request, say(f"site.accounts.{said}", language(request), account=found.username))
    return redirect("account", pk)


def _found(pk: int) -> Account:
    found = Account.objects.select_related("body").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(pk)
    return found


def _clean(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise AccountRefused("incomplete", fields=tuple(form.errors))
    return form.cleaned_data


def _values(form: forms.Form) -> dict[str, Any]:
    cleaned = _clean(form)
    return {field: cleaned[field] for field in FIELDS}


def _refused(request: HttpRequest, account: Account, refused: AccountRefused) -> HttpResponse:
    return _form(
        request,
        account,
        {field: getattr(account, field) for field in FIELDS} | {"body": account.body_id or ""},
        refused,
    )


def _form(
    request: HttpRequest, account: Account | None, values: dict[str, Any], refused: AccountRefused | None = None
) -> HttpResponse:
    if account:
        _locked([account])
    if refused and refused.code == "incomplete":
        wrong = cast(tuple[str, ...], refused.values["fields"])
        refused.values = {"fields": "、".join(say(f"site.lists.{field}", language(request)) for field in wrong)}
    return page(
        request, "account.html", 400 if refused else 200, account=account, values=values, roles=ROLES, bodies=_bodies(),
        messages=refused.in_words(language(request)) if refused else None, section="accounts",
    )  # fmt: skip


def _once(request: HttpRequest, account: Account, password: str) -> HttpResponse:
    """The page that shows a one-time password: not kept anywhere, so that reloading cannot show it again."""
    response = page(request, "account_password.html", made=[(account, password)], section="accounts")
    response["Cache-Control"] = "no-store"
    return response


# ---------------------------------------------------------------- many accounts


@permitted("manage-accounts")
def imported(request: HttpRequest) -> HttpResponse:
    """Accounts out of a spreadsheet: first what it would lead to, then the doing."""
    shown: dict[str, Any] = {"outcome": None, "sentences": (), "most": MOST, "name": "", "section": "accounts"}
    if request.method != "POST":
        return page(request, "account_import.html", **shown)
    spoken = language(request)
    dry = request.POST.get("go") != "1"
    file = request.FILES.get("file")
    name = ((file.name if file else request.POST.get("name")) or "accounts.csv")[:200]
    if (file and (file.size or 0) > LONGEST) or (not file and not request.POST.get("table")):
        said = say("site.accounts.table.no-file" if not file else "site.accounts.table.too-large", spoken)
        return page(request, "account_import.html", 400, **{**shown, "sentences": (said,)})
    data = file.read() if file else request.POST["table"].encode()
    try:
        outcome = bring_in(actor(request), (data, name), dry=dry)
    except SheetErrors as errors:
        return page(
            request, "account_import.html", 400, **{**shown, "sentences": errors.sentences(spoken), "name": name}
        )
    if not dry:
        note(
            request,
            say(
                "site.accounts.imported", spoken,
                new=outcome.count("new"), changed=outcome.count("changed"), same=outcome.count("same"),
            ),
        )  # fmt: skip
        made = [(row.account, row.password) for row in outcome.rows if row.what == "new"]
        if not made:
            return redirect("accounts")
        response = page(request, "account_password.html", made=made, section="accounts")
        response["Cache-Control"] = "no-store"
        return response
    table = outcome.table.decode("utf-8-sig")
    notes = [each.sentence(spoken) for each in outcome.notes]
    return page(
        request, "account_import.html", **{**shown, "outcome": outcome, "table": table, "notes_on": notes, "name": name}
    )


# ---------------------------------------------------------------- bodies and their people


@permitted("manage-accounts")
def body_people(request: HttpRequest) -> HttpResponse:
    """Who is contact and head of each body, and the official order of bodies."""
    failed: tuple[str, str] | None = None
    spoken = language(request)
    if request.method == "POST":
        changed = 0
        try:
            for pk in request.POST.getlist("body")[:200]:
                position, contact, head = (
                    request.POST.get(f"{name}-{pk}", "") for name in ("position", "contact", "head")
                )
                changed += kept.set_people(
                    actor(request), _whole(pk), _whole(position), _person(contact), _person(head)
                )
        except AccountRefused as refused:
            failed = refused.in_words(spoken)
        except (ValueError, Body.DoesNotExist):
            failed = AccountRefused("position").in_words(spoken)
        note(request, say("site.accounts.bodies-changed", spoken, count=changed))
        if failed is None:
            return redirect(request.get_full_path())
    rows = Body.objects.filter(group=False).select_related("contact", "head")
    for word in request.GET.get("q", "").split()[:6]:
        rows = rows.filter(name__contains=word[:60])
    response = listing(
        request, "", rows, (), "account_bodies.html", prepare=_people, messages=failed, section="accounts"
    )
    response.status_code = 400 if failed else response.status_code
    return response


def _people(rows: list[Body]) -> None:
    people: dict[int, list[Account]] = {}
    for account in Account.objects.filter(body__in=rows, is_active=True):
        people.setdefault(account.body_id or 0, []).append(account)
    for row in rows:
        row.people = people.get(row.pk, [])  # type: ignore[attr-defined]


def _whole(written: str) -> int:
    if not written.isdecimal() or len(written) > 9:
        raise ValueError(written)
    return int(written)


def _person(written: str) -> int | None:
    return _whole(written) if written else None
