"""Write the next migration from what the models say: python scripts/new_migration.py "add a summary of each plan".

With --first it writes migrations/versions/0001 anew, which is only right before the first release.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from portal import migrating
from portal.config import MIGRATIONS, Settings

VERSIONS = MIGRATIONS / "versions"


def main(words: list[str]) -> None:
    if words == ["--first"]:
        for old in VERSIONS.glob("*.py"):
            old.unlink()
        words = ["The first tables"]
    VERSIONS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(instance_dir=Path(folder), database_url="", secret_keys=["k" * 40])
        migrating.migrate(settings)
        with migrating.connect(settings) as connection:
            number = f"{len(list(VERSIONS.glob('*.py'))) + 1:04}"
            command.revision(migrating.alembic_config(connection), words[0], autogenerate=True, rev_id=number)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", str(VERSIONS)], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
