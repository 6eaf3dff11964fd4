"""Files of the printer and the post: handed in, seen before anything is written, taken in, reported."""

from __future__ import annotations

from app.casework.incoming_mail import MAIL
from app.web.incoming import Pages
from app.web.letters.base import blueprint
from app.web.letters.overview import overview_page

Pages(
    blueprint=blueprint,
    path="/brieven/bestanden",
    of=MAIL,
    template="letters/file.html",
    listing="letters/files.html",
    refused=overview_page,
).install()
