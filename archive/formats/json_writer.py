"""Records as JSON (RFC 8259)."""

from .response_data import ResponseData


def write(response: ResponseData) -> str:
    return response.document.model_dump_json()
