"""What every view may ask for: the database, the settings, and who is looking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from flask_login import UserMixin, current_user

from app.casework.accounts import Account
from app.casework.actors import Actor
from app.casework.signing_in import Session
from app.config import Config
from app.db.session import Database

_KEY = "traject"


@dataclass(frozen=True)
class Services:
    """What create_app was given."""

    database: Database
    config: Config


class Viewer(UserMixin):
    """The signed-in person of this request."""

    def __init__(self, account: Account, session: Session) -> None:
        self.account = account
        self.session = session
        self.roles = account.roles
        self.organisation = account.organisation
        self.actor = Actor(account.id, account.name, account.organisation, account.roles)

    def get_id(self) -> str:
        return str(self.account.id)


def install(app: Flask, services: Services) -> None:
    """Keep the services where views find them."""
    app.extensions[_KEY] = services


def database() -> Database:
    """The database of this application."""
    return cast(Services, current_app.extensions[_KEY]).database


def config() -> Config:
    """The settings of this application."""
    return cast(Services, current_app.extensions[_KEY]).config


def viewer() -> Viewer:
    """Who is signed in; only for views that need somebody (see `app.web.auth.requires`)."""
    return cast(Viewer, current_user)
