"""Files the bot and the users sent (Bot API, "File", "Sending files")."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import bad_request
from .model import JsonObject, without_none


@dataclass(frozen=True)
class Upload:
    """A file part of a multipart request."""

    file_name: str
    content: bytes
    mime_type: str


@dataclass(frozen=True)
class StoredFile:
    """A file under its file_id."""

    file_id: str
    file_name: str
    content: bytes
    mime_type: str

    @property
    def path(self) -> str:
        """Path below /file/bot<token>/."""
        return f"documents/{self.file_id}"

    def to_json(self, **extra: object) -> JsonObject:
        """The fields all file objects share."""
        unique = hashlib.sha256(self.content).hexdigest()[:15]
        shared = {"file_id": self.file_id, "file_unique_id": unique, "file_size": len(self.content)}
        return without_none(shared | extra)


class FileStore:
    """All known files; ``uploads`` are the parts of the call under way."""

    def __init__(self) -> None:
        self.uploads: Mapping[str, Upload] = {}
        self._files: dict[str, StoredFile] = {}

    def get(self, file_id: str) -> StoredFile | None:
        """A file by its id."""
        return self._files.get(file_id)

    def add(self, file_name: str, content: bytes, mime_type: str) -> StoredFile:
        """Store a file under a new id."""
        file_id = f"BQACAgIAAxkBAAI{len(self._files) + 1:05d}"
        stored = StoredFile(file_id, file_name, content, mime_type)
        self._files[file_id] = stored
        return stored

    def resolve(self, value: str) -> StoredFile:
        """The file a parameter means: an uploaded part, a known file_id, or an HTTP URL."""
        if value.startswith("attach://"):
            upload = self.uploads.get(value.removeprefix("attach://"))
            if upload is None:
                raise bad_request("there is no file in the request")
            if not upload.content:
                raise bad_request("file must be non-empty")
            return self.add(upload.file_name, upload.content, upload.mime_type)
        if value.startswith(("http://", "https://")):
            return self.add(value.rsplit("/", 1)[-1], value.encode(), "application/octet-stream")
        known = self.get(value)
        if known is None:
            raise bad_request("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
        return known
