"""What SARIF 2.1.0 demands of the parts a report uses, written from the standard (section numbers) and strict where it is open:
a key that is not listed here is a mistake."""

STRING = {"type": "string"}
MESSAGE = {  # 3.11
    "type": "object", "required": ["text"], "additionalProperties": False,
    "properties": {"text": STRING, "markdown": STRING},
}
BAG = {"type": "object", "properties": {"tags": {"type": "array", "items": STRING, "uniqueItems": True}}}  # 3.8
LEVEL = {"enum": ["none", "note", "warning", "error"]}
UTC = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}  # 3.9


def closed(required, **properties):
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


RULE = closed(  # 3.49
    ["id"], id=STRING, name=STRING, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE,
    defaultConfiguration=closed(["level"], level=LEVEL), properties=BAG)

LOCATION = closed(  # 3.28
    ["physicalLocation", "logicalLocations"],
    physicalLocation=closed(
        ["artifactLocation"],
        # RFC 3986, relative, and never out of the root.
        artifactLocation=closed(
            ["uri"], uri={"type": "string", "pattern": r"^(?!/)(?!(.*/)?\.\.?(/|$))(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$"}),
        region=closed(["startLine"], startLine={"type": "integer", "minimum": 1})),
    logicalLocations={
        "type": "array", "minItems": 1,
        "items": closed(["name", "kind", "fullyQualifiedName"], name=STRING, kind=STRING, fullyQualifiedName=STRING)})

RESULT = closed(  # 3.27
    ["ruleId", "ruleIndex", "level", "kind", "message", "locations", "partialFingerprints", "suppressions"],
    ruleId=STRING, ruleIndex={"type": "integer", "minimum": 0}, level=LEVEL, kind={"const": "fail"}, message=MESSAGE,
    locations={"type": "array", "minItems": 1, "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": STRING},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    suppressions={
        "type": "array",
        "items": closed(
            ["kind"], kind={"enum": ["inSource", "external"]}, status={"enum": ["accepted", "underReview", "rejected"]},
            justification=STRING)},
    properties=BAG)

NOTIFICATION = closed(["message"], message=MESSAGE, level=LEVEL, associatedRule=closed(["id"], id=STRING))  # 3.58

RUN = closed(  # 3.14
    ["tool", "results"],
    tool=closed(
        ["driver"],
        driver=closed(["name"], name=STRING, version=STRING, rules={"type": "array", "items": RULE, "uniqueItems": True})),
    automationDetails=closed(["id"], id=STRING), columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations={
        "type": "array",
        "items": closed(
            ["executionSuccessful"], executionSuccessful={"type": "boolean"}, exitCode={"type": "integer"}, endTimeUtc=UTC,
            toolExecutionNotifications={"type": "array", "items": NOTIFICATION})},
    results={"type": "array", "items": RESULT}, properties=BAG)

SCHEMA = closed(  # 3.13
    ["version", "runs"], **{"$schema": STRING}, version={"const": "2.1.0"}, runs={"type": "array", "minItems": 1, "items": RUN})
