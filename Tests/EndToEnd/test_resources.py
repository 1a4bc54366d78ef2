"""Resources, templates and completion: read by the public clients and raw, in every era, on every release of the server."""

import asyncio
import base64
import json
import os
import subprocess
import time
import urllib.parse

import pytest
from fastmcp import Client as FastClient
from fastmcp.client.transports import StdioTransport
from mcp.shared.exceptions import MCPError
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp_types import PromptReference, ResourceTemplateReference
from nats.js.api import ObjectMeta

from support.driver import BINARY, clean_environment
from support.nats_server import NatsServer
from support.sample import make_sample
from support.world import make_bucket, make_stream, unique, with_nats
from test_clients import bounded, parameters

ROOT = os.path.join(os.path.dirname(__file__), "../..")
VERSIONS = subprocess.run([f"{ROOT}/scripts/servers", "list"], capture_output=True, text=True, check=True).stdout.split()
NOWHERE = ("--server", "nats://127.0.0.1:1")
GUIDES = ["creed", "subjects", "decision-tree", "events", "security", "durability", "leafnodes", "scaling"]
ERAS = [False, True]


def address(kind, *names, context=None):
    query = f"?context={urllib.parse.quote(context, safe='')}" if context else ""
    return f"nats://{kind}/" + "/".join(urllib.parse.quote(name, safe="") for name in names) + query


def put_object(url, bucket, name, data):
    async def work(_, js):
        try:
            store = await js.object_store(bucket)
        except Exception:
            store = await js.create_object_store(bucket)
        await store.put(name, data, meta=ObjectMeta(name=name))

    with_nats(url, work)


def contents(answer):
    (one,) = answer.result["contents"]
    return base64.b64decode(one["blob"]) if "blob" in one else one["text"].encode()


@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
def test_the_client_lists_reads_and_completes_in_every_mode(shared_server, mode):
    stream, bucket = unique("RESOURCES"), unique("resources")
    make_stream(shared_server.url, stream)
    make_bucket(shared_server.url, bucket, [("app.theme", "dunkelgrün".encode()), ("raw", b"\x00\xff")])

    async def work():
        async with Client(stdio_client(parameters(shared_server.url)), mode=mode) as client:
            listed, cursor = [], None
            while True:
                page = await client.list_resources(cursor=cursor)
                listed += page.resources
                cursor = page.next_cursor
                if cursor is None:
                    break
            templates = (await client.list_resource_templates()).resource_templates
            key = (await client.read_resource(address("kv", bucket, "app.theme"))).contents[0]
            raw = (await client.read_resource(address("kv", bucket, "raw"))).contents[0]
            document = (await client.read_resource(address("stream", stream))).contents[0]
            with pytest.raises(MCPError) as missing:
                await client.read_resource(address("stream", stream + "X"))
            completion = await client.complete(
                ref=ResourceTemplateReference(type="ref/resource", uri="nats://kv/{bucket}/{key}"),
                argument={"name": "key", "value": "app."}, context_arguments={"bucket": bucket})
            prompt = await client.complete(
                ref=PromptReference(type="ref/prompt", name="review_stream_config"), argument={"name": "stream", "value": stream})
            return listed, templates, key, raw, document, missing.value.error, completion.completion, prompt.completion

    listed, templates, key, raw, document, missing, completion, prompt = bounded(work())
    uris = [str(resource.uri) for resource in listed]
    assert {"nats://server", address("stream", stream), address("kv", bucket)} <= set(uris)
    assert [address("guide", name) for name in GUIDES] == [uri for uri in uris if "/guide/" in uri]
    assert len(set(uris)) == len(uris)
    assert {"nats://stream/{stream}", "nats://kv/{bucket}/{key}", "nats://object/{bucket}/{name}", "nats://rules/{code}"} <= {
        template.uri_template for template in templates}
    assert key.text == "dunkelgrün" and key.mime_type == "text/plain"
    assert base64.b64decode(raw.blob) == b"\x00\xff"
    assert json.loads(document.text)["stream"]["config"]["name"] == stream
    assert missing.code == (-32002 if mode == "legacy" else -32602)
    assert stream in missing.message and missing.data["uri"] == address("stream", stream + "X")
    assert completion.values == ["app.theme"] and prompt.values == [stream]


def test_fastmcp_lists_all_pages_and_reads(shared_server):
    bucket = unique("fastresources")
    make_bucket(shared_server.url, bucket, [("k", b'{"a":1}')])

    async def work():
        transport = StdioTransport(command=BINARY, args=["serve", "--server", shared_server.url], env=clean_environment())
        async with FastClient(transport) as client:
            resources = await client.list_resources()
            templates = await client.list_resource_templates()
            value = await client.read_resource(address("kv", bucket, "k"))
            guide = await client.read_resource("nats://guide/creed")
            return resources, templates, value, guide

    resources, templates, value, guide = bounded(work())
    assert address("kv", bucket) in {str(resource.uri) for resource in resources}
    assert len(templates) >= 6
    assert json.loads(value[0].text) == {"a": 1} and value[0].mime_type == "application/json"
    assert guide[0].text.startswith("# ") and guide[0].mime_type == "text/markdown"


NAMES = ["plain", "with space", "über uns/100% #1?.pdf", "a+b&c=d", "€", "日本語.txt", "..hidden", "quote\"s"]
VALUES = [b"", b"x", "grüß dich".encode(), b"\x00\x01\xff", b"\xff\xfe" * 1000, b"x" * (256 << 10)]


@pytest.mark.parametrize("modern", ERAS)
def test_what_nats_py_wrote_is_read_byte_for_byte_under_any_name(drive, shared_server, modern):
    bucket, files = unique("bytes"), unique("files")
    make_bucket(shared_server.url, bucket, [(f"v{number}", value) for number, value in enumerate(VALUES)], max_value_size=1 << 20)
    for name in NAMES:
        put_object(shared_server.url, files, name, name.encode())
    put_object(shared_server.url, files, "large", os.urandom(256 << 10))
    client = drive("--server", shared_server.url)
    client.modern = modern
    if not modern:
        client.initialize()
    for number, value in enumerate(VALUES):
        assert contents(client.request("resources/read", {"uri": address("kv", bucket, f"v{number}")})) == value
    for name in NAMES:
        answer = client.request("resources/read", {"uri": address("object", files, name)})
        assert contents(answer) == name.encode() and answer.result["contents"][0]["uri"] == address("object", files, name)
    assert len(contents(client.request("resources/read", {"uri": address("object", files, "large")}))) == 256 << 10


def test_what_is_too_large_is_said_to_be(drive, shared_server):
    bucket, files = unique("large"), unique("largefiles")
    make_bucket(shared_server.url, bucket, [("k", b"x" * ((256 << 10) + 1))])
    put_object(shared_server.url, files, "o", b"x" * (8 << 20))
    client = drive("--server", shared_server.url)
    client.initialize()
    for uri, tool in [(address("kv", bucket, "k"), "kv_get"), (address("object", files, "o"), "object_get")]:
        error = client.request("resources/read", {"uri": uri}).error
        assert error["code"] == -32602 and tool in error["message"] and "bytes" in error["message"]


@pytest.mark.parametrize("modern", ERAS)
@pytest.mark.parametrize("uri", [
    "nats://stream/NONE", "nats://kv/none/k", "nats://object/none/o", "nats://guide/none", "nats://rules/NG-0", "nats://nothing",
    "http://example.org", "", "nats://kv/%zz/k", "nats://server?context=none",
])
def test_what_is_not_there_has_the_error_of_the_era(drive, shared_server, modern, uri):
    client = drive("--server", shared_server.url)
    client.modern = modern
    if not modern:
        client.initialize()
    error = client.request("resources/read", {"uri": uri}).error
    assert error["code"] == (-32602 if modern else -32002)
    assert error["data"] == {"uri": uri}


def test_hidden_names_and_payloads_stay_inside(drive, shared_server):
    bucket = unique("vault")
    make_bucket(shared_server.url, bucket, [("secret.token", b"hunter2"), ("open", b"value")])
    hiding = drive("--server", shared_server.url, "--hide", "secret*")
    hiding.initialize()
    assert contents(hiding.request("resources/read", {"uri": address("kv", bucket, "open")})) == b"value"
    error = hiding.request("resources/read", {"uri": address("kv", bucket, "secret.token")}).error
    assert error["code"] == -32602 and "--hide" in error["message"] and "secret" not in error["message"]
    complete = {
        "ref": {"type": "ref/resource", "uri": "nats://kv/{bucket}/{key}"}, "argument": {"name": "key", "value": ""},
        "context": {"arguments": {"bucket": bucket}}}
    assert hiding.request("completion/complete", complete).result["completion"]["values"] == ["open"]
    all_hidden = drive("--server", shared_server.url, "--hide", bucket)
    all_hidden.initialize()
    cursor, seen = None, []
    while True:
        page = all_hidden.request("resources/list", {"cursor": cursor} if cursor else None).result
        seen += [resource["uri"] for resource in page["resources"]]
        if not (cursor := page.get("nextCursor")):
            break
    assert address("kv", bucket) not in seen and "nats://server" in seen
    silent = drive("--server", shared_server.url, "--payloads", "none")
    silent.initialize()
    error = silent.request("resources/read", {"uri": address("kv", bucket, "open")}).error
    assert "--payloads none" in error["message"] and "value" not in error["message"]


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    with NatsServer() as one, NatsServer() as other:
        make_bucket(one.url, "conf", [("key", b"one")])
        make_bucket(other.url, "conf", [("key", b"other")])
        make_stream(other.url, "ONLYHERE")
        home = tmp_path_factory.mktemp("config")
        directory = home / "nats" / "context"
        directory.mkdir(parents=True)
        for name, server in (("one", one), ("other place", other)):
            (directory / f"{name}.json").write_text(json.dumps({"url": server.url}))
        yield {"XDG_CONFIG_HOME": str(home)}


def test_an_address_names_the_context(drive, two):
    client = drive("--context", "one", "--context", "other place", env=two)
    client.initialize()
    templates = client.request("resources/templates/list").result["resourceTemplates"]
    assert "nats://kv/{bucket}/{key}{?context}" in {template["uriTemplate"] for template in templates}
    uris, cursor = [], None
    while True:
        page = client.request("resources/list", {"cursor": cursor} if cursor else None).result
        uris += [resource["uri"] for resource in page["resources"]]
        if not (cursor := page.get("nextCursor")):
            break
    assert {"nats://server", "nats://server?context=other%20place", "nats://kv/conf", "nats://kv/conf?context=other%20place",
            "nats://stream/ONLYHERE?context=other%20place"} <= set(uris)
    read = lambda uri: contents(client.request("resources/read", {"uri": uri}))
    assert read("nats://kv/conf/key") == b"one"
    assert read(address("kv", "conf", "key", context="other place")) == b"other"
    complete = lambda value, arguments: client.request("completion/complete", {
        "ref": {"type": "ref/resource", "uri": "nats://stream/{stream}{?context}"},
        "argument": {"name": "stream", "value": value}, "context": {"arguments": arguments}}).result["completion"]["values"]
    assert complete("ONLY", {}) == [] and complete("ONLY", {"context": "other place"}) == ["ONLYHERE"]


@pytest.mark.parametrize("modern", ERAS)
def test_without_a_server_there_are_guides_rules_and_no_completions(drive, modern):
    client = drive(*NOWHERE)
    client.modern = modern
    if not modern:
        client.initialize()
    page = client.request("resources/list", timeout=5).result
    assert [resource["uri"] for resource in page["resources"]] == ["nats://server"] + [address("guide", name) for name in GUIDES]
    assert "nextCursor" not in page
    for name in GUIDES:
        text = contents(client.request("resources/read", {"uri": address("guide", name)}))
        assert 2000 < len(text) < 6000
    rule = json.loads(contents(client.request("resources/read", {"uri": "nats://rules/NG-X002"})))
    assert rule["code"] == "NG-X002" and rule["why"]
    assert client.request("resources/read", {"uri": "nats://server"}, timeout=8).error["code"] == -32603
    began = time.monotonic()
    for template, argument in [("nats://stream/{stream}", "stream"), ("nats://kv/{bucket}/{key}", "bucket"), ("x", "y")]:
        answer = client.request("completion/complete", {
            "ref": {"type": "ref/resource", "uri": template}, "argument": {"name": argument, "value": "a"}})
        assert answer.result["completion"]["values"] == []
    assert time.monotonic() - began < 6
    error = client.request("resources/list", {"cursor": "nonsense"}).error
    assert error["code"] == -32602


@pytest.mark.parametrize("release", VERSIONS)
def test_every_release_is_read_listed_completed_and_watched(drive, release):
    with NatsServer(binary=f"{ROOT}/.tools/servers/{release}/nats-server") as server:
        make_sample(server.url)
        client = drive("--server", server.url)
        client.initialize()
        uris = {resource["uri"] for resource in client.request("resources/list").result["resources"]}
        assert {"nats://stream/ORDERS", "nats://kv/settings", "nats://kv/flags", "nats://object/files"} <= uris
        for uri in sorted(uris):
            assert contents(client.request("resources/read", {"uri": uri}))
        assert contents(client.request("resources/read", {"uri": "nats://kv/settings/app.size"}))
        assert contents(client.request("resources/read", {"uri": "nats://object/files/notes.txt"}))
        complete = {"ref": {"type": "ref/resource", "uri": "nats://kv/{bucket}/{key}"},
                    "argument": {"name": "key", "value": "app."}, "context": {"arguments": {"bucket": "settings"}}}
        assert client.request("completion/complete", complete).result["completion"]["values"] == ["app.size"]
        watched = ["nats://kv/settings/theme", "nats://kv/flags", "nats://object/files/notes.txt", "nats://stream/ORDERS"]
        for uri in watched:
            client.request("resources/subscribe", {"uri": uri}).result

        async def change(_, js):
            for bucket, key in [("settings", "theme"), ("flags", "new")]:
                await (await js.key_value(bucket)).put(key, b"changed")
            await (await js.object_store("files")).put("notes.txt", b"changed")
            config = (await js.stream_info("ORDERS")).config
            config.description = "changed"
            await js.update_stream(config)

        with_nats(server.url, change)
        client.wait_for(lambda: {n["params"]["uri"] for n in client.notifications} == set(watched), "each update")
        for uri in watched:
            client.request("resources/unsubscribe", {"uri": uri}).result
