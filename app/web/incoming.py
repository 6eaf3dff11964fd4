"""Files that others hand in, on a page: seen before anything is written, taken in, told what was not taken.

A subject gives its kind of file, its address and the words of its own; the rest is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import incoming_files
from app.casework.accounts import get_account
from app.casework.actors import Refused
from app.casework.incoming_files import NotTaken
from app.casework.incoming_kinds import IncomingKind
from app.domain.errors import DomainError
from app.exchange.csv_out import write_rejections
from app.exchange.register import Rejection
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.imports import SHOWN, download, file_problem, uploaded
from app.web.rendering import page
from app.web.wording import add_words, words_for

FINISHED = (incoming_files.DONE, incoming_files.WITHDRAWN)

add_words(
    {
        "bestand_onbekend": _l("Dit bestand is niet ingeleverd, of niet door uw organisatie."),
        "bestand_niet_voorgesteld": _l("Over dit bestand is al beslist: het is ingelezen of weggelegd."),
    }
)
add_statuses({"bestand_onbekend": 404})

_STATES = {
    "voorstel": (_l("Nog niet ingelezen"), "yellow"),
    "wachtend": (_l("Wacht"), "grey"),
    "bezig": (_l("Bezig"), "blue"),
    "klaar": (_l("Klaar"), "green"),
    "ingetrokken": (_l("Weggelegd"), "grey"),
}


_KINDS: dict[str, Any] = {}


def add_kinds(words: Mapping[str, Any]) -> None:
    """What a subject's files tell, by their kind: lazy texts in Dutch."""
    _KINDS.update(words)


def file_kind(kind: str) -> str:
    """What a file tells."""
    return str(_KINDS[kind])


def file_state(status: str) -> dict[str, str]:
    """How far a file is: the parameters of a tag."""
    word, colour = _STATES[status]
    return {"text": str(word), "classes": f"govuk-tag--{colour} t-tag"}


_FILTERS = (file_kind, file_state)


@dataclass(frozen=True)
class Pages:
    """The addresses of one kind of file, in a blueprint of which it is the only kind.

    `template` extends `incoming/file.html` with the words of the subject; `refused` gives the page with the
    form, saying why a file was refused. The endpoints are `upload`, `files`, `file`, `file_progress`,
    `confirm_file`, `withdraw_file` and `rejected_rows`.
    """

    blueprint: Blueprint
    path: str
    of: IncomingKind
    template: str
    listing: str
    refused: Callable[[str], str]

    def install(self) -> None:
        """Add the addresses to the blueprint; each asks the right of its kind."""
        for words in _FILTERS:
            self.blueprint.add_app_template_filter(words)
        one = f"{self.path}/<int:file_id>"
        self._add("upload", self.path, self._upload, "POST")
        self._add("files", self.path, self._files)
        self._add("file", one, self._file)
        self._add("file_progress", f"{one}/stand", self._progress)
        self._add("confirm_file", f"{one}/inlezen", self._confirm, "POST")
        self._add("withdraw_file", f"{one}/wegleggen", self._withdraw, "POST")
        self._add("rejected_rows", f"{one}/verworpen.csv", self._rejected)

    def _add(
        self, endpoint: str, path: str, answer: Callable[..., ResponseReturnValue], method: str = "GET"
    ) -> None:
        def view(**given: int) -> ResponseReturnValue:
            return answer(**given)

        view.__doc__ = answer.__doc__
        self.blueprint.add_url_rule(path, endpoint, requires(self.of.action)(view), methods=[method])

    def _upload(self) -> ResponseReturnValue:
        """Look at a file: nothing is written of what it says."""
        actor = viewer().actor
        try:
            name, content = uploaded()
            with database().transaction() as tx:
                file_id = incoming_files.propose(tx, self.of, content, name, actor, actor.organisation)
        except Refused:
            raise
        except DomainError as refused:
            return self.refused(file_problem(refused)), 422
        return redirect(self._address(file_id))

    def _files(self) -> str:
        """All files of the desk, newest first."""
        with database().read() as tx:
            found = incoming_files.listing(tx, self.of, viewer().organisation, 100)
        return page(self.listing, files=found)

    def _file(self, file_id: int) -> str:
        """What a file would do, how far it is, or what it did."""
        with database().read() as tx:
            found = incoming_files.of_desk(tx, self.of, file_id, viewer().organisation)
            refused = incoming_files.not_taken(tx, file_id, SHOWN)
            by = get_account(tx, found["account_id"]).name
        return page(
            self.template,
            at=self.blueprint.name,
            file=found,
            rows=[in_words(each) for each in refused],
            by=by,
            proposed=found["status"] == incoming_files.PROPOSED,
            finished=found["status"] in FINISHED,
        )

    def _progress(self, file_id: int) -> ResponseReturnValue:
        """The progress alone, asked again every second; at the end the whole page is asked anew."""
        with database().read() as tx:
            found = incoming_files.of_desk(tx, self.of, file_id, viewer().organisation)
        if found["status"] in FINISHED:
            return Response(status=204, headers={"HX-Refresh": "true"})
        return page("incoming/progress.html", at=self.blueprint.name, file=found)

    def _confirm(self, file_id: int) -> ResponseReturnValue:
        """Take the file in; a worker does it."""
        return self._decide(file_id, incoming_files.confirm)

    def _withdraw(self, file_id: int) -> ResponseReturnValue:
        """Do not take the file in."""
        return self._decide(file_id, incoming_files.withdraw)

    def _rejected(self, file_id: int) -> Response:
        """Every row that cannot be used, with the reason."""
        with database().read() as tx:
            found = incoming_files.of_desk(tx, self.of, file_id, viewer().organisation)
            refused = incoming_files.not_taken(tx, file_id)
        text = StringIO()
        with force_locale("nl"):  # a file goes on to others: its reasons are in one language
            write_rejections(text, [in_words(each) for each in refused])
        return download(text.getvalue(), f"{found['filename']}.verworpen.csv")

    def _decide(self, file_id: int, decision: Callable[..., None]) -> ResponseReturnValue:
        try:
            with database().transaction() as tx:
                decision(tx, self.of, file_id, viewer().organisation)
        except DomainError as refused:
            if refused.code != "bestand_niet_voorgesteld":
                raise
            flash(_("Over dit bestand is intussen al beslist."), "warning")
        return redirect(self._address(file_id))

    def _address(self, file_id: int) -> str:
        return url_for(f"{self.blueprint.name}.file", file_id=file_id)


def in_words(row: NotTaken) -> Rejection:
    """A row that cannot be used with its reason as a sentence."""
    reason = row.reason or words_for(row.code or "", row.facts or {})
    return Rejection(row.row, row.column, reason, row.content)
