"""An HTTP server on loopback that answers JSON to whoever has its token."""

import hmac
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from py4j.protocol import Py4JNetworkError

MAX_BODY_BYTES = 16 * 2**20
# Whoever connects gets a thread; other users of this machine can connect, too.
MAX_CONNECTIONS = 128
# For the next request, and for each piece of one.
SILENCE_SECONDS = 15
NOT_FOUND = 404


class ApiError(Exception):
    """:ivar status: of HTTP"""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status = status
        self.body = {"error_code": code, "message": message}


class BadRequest(ApiError):
    """The request itself is wrong."""

    def __init__(self, message):
        super().__init__(400, "INVALID_PARAMETER_VALUE", message)


class NotFound(ApiError):
    """There is no such thing."""

    def __init__(self, message, code="RESOURCE_DOES_NOT_EXIST"):
        super().__init__(NOT_FOUND, code, message)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # A burst of pollers must not be refused.
    request_queue_size = 128

    def __init__(self, token, route):
        """
        :param token: of who may ask
        :param route: answers a method, a path and the request's JSON with JSON, or None where there is no such path
        """
        super().__init__(("127.0.0.1", 0), Handler)
        self.token = token
        self.route = route
        self._connections = threading.Semaphore(MAX_CONNECTIONS)

    def process_request(self, request, client_address):
        if self._connections.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request, client_address):
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._connections.release()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = SILENCE_SECONDS
    # Headers and body leave at once: without it each answer waits for an acknowledgement of its headers.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self):
        self._answer("GET")

    def do_POST(self):
        self._answer("POST")

    def log_message(self, *_):
        """No line for each request."""

    def send_error(self, code, message=None, explain=None):
        """What is no HTTP, or has another method, in the API's own form and not as a page."""
        self.close_connection = True
        self._send(code, {"error_code": "MALFORMED_REQUEST", "message": message or self.responses[code][0]})

    def _answer(self, method):
        try:
            path = urlsplit(self.path).path
            # Before the body, which can be large and come slowly.
            self._check_token()
            answer = self.server.route(method, path, _json(self._body()))
            if answer is None:
                raise NotFound(f"There is no {method} {path} here.", "ENDPOINT_NOT_FOUND")
            status = 200
        except ApiError as error:
            status, answer = error.status, error.body
        except (TimeoutError, Py4JNetworkError):  # too slow, or Java has ended, and this process is about to
            self.close_connection = True
            return
        except Exception as error:  # this process must go on serving
            status, answer = 500, {"error_code": "INTERNAL_ERROR", "message": f"{type(error).__name__}: {error}"}
        self._send(status, answer)

    def _check_token(self):
        given = self.headers.get("Authorization") or ""
        if not hmac.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            # What is left of the request is not read.
            self.close_connection = True
            raise ApiError(401, "UNAUTHENTICATED", "The request has no valid bearer token.")

    def _body(self):
        text = self.headers.get("Content-Length", "0")
        refused = None
        if self.headers.get("Transfer-Encoding") is not None:
            refused = ApiError(411, "MALFORMED_REQUEST", "The body's length must be given as Content-Length.")
        elif not re.fullmatch("[0-9]{1,15}", text):
            refused = ApiError(400, "MALFORMED_REQUEST", f"Content-Length {text!r} is no length.")
        elif int(text) > MAX_BODY_BYTES:
            refused = ApiError(413, "REQUEST_LIMIT_EXCEEDED", f"A body of {text} bytes is too large: at most {MAX_BODY_BYTES}.")
        if refused is not None:
            self.close_connection = True
            raise refused
        return self.rfile.read(int(text))

    def _send(self, status, answer):
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text)


def _json(body):
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}") from error
