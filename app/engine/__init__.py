"""The only room that knows SpiffWorkflow and FEEL: releases in, steps out, no database, no dates."""

from __future__ import annotations

import logging

# The library builds log records for every change of state unless its own loggers say they want none.
for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.WARNING)
