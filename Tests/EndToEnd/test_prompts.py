"""Prompts: filled in for every client, about nothing that is not there."""

import re

import pytest
from fastmcp import Client as FastClient
from fastmcp.client.transports import StdioTransport
from mcp.client import Client
from mcp.client.stdio import stdio_client

from support.driver import BINARY, clean_environment
from support.world import make_stream, unique
from test_clients import bounded, parameters

NOWHERE = ("--server", "nats://127.0.0.1:1")
PROMPTS = {
    "operate_nats": {"task": "look around"}, "review_stream_config": {"stream": "ORDERS"},
    "design_subjects": {"domain": "orders and payments", "stream": "ORDERS"}, "triage_jetstream": {"symptom": "timeouts since noon"},
    "find_stuck_consumer": {"stream": "ORDERS", "consumer": "billing"},
    "pre_change_check": {"change": "max_age to one day", "stream": "ORDERS"},
    "plan_migration": {"stream": "ORDERS", "goal": "file storage, three replicas"},
}


@pytest.mark.parametrize("modern", [False, True])
def test_each_prompt_is_filled_in_without_a_server(drive, modern):
    client = drive(*NOWHERE, "--write", "destructive", "--toolsets", "all")
    client.modern = modern
    if not modern:
        client.initialize()
    rows = {row["name"]: row for row in client.request("prompts/list").result["prompts"]}
    assert list(rows) == list(PROMPTS)
    tools = client.list_tools()
    for name, arguments in PROMPTS.items():
        assert set(arguments) <= {argument["name"] for argument in rows[name]["arguments"]}
        result = client.request("prompts/get", {"name": name, "arguments": arguments}).result
        (message,) = result["messages"]
        text = message["content"]["text"]
        assert message["role"] == "user" and 1000 < len(text) < 8000
        for value in arguments.values():
            assert f'"{value}"' in text
        named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", text))
        assert len(named & set(tools)) >= 2 or name == "design_subjects", named


def test_what_is_missing_or_unknown_is_said(drive):
    client = drive(*NOWHERE)
    client.initialize()
    get = lambda **params: client.request("prompts/get", params).error
    assert "stream" in get(name="review_stream_config")["message"]
    assert get(name="none")["code"] == -32602
    error = get(name="operate_nats", arguments={"tusk": "x"})
    assert error["code"] == -32602 and "task" in error["message"]
    assert "no such context" in get(name="operate_nats", arguments={"context": "elsewhere"})["message"]


def test_prompts_speak_of_the_tools_that_are_offered(drive):
    few = drive(*NOWHERE, "--toolsets", "streams")
    few.initialize()
    offered = set(few.list_tools())
    everything = drive(*NOWHERE, "--toolsets", "all", "--write", "destructive")
    everything.initialize()
    known = set(everything.list_tools())
    for name, arguments in PROMPTS.items():
        text = few.request("prompts/get", {"name": name, "arguments": arguments}).result["messages"][0]["content"]["text"]
        assert not (set(re.findall(r"`([a-z_]+)`", text)) & known) - offered


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
def test_the_public_client_gets_one(shared_server, mode):
    stream = unique("PROMPTED")
    make_stream(shared_server.url, stream)

    async def work():
        async with Client(stdio_client(parameters(shared_server.url)), mode=mode) as client:
            names = [prompt.name for prompt in (await client.list_prompts()).prompts]
            return names, await client.get_prompt("find_stuck_consumer", {"stream": stream})

    names, result = bounded(work())
    assert names == list(PROMPTS)
    assert stream in result.messages[0].content.text


def test_fastmcp_gets_one():
    async def work():
        transport = StdioTransport(command=BINARY, args=["serve", *NOWHERE], env=clean_environment())
        async with FastClient(transport) as client:
            return await client.list_prompts(), await client.get_prompt("triage_jetstream", {"symptom": "slow"})

    prompts, result = bounded(work())
    assert len(prompts) == len(PROMPTS)
    assert '"slow"' in result.messages[0].content.text
