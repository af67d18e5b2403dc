"""Wire parameters against the method models of aiogram (Bot API, "Making requests" and "Available methods")."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .model import JsonObject
from .models import Default, InputFile, TelegramMethod, built, methods, types

_MARKUPS: dict[str, type[BaseModel]] = {
    "inline_keyboard": types.InlineKeyboardMarkup,
    "keyboard": types.ReplyKeyboardMarkup,
    "remove_keyboard": types.ReplyKeyboardRemove,
    "force_reply": types.ForceReply,
}
_SCALARS = (int, float, bool, str, datetime, type(None))
_TRUE, _FALSE = ("true", "yes", "1"), ("false", "no", "0", "")
# The words of the real server where they differ from the general ones.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}
_UNPARSED = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "link_preview_options": "can't parse link preview options JSON object",
    "commands": "can't parse commands JSON object",
    "entities": "can't parse entities JSON object",
}


@dataclass(frozen=True)
class Violation:
    """A call the Bot API schema does not allow; tests assert there are none."""

    method: str
    params: JsonObject
    reason: str


class SchemaError(Exception):
    """Parameters do not fit the schema: ``reason`` for the test, ``description`` for the caller."""

    def __init__(self, reason: str, description: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.description = description


@dataclass(frozen=True)
class MethodSpec:
    """A method of the Bot API and its aiogram model."""

    name: str
    model: type[TelegramMethod[Any]]


def _all_methods() -> dict[str, MethodSpec]:
    specs: dict[str, MethodSpec] = {}
    for name in methods.__all__:
        model = getattr(methods, name)
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod:
            wire = str(model.__api_method__)
            specs[wire.lower()] = MethodSpec(wire, model)
    return specs


METHODS = _all_methods()


def find_method(name: str) -> MethodSpec | None:
    """Look up a name: "All method names are case-insensitive" (Bot API, "Making requests")."""
    return METHODS.get(name.lower())


def check(spec: MethodSpec, raw: Mapping[str, Any], files: Collection[str] = ()) -> JsonObject:
    """Parameters with their JSON types, or SchemaError; ``files`` names the uploaded parts."""
    fields = built(spec.model).model_fields
    attached = {name for name in raw if str(raw[name]).startswith("attach://")}
    uploads = {name for name in files if name in fields}
    unknown = [name for name in raw if name not in fields]
    if unknown:
        raise SchemaError(f"unknown parameter {unknown[0]!r}", f"unknown parameter {unknown[0]}")
    decoded = {name: _decoded(name, _leaves(fields[name].annotation), value) for name, value in raw.items()}
    # An uploaded part has no JSON form: only its presence counts.
    opaque = uploads | {name for name in attached if InputFile in _leaves(fields[name].annotation)}
    instance = _validated(spec, {name: value for name, value in decoded.items() if name not in opaque}, opaque)
    if instance is not None:
        for name, value in decoded.items():
            _check_nested(name, _markup(value) if name == "reply_markup" else getattr(instance, name))
    return decoded | {name: f"attach://{name}" for name in uploads}


def _leaves(annotation: Any) -> set[Any]:
    """The types of a union; a list stands for itself."""
    args = get_args(annotation)
    if not args or getattr(annotation, "__origin__", None) in (list, dict):
        return {getattr(annotation, "__origin__", None) or annotation}
    return set().union(*(_leaves(arg) for arg in args))


def _decoded(name: str, leaves: set[Any], value: Any) -> Any:
    """A form value is text: read it as the declared type; anything composite is JSON."""
    if not isinstance(value, str):
        return value
    if any(leaf not in _SCALARS and leaf not in (Default, InputFile) for leaf in leaves):
        return _from_json(name, value, str in leaves)
    if int in leaves and re.fullmatch(r"-?\d{1,19}", value.strip()):
        return int(value)
    if bool in leaves and value.lower() in _TRUE + _FALSE:
        return value.lower() in _TRUE
    if float in leaves and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
        return float(value)
    return value


def _from_json(name: str, value: str, plain_allowed: bool) -> Any:
    try:
        return json.loads(value)
    except ValueError as error:
        if plain_allowed:
            return value
        raise SchemaError(f"parameter {name!r} is not JSON: {value[:80]!r}", _unparsed(name)) from error


def _validated(spec: MethodSpec, values: JsonObject, opaque: set[str]) -> TelegramMethod[Any] | None:
    """The model of the call; None when only uploaded parts kept it from being built."""
    try:
        return built(spec.model).model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        left = [item for item in error.errors() if str(item["loc"][0] if item["loc"] else "") not in opaque]
        if left:
            raise _schema_error(left[0]) from error
    return None


def _schema_error(item: ErrorDetails) -> SchemaError:
    if item["type"] == "json_invalid":
        # json.dumps wrote it, so only a lone surrogate can be wrong.
        return SchemaError("a string with a lone surrogate", "strings must be encoded in UTF-8")
    path = ".".join(str(part) for part in item["loc"])
    name = str(item["loc"][0]) if item["loc"] else ""
    if item["type"] == "missing" and len(item["loc"]) == 1:
        return SchemaError(f"missing parameter {name!r}", _MISSING.get(name, f'parameter "{name}" is required'))
    return SchemaError(f"{path}: {item['msg']}", _unparsed(name))


def _unparsed(name: str) -> str:
    return _UNPARSED.get(name, f'can\'t parse parameter "{name}"')


def _markup(value: Any) -> Any:
    """Choose the markup by its own key: a union of models that all allow extra keys would take anything."""
    if not isinstance(value, dict):
        return value
    model = next((model for key, model in _MARKUPS.items() if key in value), None)
    if model is None:
        raise SchemaError(f"reply_markup: no known kind of markup in {sorted(value)}", _unparsed("reply_markup"))
    try:
        return built(model).model_validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        item = error.errors()[0]
        path = ".".join(str(part) for part in item["loc"])
        raise SchemaError(f"reply_markup.{path}: {item['msg']}", _unparsed("reply_markup")) from error


def _check_nested(path: str, value: Any) -> None:
    """Nested objects: no unknown keys, and no tag field such as ``type`` left to a default of the model."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check_nested(f"{path}.{index}", item)
    if not isinstance(value, BaseModel):
        return
    for key in value.model_extra or {}:
        raise SchemaError(f"{path}: unknown field {key!r}", f"unknown field {path}.{key}")
    for key, field in built(type(value)).model_fields.items():
        if key in value.model_fields_set:
            _check_nested(f"{path}.{key}", getattr(value, key))
        elif field.default is not None and not isinstance(field.default, Default):
            raise SchemaError(f"{path}: missing field {key!r}", _unparsed(path.split(".")[0]))
