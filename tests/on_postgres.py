"""python -m tests.on_postgres: the tests that touch the database, again on PostgreSQL; loud when there is none.

POSTGRES_URL says where; by default the local server on its usual port is tried. In CI it must be there.
"""

import os
import subprocess
import sys

import psycopg

DEFAULT = "postgresql://postgres@127.0.0.1:5432/postgres"
SUITES = [
    "tests/gym",
    "tests/chatflow/test_admin.py",
    "tests/chatflow/test_admin_many.py",
    "tests/chatflow/test_chat.py",
    "tests/chatflow/test_console.py",
    "tests/chatflow/test_console_desk.py",
    "tests/chatflow/test_plain_chat.py",
    "tests/chatflow/test_records.py",
    "tests/chatflow/test_take_over.py",
    "tests/petclinic/test_api_flow.py",
    "tests/petclinic/test_api_profiles.py",
    "tests/petclinic/test_api_refusals.py",
    "tests/petclinic/test_knowledge.py",
    "tests/petclinic/test_knowledge_import.py",
    "tests/petclinic/test_knowledge_search.py",
    "tests/petclinic/test_portal.py",
    "tests/petclinic/test_streams.py",
    "tests/petclinic/test_vet.py",
    "tests/streams/test_joining.py",
    "tests/streams/test_cancel.py",
    "tests/streams/test_takeover.py",
]

WITHOUT = [
    "--ignore-glob=*test_number_check*",
    "--ignore-glob=*test_demo.py",
    "--ignore-glob=*test_documented_clients*",
]
"""What asks the database nothing of its own."""


def main(arguments: list[str]) -> int:
    url = os.environ.get("POSTGRES_URL", DEFAULT)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        print(f"NO TESTS ON POSTGRESQL: {str(error).splitlines()[0]}")  # noqa: T201
        return 1 if os.environ.get("CI") else 0
    command = [sys.executable, "-m", "pytest", *SUITES, *WITHOUT, "-n", "2", "-q", *arguments]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
