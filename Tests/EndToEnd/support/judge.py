"""Judges what a server wrote: framing, one answer for each id, and each message by the protocol version it belongs to.

The shapes come from the reference implementation's own wire models (package mcp-types), which are made from the
published schemas of the protocol.
"""

import json

from jsonschema import Draft202012Validator
from mcp_types import methods

PREFIX = "io.modelcontextprotocol/"
MODERN = "2026-07-28"
BAD_LINE = {-32700, -32600, -32602}
MODERN_ONLY = {"resultType", "ttlMs", "cacheScope"}


class Judge:
    """Fed with every line in order, `problems` says what was wrong with what the server wrote."""

    def __init__(self):
        self.problems = []
        self.negotiated = None
        self.asked = {}
        self.answered = {}
        self.cancelled = set()
        self.output_schemas = {}

    def client_line(self, text):
        try:
            message = json.loads(text)
        except ValueError:
            return
        for one in message if isinstance(message, list) else [message]:
            if not isinstance(one, dict) or not isinstance(one.get("method"), str):
                continue
            params = one["params"] if isinstance(one.get("params"), dict) else {}
            if "id" in one:
                meta = params.get("_meta") if isinstance(params.get("_meta"), dict) else {}
                self.asked[json.dumps(one["id"])] = (one["method"], meta.get(PREFIX + "protocolVersion"), params)
            elif one["method"] == "notifications/cancelled":
                self.cancelled.add(json.dumps(params.get("requestId")))

    def server_line(self, line):
        try:
            message = json.loads(line.decode("utf-8"), parse_constant=lambda c: self.problem(f"{c} is not JSON", line))
        except ValueError as error:
            self.problem(f"not a line of JSON ({error})", line)
            return None
        for one in message if isinstance(message, list) else [message]:
            self.message(one, line)
        return message

    def problem(self, text, line):
        self.problems.append(f"{text}: {line[:300]!r}")

    def message(self, one, line):
        if not isinstance(one, dict) or one.get("jsonrpc") != "2.0":
            return self.problem("not a JSON-RPC message", line)
        if "method" in one:
            return self.from_server(one, line)
        if ("result" in one) == ("error" in one):
            return self.problem("neither a result nor an error", line)
        key = json.dumps(one.get("id"))
        if key not in self.asked and one.get("error", {}).get("code") in BAD_LINE:
            return None  # a line that was no request; its id was told where it could be read
        if key != "null":
            self.answered[key] = self.answered.get(key, 0) + 1
            if key not in self.asked:
                return self.problem("an answer to an id that was never asked", line)
            if self.answered[key] > 1:
                return self.problem("a second answer to one id", line)
        if "error" in one:
            error = one["error"]
            if not isinstance(error.get("code"), int) or not isinstance(error.get("message"), str):
                self.problem("an error without code and message", line)
            return None
        return self.result(one["result"], *self.asked[key], line) if key != "null" else None

    def from_server(self, one, line):
        version = self.negotiated or MODERN
        kind = methods.parse_server_request if "id" in one else methods.parse_server_notification
        try:
            kind(one["method"], version, one.get("params"))
        except Exception as error:
            self.problem(f"{one['method']} by {version}: {error}", line)

    def result(self, result, method, version, params, line):
        if method == "initialize":
            self.negotiated = version = result.get("protocolVersion")
        modern = version == MODERN
        version = version or self.negotiated or "2025-11-25"
        try:
            methods.validate_server_result(method, version, result)
        except Exception as error:
            self.problem(f"result of {method} by {version}: {error}", line)
        if modern and "resultType" not in result:
            self.problem("no resultType", line)
        if not modern and MODERN_ONLY & set(result):
            self.problem("fields of 2026-07-28 in an older session", line)
        if method == "tools/list":
            for tool in result["tools"]:
                for name in ("inputSchema", "outputSchema"):
                    Draft202012Validator.check_schema(tool.get(name, {}))
                self.output_schemas[tool["name"]] = tool.get("outputSchema")
        if method == "tools/call" and result.get("resultType") != "input_required":
            self.tool_result(result, params.get("name"), line)

    def tool_result(self, result, name, line):
        structured = result.get("structuredContent")
        texts = [c["text"] for c in result["content"] if c["type"] == "text"]
        if structured is not None and [json.loads(t) for t in texts] != [structured]:
            self.problem("content is not the JSON of structuredContent", line)
        schema = self.output_schemas.get(name)
        if schema is not None and not result.get("isError"):
            for error in Draft202012Validator(schema).iter_errors(structured):
                self.problem(f"{name}'s answer against its outputSchema: {error.message[:300]}", line)
