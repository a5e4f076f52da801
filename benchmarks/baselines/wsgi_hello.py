"""The floor: a WSGI callable that answers at once."""

BODY = b'{"state":"saved"}'
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]


def app(_environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
