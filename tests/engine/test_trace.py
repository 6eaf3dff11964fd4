"""The flows that a step says were passed, beside an oracle that follows tokens along the flows themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.engine import trace
from tests.engine import walks
from tests.engine.oracle import Oracle, Token
from tests.engine.shapes import SHAPES
from tests.engine.walks import MORE, SHIPPED, Walk


class FollowedOracle(Oracle):
    """Remembers along which flow each token came."""

    followed: set[tuple[str, str]]

    def __init__(self, *given: Any) -> None:
        self.followed = set()
        super().__init__(*given)

    def _arrive(self, token: Token) -> None:
        if token.via is not None:
            self.followed.add((self.diagram.source[token.via], token.node))
        super()._arrive(token)

    def deliver(self, number: tuple[int, int], element: str, payload: Mapping[str, Any]) -> None:
        """Behind an event gateway the oracle does not move the token to the event that happened."""
        at = next(t.node for t in self.tokens if t.number == number[0] and element in self._heard_by(t))
        if self.diagram.elements[at].kind == "eventBasedGateway":
            self.followed.add((at, element))
        super().deliver(number, element, payload)


@pytest.mark.parametrize("name", [*SHAPES, *SHIPPED])
def test_the_flows_of_a_walk_are_those_that_tokens_followed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walks, "Oracle", FollowedOracle)
    compared = 0
    for seed in range(6 * MORE):
        with trace.tracing() as found:
            walk = Walk(name, seed, beside_twin=False).finish(25)
        oracle: Any = walk.oracle
        assert walk.differences == []
        assert {(source, target) for _, source, target in found.pairs} == oracle.followed, (name, seed)
        compared += len(oracle.followed)
    assert compared


def test_nothing_is_noted_where_nobody_asked() -> None:
    with trace.tracing() as found:
        pass
    Walk("inburgering", 1, beside_twin=False).finish(5)
    assert (found.pairs, found.elements, trace.current()) == (set(), set(), None)
