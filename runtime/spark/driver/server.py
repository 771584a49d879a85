"""The driver's HTTP server on loopback: Databricks' SQL API, and control by the process that started it."""

import hmac
import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from notebook import NotebookError
from statements import BadRequest, NotFound

MAX_BODY_BYTES = 16 * 2**20
CONTROL = "/control/"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # A burst of pollers must not be refused.
    request_queue_size = 128

    def __init__(self, port, token, statements, control_token, control):
        """
        :param port: 0 for any free one
        :param token: for clients of the SQL API
        :param control_token: for the process that started this one, and nobody else: control runs any code
        :param control: the control operations by name, each taking the request's fields
        """
        super().__init__(("127.0.0.1", port), Handler)
        self.token = token
        self.statements = statements
        self.control_token = control_token
        self.control = control


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave at once: without it each answer waits for an acknowledgement of its headers.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self):
        self._answer("GET")

    def do_POST(self):
        self._answer("POST")

    def log_message(self, *_):
        """No line for each request."""

    def _answer(self, method):
        try:
            length = int(self.headers.get("Content-Length") or 0)
            if length > MAX_BODY_BYTES:
                self.close_connection = True
                return self._send(413, _error("REQUEST_LIMIT_EXCEEDED", f"More than {MAX_BODY_BYTES} bytes."))
            body = self.rfile.read(length)
            path = urlsplit(self.path).path
            given = self.headers.get("Authorization") or ""
            token = self.server.control_token if path.startswith(CONTROL) else self.server.token
            if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
                return self._send(401, _error("UNAUTHENTICATED", "The request has no valid bearer token."))
            status, answer = self._route(method, path, body)
        except BadRequest as error:
            status, answer = 400, _error("INVALID_PARAMETER_VALUE", str(error))
        except NotFound as error:
            status, answer = 404, _error("RESOURCE_DOES_NOT_EXIST", str(error))
        except NotebookError as error:
            status, answer = 400, _error("BAD_REQUEST", str(error))
        except Exception as error:  # this process must go on serving
            status, answer = 500, _error("INTERNAL_ERROR", f"{type(error).__name__}: {error}")
        self._send(status, answer)

    def _route(self, method, path, body):
        statements = self.server.statements
        if method == "POST" and path.rstrip("/") == "/api/2.0/sql/statements":
            return 200, statements.execute(_json(body))
        found = re.fullmatch(r"/api/2\.0/sql/statements/([^/]+)(?:/(cancel|result/chunks/(\d+)))?", path)
        if found is not None:
            statement_id, action, chunk = found.groups()
            if method == "POST" and action == "cancel":
                statements.cancel(statement_id)
                return 200, {}
            if method == "GET" and action is None:
                return 200, statements.get(statement_id).answer()
            if method == "GET" and chunk is not None:
                return 200, statements.get(statement_id).chunk(int(chunk))
        if method == "POST" and path.startswith(CONTROL):
            operation = self.server.control.get(path.removeprefix(CONTROL))
            if operation is not None:
                return 200, {"result": operation(**_json(body))}
        return 404, _error("ENDPOINT_NOT_FOUND", f"There is no {method} {path} here.")

    def _send(self, status, answer):
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def _json(body):
    try:
        return json.loads(body or b"{}")
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}") from error


def _error(code, message):
    return {"error_code": code, "message": message}
