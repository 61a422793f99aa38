"""The legend below a figure, where names of policies have the whole width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure


def below(figure: Figure, handles: Sequence[Any], labels: Sequence[str], **options: Any) -> None:
    """A column of marks and names, without a mark twice. Policies that share a mark stand in lines of their own, which Chinese
    type needs more room for than Latin."""
    known = dict(zip(labels, handles, strict=True))
    legend = figure.legend(
        list(known.values()), list(known), loc="outside lower left", fontsize=9, title_fontsize=9, alignment="left", **options
    )
    for text in legend.get_texts():
        text.set_linespacing(1.5)
