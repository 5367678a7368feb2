"""All settings of Xiliu; every environment variable is listed in docs/settings.md."""

import secrets
import sys
from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.theme import UNFOLD as UNFOLD  # the admin's looks

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_dotenv(BASE_DIR / ".env")

DEBUG = env.flag("DEBUG", False)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """SECRET_KEY; while DEBUG is on, one is made once and kept beside the data."""
    key = env.text("SECRET_KEY")
    if key:
        return key
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random value (it signs sessions and tickets).")
    file = DATA_DIR / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]") if DEBUG else ())
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "daphne",
    "unfold",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "django_celery_beat",
    "import_export",
    "corsheaders",
    "rest_framework",
    "knox",
    "axes",
    "streams",
    "gym",
    "petclinic",
    "chatflow",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.StaticFilesMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = False  # both forms of every documented path are routes of their own

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "xiliu.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": (
        {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
        if REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

# --- tasks: a broker and separate workers with REDIS_URL, otherwise one thread of the server itself
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, float] = (
    {"visibility_timeout": 3600} if REDIS_URL else {"polling_interval": 0.05}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # every task may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Asia/Shanghai"
EMBEDDED_WORKER = env.flag("EMBEDDED_WORKER", not REDIS_URL)
CELERY_BEAT_SCHEDULE = {
    "gym: consume marks": {
        "task": "gym.tasks.consume_marks",
        "schedule": timedelta(seconds=env.seconds("AGGREGATE_EVERY_S", 5)),
    },
    "gym: resume imports": {"task": "gym.tasks.resume_imports", "schedule": timedelta(seconds=30)},
    "petclinic: resume reports": {"task": "petclinic.tasks.resume_reports", "schedule": timedelta(seconds=60)},
    "petclinic: tidy": {"task": "petclinic.tasks.tidy", "schedule": crontab(minute="35")},
    # Every hour, because gyms live in different time zones; a week is closed once.
    "gym: close weeks": {"task": "gym.tasks.close_weeks", "schedule": crontab(minute="5")},
}

# --- people and sign-in
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = env.integer("LOGIN_FAILURE_LIMIT", 10, least=1)
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.lockout.locked"
AXES_CLIENT_IP_CALLABLE = "config.lockout.client_ip"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        f"rest_framework.parsers.{name}" for name in ("JSONParser", "FormParser", "MultiPartParser")
    ],
    "EXCEPTION_HANDLER": "streams.login.plain_errors",
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"],
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_TTL": timedelta(hours=env.integer("TOKEN_HOURS", 48, least=1)),
}

# --- language and time: Chinese first, English on request
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- static files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- behind TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("SECURE_COOKIES", not DEBUG)
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", False)
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TRUST_FORWARDED_PROTO", False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True  # a name such as =HYPERLINK(...) stays text in a spreadsheet

# --- streams
STREAM_LOG_FILE = DATA_DIR / "streams.sqlite3"
STREAM_OPEN_LIMIT = env.integer("STREAM_OPEN_LIMIT", 6, least=1)
STREAM_RUNNING_LIMIT = env.integer("STREAM_RUNNING_LIMIT", 2, least=1)
STREAM_GATEWAY_LIMIT = env.integer("STREAM_GATEWAY_LIMIT", 500, least=1)  # of whoever speaks for many people
STREAM_BODY_LIMIT = env.integer("STREAM_BODY_LIMIT", 65_536, least=1024)
LARGE_BODY_LIMIT = env.integer("LARGE_BODY_LIMIT", 268_435_456, least=1024)
PICTURE_LIMIT = 10 * 1024 * 1024  # bytes, of a picture that is sent or fetched
CHAT_LIMIT = 393_216  # bytes: the longest message of a chat, even if its JSON is escaped
# The longest body under an address that begins so; every other one is bounded by STREAM_BODY_LIMIT.
BODY_LIMITS = {
    "/admin/": LARGE_BODY_LIMIT,
    "/gym/imports/": LARGE_BODY_LIMIT,
    "/file/": PICTURE_LIMIT + 1_048_576,
    "/clinic/": PICTURE_LIMIT + 1_048_576,
    "/stream-chat": CHAT_LIMIT,
    "/streams/start": CHAT_LIMIT,
}
STREAM_RETENTION_DAYS = env.integer("STREAM_RETENTION_DAYS", 30, least=1)
STREAM_LOG_KEEP_S = env.seconds("STREAM_LOG_KEEP_S", 3600)
STREAM_HEARTBEAT_S = env.seconds("STREAM_HEARTBEAT_S", 15)
STREAM_DRAIN_S = env.seconds("STREAM_DRAIN_S", 30)
STREAM_TELL_S = env.seconds("STREAM_TELL_S", 10)
STREAM_GATHER_MS = env.integer("STREAM_GATHER_MS", 4)
MEDIA_ROOT = DATA_DIR / "files"  # uploads; no address serves them
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- models behind the answers
OFFLINE_PACE_MS = env.integer("OFFLINE_PACE_MS", 15)
LLM_BASE_URL = env.text("LLM_BASE_URL")
LLM_MODEL = env.text("LLM_MODEL")
LLM_CONNECT_S = env.seconds("LLM_CONNECT_S", 5)
LLM_FIRST_TOKEN_S = env.seconds("LLM_FIRST_TOKEN_S", 30)
LLM_FIRST_TOKEN_THINKING_S = env.seconds("LLM_FIRST_TOKEN_THINKING_S", 60)
LLM_GAP_S = env.seconds("LLM_GAP_S", 20)
LLM_TOTAL_S = env.seconds("LLM_TOTAL_S", 300)
LLM_LINE_LIMIT = 1_048_576

# More profiles may be added here; see docs/settings.md for the fields (`streams.providers.base.Profile`).
MODEL_PROFILES: dict[str, dict[str, object]] = {
    "offline": {"provider": "offline", "continuation": "exact"},
    "agent": {"provider": "agent", "continuation": "exact"},  # a person at the console, who answers a call
}
if LLM_BASE_URL:
    MODEL_PROFILES["default"] = {
        "provider": "openai_compatible",
        "base_url": LLM_BASE_URL,
        "key_variable": "LLM_API_KEY",
        "model": LLM_MODEL,
        "thinking": env.flag("LLM_THINKING", False),
        "continuation": env.text("LLM_CONTINUATION", "none"),
        "usage_in": env.text("LLM_USAGE_IN", "chunk"),
        "images": "data_url" if env.flag("LLM_IMAGES", False) else "none",
        "system_prompt": env.text("CHAT_SYSTEM_PROMPT"),
    }
MODEL_PROFILE = env.text("MODEL_PROFILE", "default" if LLM_BASE_URL else "offline")
PICTURE_PROFILE = env.text("PICTURE_PROFILE", MODEL_PROFILE)  # a profile without `images` is not shown any

# --- the pet clinic
CLINIC_NAME = env.text("CLINIC_NAME", "溪流宠物诊所")
CLINIC_EMERGENCY_PHONE = env.text("CLINIC_EMERGENCY_PHONE")  # stands in the first line of what is urgent
CLINIC_LINK_S = env.integer("CLINIC_LINK_S", 86_400, least=60)  # how long a signed link to a picture or report is good

# --- plain chat; pages of other sites may use it and the calls
CHAT_PROFILE = env.text("CHAT_PROFILE", MODEL_PROFILE)
CORS_ALLOWED_ORIGINS = env.items("CORS_ALLOWED_ORIGINS")
CORS_ALLOWED_ORIGIN_REGEXES = [r"^null$", r"^https?://(?:localhost|127\.0\.0\.1)(?::[0-9]+)?$"] if DEBUG else []
CORS_URLS_REGEX = r"^/(?:stream-chat|chat|set_info|get_info|delete_session|delete_last_two_chat_records|streams/.*)/?$"
CORS_EXPOSE_HEADERS = ["Stream-Id"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "last-event-id"]

# --- accident calls
CALL_PROFILE = env.text("CALL_PROFILE", MODEL_PROFILE)
CALL_WHEN_BUSY = env.text("CALL_WHEN_BUSY", "wait")  # a second turn while one runs: wait, refuse, interrupt
CALL_AGENT_WAIT_S = env.seconds("CALL_AGENT_WAIT_S", 25)  # how long a turn waits for the words of a person
CALL_RULES_ON_FAILURE = env.flag("CALL_RULES_ON_FAILURE", False)  # the rules speak when the model fails silently
CANCEL_ON_HANGUP = env.flag("CANCEL_ON_HANGUP", False)
CHATFLOW_TRUSTED_NETWORKS = env.items(
    "CHATFLOW_TRUSTED_NETWORKS", ("loopback=127.0.0.0/8", "loopback=::1/128") if DEBUG else ()
)
TRUSTED_PROXIES = env.items("TRUSTED_PROXIES")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "scrub": {"()": "streams.scrub.ScrubTokens"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["scrub"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "django.channels.server": {"handlers": ["console"], "propagate": False, "level": "INFO"},
        "httpx2": {"level": "WARNING"},
        "httpcore2": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
        "celery": {"level": "WARNING"},  # a line for every task every few seconds would bury the rest
        "kombu": {"level": "ERROR"},
        "django_celery_beat": {"level": "WARNING"},
    },
}

if "runserver" in sys.argv:
    SECURE_SSL_REDIRECT = False
