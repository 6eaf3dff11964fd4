"""Settings from the environment, and the secret that is made once."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from app.config import Config


def test_a_desk_needs_no_settings(tmp_path: Path) -> None:
    config = Config.from_environment({}, tmp_path / "var")
    assert config.database_url == f"sqlite:///{tmp_path / 'var' / 'traject.db'}"
    assert (config.host, config.port, config.cookie_secure) == ("127.0.0.1", 8000, False)
    assert (config.session_idle, config.session_length) == (timedelta(minutes=30), timedelta(hours=12))


def test_the_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = Config.from_environment({}, tmp_path)
    assert Config.from_environment({}, tmp_path).secret_key == first.secret_key
    assert len(first.secret_key) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("true", True), ("YES", True), ("0", False), ("", False)]
)
def test_everything_can_be_set(tmp_path: Path, said: str, meant: bool) -> None:
    environ = {
        "TRAJECT_DATABASE_URL": "postgresql://db/traject",
        "TRAJECT_SECRET_KEY": "s3",
        "TRAJECT_HOST": "0.0.0.0",
        "TRAJECT_PORT": "80",
        "TRAJECT_COOKIE_SECURE": said,
        "TRAJECT_SESSION_IDLE_MINUTES": "5",
        "TRAJECT_SESSION_HOURS": "1",
        "TRAJECT_SIGN_IN_RATE": "5 per minute",
    }
    config = Config.from_environment(environ, tmp_path)
    assert config == Config(
        "postgresql://db/traject",
        "s3",
        "0.0.0.0",
        80,
        meant,
        timedelta(minutes=5),
        timedelta(hours=1),
        "5 per minute",
    )
    assert not any(tmp_path.iterdir())
