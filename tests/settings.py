"""The product's own settings, in a directory of their own and without pacing."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Of this process alone: two runs of the suite, and its workers, do not meet.
_data = Path(tempfile.mkdtemp(prefix="xiliu-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["DEBUG"] = "0"
os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 40
os.environ["DATA_DIR"] = str(_data)
os.environ["OFFLINE_PACE_MS"] = "0"
os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
os.environ["SECURE_COOKIES"] = "0"
os.environ["EMBEDDED_WORKER"] = "0"
for _name in ("LLM_BASE_URL", "LLM_API_KEY", "LLM_MODEL", "REDIS_URL", "MODEL_PROFILE"):
    os.environ[_name] = ""

# One settings file; this one only prepares its environment.
from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: the server under test reads it from threads of its own.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
STATIC_ROOT = _data / "staticfiles"
STATIC_ROOT.mkdir()
WHITENOISE_USE_FINDERS = True
