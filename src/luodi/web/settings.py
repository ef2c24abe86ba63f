"""Settings of the site. An office sets them by environment variables, which docs/site.md lists."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url

BASE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("LUODI_DATA", "luodi-data")).absolute()
"""The folder of everything that is kept: the SQLite database, evidence, outgoing mail, the secret key."""


def _secret_key() -> str:
    """The key that signs sessions: the environment's, else one that is made once and kept in the data folder."""
    if given := os.environ.get("LUODI_SECRET_KEY"):
        return given
    kept = DATA / "secret-key"
    try:
        return kept.read_text("ascii")
    except FileNotFoundError:
        DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:  # another process was first
        pass
    return kept.read_text("ascii")


SECRET_KEY = _secret_key()
DEBUG = False
HTTPS = os.environ.get("LUODI_HTTPS") == "1"
HOSTS = [host for host in os.environ.get("LUODI_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *HOSTS]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "luodi.web",
]

MIDDLEWARE = [
    # The first three stand outside of what can refuse a request, so that refusals carry their headers too.
    "luodi.web.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "luodi.web.middleware.trouble",
    "luodi.web.middleware.bounded",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "luodi.web.middleware.signed_in",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "luodi.web.urls"
WSGI_APPLICATION = "luodi.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {"environment": "luodi.web.templating.environment"},
    }
]

# ---------------------------------------------------------------- store

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA / 'luodi.sqlite3'}", conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASE_FILE = Path(DATABASES["default"]["NAME"]).absolute()
    # Where there is a file it is not made again: one that was moved away is missed, and its journal not thrown away.
    if DATABASE_FILE.is_file():
        DATABASES["default"]["NAME"] = f"{DATABASE_FILE.as_uri()}?mode=rw"
    # A transaction takes the write lock when it begins: with Django's defaults concurrent writers lose writes to
    # "database is locked". FULL makes an acknowledged write survive a power cut as well as a kill.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

EVIDENCE = DATA / "evidence"
MAX_UPLOAD = 50 * 1024 * 1024
"""Bytes of a request: an uploaded document or piece of evidence with its form."""
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# ---------------------------------------------------------------- who is signed in

AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "luodi.web.passwords.ThreeKinds"},
]
PASSWORD_DAYS = 90
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "overview"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "luodi.web.pages.signing_in.locked_out"
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE = 30 * 60
"""Seconds without a request after which a session ends."""
SESSION_COOKIE_NAME = "luodi-session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "luodi.web.pages.trouble.forged"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]  # asked for on this machine, not through the proxy

# ---------------------------------------------------------------- language, time, files, mail, jobs

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [("charts", BASE.parent / "publish" / "charts" / "bundle")]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

DEFAULT_FROM_EMAIL = "luodi@localhost"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
if mail := os.environ.get("LUODI_MAIL"):  # smtps://user:password@host:465?from=luodi@example.gov.cn
    _url = urlsplit(mail)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _url.hostname or "localhost", _url.port or (465 if _url.scheme == "smtps" else 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_url.username or ""), unquote(_url.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = _url.scheme == "smtps", _url.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 20
    DEFAULT_FROM_EMAIL = parse_qs(_url.query).get("from", [DEFAULT_FROM_EMAIL])[0]

NOTIFIERS = os.environ.get("LUODI_NOTIFIERS", "luodi.web.reminding.by_mail").split(",")
"""How people are told of reminders: dotted paths of functions like `luodi.web.reminding.by_mail`; all are called."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# Counting by name alone: whoever rotates addresses is counted all the same.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
