"""Numbers from which on rules speak, set by whoever starts the program."""

import json
import subprocess

import pytest

from support.driver import BINARY, clean_environment

CONF = "max_payload: 16MB\nserver_name: a\njetstream { store_dir: /srv/nats }\n"


def review(server, *options):
    return subprocess.run(
        [BINARY, "call", "config_review", json.dumps({"conf": CONF}), "--server", server.url, *options],
        capture_output=True, timeout=60, env=clean_environment(None))


def codes(done):
    assert done.returncode == 0, done.stderr
    return [finding["rule"] for finding in json.loads(done.stdout)["findings"]]


def test_a_threshold_moves_its_rule_and_no_other(shared_server, tmp_path):
    usual = codes(review(shared_server))
    assert "NG-V004" in usual
    file = tmp_path / "thresholds.json"
    file.write_text(json.dumps({"max_payload_warn": 64 << 20}))
    assert codes(review(shared_server, "--thresholds", str(file))) == [code for code in usual if code != "NG-V004"]


@pytest.mark.parametrize(
    "text, words",
    [
        ('{"max_payload": 5}', "max_payload_warn"),
        ('{"bucket_full": 101}', "0 to 100"),
        ('{"bucket_full": "much"}', "whole number"),
        ("[]", "JSON object"),
        ("{", "byte"),
        (None, "--thresholds"),
    ],
)
def test_what_can_not_be_meant_is_said_before_anything_is_done(shared_server, tmp_path, text, words):
    file = tmp_path / "thresholds.json"
    if text is not None:
        file.write_text(text)
    done = review(shared_server, "--thresholds", str(file))
    assert done.returncode != 0 and not done.stdout
    assert words in done.stderr.decode()
