"""The public clients of MCP, unmodified, against the binary."""

import asyncio

import pytest
from fastmcp import Client as FastClient
from fastmcp.client.transports import StdioTransport
from mcp import ClientSession, StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp_types import ElicitResult

from support.driver import BINARY, clean_environment
from support.world import make_bucket, make_stream, stream_state, unique


def parameters(url, *more):
    return StdioServerParameters(command=BINARY, args=["serve", "--server", url, *more], env=clean_environment())


def bounded(work):
    return asyncio.run(asyncio.wait_for(work, 30))


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
def test_the_client_reads_in_every_mode(shared_server, mode):
    bucket = unique("clientmode")
    make_bucket(shared_server.url, bucket, [("greeting", "grüß dich".encode())])

    async def work():
        async with Client(stdio_client(parameters(shared_server.url)), mode=mode) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            result = await client.call_tool("kv_get", {"bucket": bucket, "key": "greeting"})
            missing = await client.call_tool("kv_get", {"bucket": bucket, "key": "nothing"})
            return names, result, missing

    names, result, missing = bounded(work())
    assert {"stream_list", "kv_get"} <= names
    assert not result.is_error
    assert "grüß dich" in str(result.structured_content)
    assert missing.is_error


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
@pytest.mark.parametrize("action", ["accept", "decline"])
def test_a_purge_asks_the_human_and_does_what_they_say(shared_server, mode, action):
    stream = unique("CLIENTPURGE")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 3)
    asked = []

    async def human(context, params):
        asked.append(params)
        content = {name: accepting(schema, stream) for name, schema in params.requested_schema["properties"].items()}
        return ElicitResult(action=action, content=content if action == "accept" else None)

    async def work():
        transport = stdio_client(parameters(shared_server.url, "--write", "destructive"))
        async with Client(transport, mode=mode, elicitation_callback=human) as client:
            return await client.call_tool("stream_purge", {"stream": stream})

    result = bounded(work())
    assert len(asked) == 1
    assert stream in asked[0].message and "3" in asked[0].message
    assert result.structured_content["status"] == ("done" if action == "accept" else "declined")
    assert stream_state(shared_server.url, stream).messages == (0 if action == "accept" else 3)


def accepting(schema, name):
    """What a human fills in who agrees."""
    return True if schema["type"] == "boolean" else name


def test_client_session_reads_the_handshake_way(shared_server):
    stream = unique("SESSION")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"hello")])

    async def work():
        async with stdio_client(parameters(shared_server.url)) as (read, write):
            async with ClientSession(read, write) as session:
                initialized = await session.initialize()
                await session.send_ping()
                return initialized, await session.call_tool("stream_view", {"stream": stream})

    initialized, result = bounded(work())
    assert initialized.server_info.name == "nats-operator"
    assert "hello" in str(result.structured_content)


def test_fastmcp_reads_and_writes(shared_server):
    bucket = unique("fast")
    make_bucket(shared_server.url, bucket)

    async def work():
        transport = StdioTransport(
            command=BINARY, args=["serve", "--server", shared_server.url, "--write", "data"], env=clean_environment())
        async with FastClient(transport) as client:
            await client.call_tool("kv_put", {"bucket": bucket, "key": "k", "value": "v1"})
            return await client.call_tool("kv_get", {"bucket": bucket, "key": "k"}), await client.list_tools()

    result, tools = bounded(work())
    assert "v1" in str(result.structured_content)
    assert "kv_put" in {tool.name for tool in tools}
