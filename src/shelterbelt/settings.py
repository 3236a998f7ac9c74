"""Django's settings, derived from `ground.conf`. Nothing here reads the environment itself."""

import os
from pathlib import Path

from shelterbelt.ground import conf
from shelterbelt.ground.db.connection import connection_settings
from shelterbelt.ground.design.headers import CONTENT_SECURITY_POLICY  # noqa: F401 -- read by django-csp

CONF = conf.load(os.environ)
PACKAGE = Path(__file__).parent

SECRET_KEY = CONF.secret_key
DEBUG = False
ALLOWED_HOSTS = [*CONF.hosts, "testserver"] if CONF.mode is conf.Mode.TEST else list(CONF.hosts)
BASE_URL = CONF.base_url

INSTALLED_APPS = [
    "shelterbelt.ground.design",
    "shelterbelt.ground.access",
    "shelterbelt.ground.audit",
    "shelterbelt.ground.db",
    "shelterbelt.ground.holdings",
    "shelterbelt.ground.jobs",
    "shelterbelt.people",
    "shelterbelt.equip",
    "shelterbelt.learn",
    "shelterbelt.demonstration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "shelterbelt.ground.design.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "shelterbelt.ground.access.middleware.ActorMiddleware",
    "shelterbelt.ground.access.sessions.SessionRulesMiddleware",
    "shelterbelt.ground.access.second_factor.SecondFactorMiddleware",
    "shelterbelt.ground.design.limits.LimitsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "shelterbelt.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shelterbelt.ground.design.context.page",
                "shelterbelt.demonstration.banner.banner",
            ],
        },
    }
]
FORM_RENDERER = "shelterbelt.ground.design.forms.Renderer"

DATABASES = {
    "default": connection_settings(CONF, role="app"),
    "owner": connection_settings(CONF, role="owner"),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "design_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "access.Account"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # a constraint keeps addresses unique without regard to case
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "access.landing"
ACCOUNT_ADAPTER = "shelterbelt.ground.access.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "shelterbelt.ground.access.adapter.shown"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Shelterbelt"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONF.is_https
SESSION_COOKIE_NAME = "__Host-session" if CONF.is_https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if CONF.is_https else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if CONF.is_https else "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = CONF.is_https
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [CONF.base_url]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "shelterbelt.ground.design.pages.errors.form_expired"
SECURE_SSL_REDIRECT = CONF.is_https and CONF.is_production
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONF.is_production else None
SECURE_HSTS_SECONDS = 31_536_000 if CONF.is_https else 0
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# A bank statement of 10 MB; nothing is ever put into a temporary file.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [PACKAGE / "ground" / "design" / "locale"]
UNREVIEWED_LANGUAGES = frozenset({"es", "ar"})  # drafts, not whole yet; the foot of every page says so

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False

DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONF.mail.sender
EMAIL_SUBJECT_PREFIX = ""
if CONF.mail.host:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = CONF.mail.host, CONF.mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONF.mail.user, CONF.mail.password
    EMAIL_USE_TLS = CONF.mail.is_tls
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = CONF.data_dir / "outgoing-mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "shelterbelt.ground.audit.logs.Redact"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["redact"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "procrastinate": {"level": "WARNING"},
    },
}
