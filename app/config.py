"""What an installation may set, all from the environment; everything has a default that works on a desk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]  # of this checkout: processes/ and forms/ lie there
LOCAL_FOLDER = ROOT / "var"


@dataclass(frozen=True)
class Config:
    """The settings of one installation; make it with `Config.from_environment()`."""

    database_url: str
    secret_key: str  # signs the cookie that carries language and CSRF token
    host: str = "127.0.0.1"
    port: int = 8000
    cookie_secure: bool = False  # true behind https: cookies never travel in the clear
    session_idle: timedelta = timedelta(minutes=30)
    session_length: timedelta = timedelta(hours=12)
    sign_in_rate: str = "30 per minute"  # attempts from one address, whatever the name
    api_per_minute: int = 600  # requests of one token of the API
    metrics_token: str | None = None  # who scrapes /metrics shows it; without it only this machine may

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ, folder: Path = LOCAL_FOLDER) -> Config:
        """Read the TRAJECT_ variables; the secret is made in `folder` on the first run and kept there."""
        return cls(
            database_url=environ.get("TRAJECT_DATABASE_URL") or _local_database(folder),
            secret_key=environ.get("TRAJECT_SECRET_KEY") or _kept_secret(folder / "secret_key"),
            host=environ.get("TRAJECT_HOST", cls.host),
            port=int(environ.get("TRAJECT_PORT", cls.port)),
            cookie_secure=environ.get("TRAJECT_COOKIE_SECURE", "0").lower() in ("1", "true", "yes"),
            session_idle=timedelta(minutes=float(environ.get("TRAJECT_SESSION_IDLE_MINUTES", 30))),
            session_length=timedelta(hours=float(environ.get("TRAJECT_SESSION_HOURS", 12))),
            sign_in_rate=environ.get("TRAJECT_SIGN_IN_RATE", cls.sign_in_rate),
            api_per_minute=int(environ.get("TRAJECT_API_PER_MINUTE", cls.api_per_minute)),
            metrics_token=environ.get("TRAJECT_METRICS_TOKEN") or None,
        )


def webhook_hosts(environ: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Hosts (`name` or `name:port`) of the own network that webhooks may reach, also without https.

    TRAJECT_WEBHOOK_HOSTS, with commas between them; by default there are none.
    """
    named = environ.get("TRAJECT_WEBHOOK_HOSTS", "").split(",")
    return frozenset(each.strip().lower() for each in named if each.strip())


def _local_database(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / 'traject.db'}"


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made when it is not there; two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        if not path.exists():
            os.link(draft, path)  # refuses when another process was first
    except FileExistsError:
        pass  # the other process's secret holds
    finally:
        draft.unlink(missing_ok=True)
    return path.read_text().strip()
