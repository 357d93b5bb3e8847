"""Records as JSON (RFC 8259): the fields as they are."""

from .response_data import ResponseData


def write(answer: ResponseData) -> str:
    return answer.document.model_dump_json()
