"""A part of a document whose rules between keys are judged although other keys are wrong, so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import BaseModel, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from sim.foundation.errors import Refused


class Checked(BaseModel):
    """Base of such a part. pydantic's own "after" validators run only where every key is right; `faults` always runs."""

    @classmethod
    def faults(cls, given: Mapping[str, Any]) -> Iterator[Refused]:
        """What is wrong between keys. `given` holds, as written in the file, the keys that are there and right by themselves;
        a rule whose keys are not all there keeps silent."""
        yield from ()

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        wrong: list[InitErrorDetails] = []
        made: Self | None = None
        try:
            made = handler(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                wrong.append(InitErrorDetails(type=one["type"], loc=one["loc"], input=one["input"], ctx=one.get("ctx", {})))
        if isinstance(data, Mapping):
            bad = {one["loc"][0] for one in wrong if one.get("loc")}
            for refused in cls.faults({key: value for key, value in data.items() if key not in bad}):
                wrong.append(InitErrorDetails(type="value_error", input=data, ctx={"error": refused}))
        if wrong or made is None:
            raise ValidationError.from_exception_data(cls.__name__, wrong)
        return made
