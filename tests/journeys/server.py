"""The product served on a real socket, from the process of the test."""

import threading
import time
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

PATIENCE_SECONDS = 10
QUIET_SECONDS = 0.15


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type, message, *args):
        pass


class Counted:
    """An application that knows how many requests it is at."""

    def __init__(self, app):
        self.app, self.under_way, self.rest = app, 0, threading.Condition()
        self.begun = 0

    def __call__(self, environ, start_response):
        with self.rest:
            self.under_way += 1
            self.begun += 1
        try:
            answer = self.app(environ, start_response)
            try:
                return list(answer)
            finally:
                getattr(answer, "close", lambda: None)()
        finally:
            with self.rest:
                self.under_way -= 1
                self.rest.notify_all()

    def settle(self):
        """Wait until a page that was closed has nothing under way, nor on its way here."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            begun = self.begun
            time.sleep(QUIET_SECONDS)
            with self.rest:
                self.rest.wait_for(lambda: not self.under_way, timeout=PATIENCE_SECONDS)
                if self.begun == begun:
                    return


@contextmanager
def serving(app):
    """Serve ``app`` on a free port of the loopback and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
