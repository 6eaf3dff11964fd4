"""What protects every answer: content policy, CSRF tokens, limits on size and on guessing."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from app.config import Config

MAX_UPLOAD = 32 * 1024 * 1024  # bytes: ten times a month of the register
MAX_FORM_TEXT = 2 * 1024 * 1024  # bytes of one form's fields together
MAX_FORM_PARTS = 500

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def install(app: Flask, config: Config) -> None:
    """Cookies, limits and headers, the same for every page."""
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="traject",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.cookie_secure,
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_TEXT,
        MAX_FORM_PARTS=MAX_FORM_PARTS,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open over lunch; the session sets the limit
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(lambda response: _protect(response, https=config.cookie_secure))


def _protect(response: Response, *, https: bool) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        headers["Cache-Control"] = "no-store"  # pages hold facts about people: no copy stays behind
    return response
