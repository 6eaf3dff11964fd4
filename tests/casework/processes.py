"""Real processes of Traject on the database of a test: started, waited for, asked to stop, or killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """`python -m ...` until the block ends; what it says is kept in a file, for who looks into a failure."""

    def __init__(self, url: str, folder: Path, *module: str, **environment: str) -> None:
        self.heard = folder / f"{module[0]}.{len(list(folder.iterdir()))}.txt"
        with self.heard.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={
                    **os.environ,
                    "TRAJECT_DATABASE_URL": url,
                    "TRAJECT_SECRET_KEY": "geheim van de proef",
                    "PYTHONUNBUFFERED": "1",
                    **environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.heard.read_text()

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def until_it_says(self, word: str) -> Self:
        """Wait; it fails when the process ends without a word of it."""
        while word not in self.said:
            try:
                self.process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            assert word in self.said, self.said
        return self

    def kill(self) -> None:
        """At once, whatever it was doing (SIGKILL)."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """In good order (SIGTERM); the status with which it ended."""
        self.process.terminate()
        return self.process.wait(120)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.lives:
            self.kill()


def worker(url: str, folder: Path, **environment: str) -> Process:
    """A worker that has begun."""
    return Process(url, folder, "app.cli", "worker", **environment).until_it_says("De worker loopt")
