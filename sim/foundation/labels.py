"""A name in both languages on every field of a document, and the JSON Schema that carries them to editors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Label:
    """What a field is called, put into its annotation: `beds: Annotated[int, Label("床位数", "Beds"), Field(ge=0)]`."""

    zh: str
    en: str
    about_zh: str = ""
    about_en: str = ""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        made: dict[str, Any] = handler(schema)
        named = {"allOf": [made]} if "$ref" in made else made
        return {**named, "x-label": [self.zh, self.en, self.about_zh, self.about_en]}


def labels_of(model: type[BaseModel]) -> dict[str, Label | None]:
    """Label of each field under its name in the file; None where there is none, so that a test can ask for all."""
    return {
        field.alias or name: next((m for m in field.metadata if isinstance(m, Label)), None)
        for name, field in model.model_fields.items()
    }


def json_schema(model: type[BaseModel], lang: Literal["zh", "en", "both"] = "both") -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a document for editors, with titles and descriptions in the language asked for.

    Reference it in the first line of a TOML file: `#:schema ./policy.schema.json`. `sim.experiment.schemas` completes it.
    """
    schema = model.model_json_schema(by_alias=True)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)  # the docstring of a class: for those who read the code
    _title(schema, lang)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _title(node: Any, lang: str) -> None:
    if isinstance(node, list):
        for item in node:
            _title(item, lang)
    elif isinstance(node, dict):
        for item in node.values():
            _title(item, lang)
        label = node.pop("x-label", None)
        if isinstance(label, list):
            zh, en, about_zh, about_en = label
            node["title"] = {"zh": zh, "en": en, "both": f"{zh} / {en}"}[lang]
            about = {"zh": about_zh, "en": about_en, "both": " / ".join(filter(None, (about_zh, about_en)))}[lang]
            if about:
                node["description"] = about

