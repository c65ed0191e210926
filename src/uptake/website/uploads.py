"""Uploads past the limit are refused before they are read whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class RefuseLargeFiles(FileUploadHandler):
    """Stop at the declared length, or at the limit where none was declared truthfully."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *_: Any) -> None:  # noqa: N803 - Django's name
        if content_length > self.limit:
            raise RequestDataTooBig
        self.seen = 0

    @property
    def limit(self) -> int:
        return settings.MAX_UPLOAD_MB * 1024 * 1024

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > self.limit:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
