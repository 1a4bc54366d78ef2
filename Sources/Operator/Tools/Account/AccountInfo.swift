public import JSON
import JetStream
import NATS

/// Tells what the account uses of what it may.
public struct AccountInfo: Tool {
    public let name = "account_info"
    public let title = "Usage and limits of the account"
    public let description =
        "Tells what the account uses of JetStream beside its limits, per tier, with warnings from 80 % on; API requests "
        + "and errors, API level, domain; or why there is no JetStream."
    public let effect = Effect.read
    public let scope = Scope.nats

    public let fields: [any FieldShape] = []

    public let output: JSONObject = [
        "user": ["type": "string"],
        "jetstream": [
            "type": "object", "description": "available, domain, api (level, requests, errors), or why there is none.",
        ],
        "usage": [
            "type": "array", "items": ["type": "object"],
            "description": "tier (where there are any), memory, storage, streams, consumers: used, reserved, limit, percent.",
        ],
        "warnings": ["type": "array", "items": ["type": "string"], "description": "What is at 80 % of its limit or more."],
    ]

    public init() {}

    public func call(_ arguments: Arguments, _ context: ToolContext) async throws(ToolFailure) -> JSONObject {
        let facts = try await context.facts()
        var result: JSONObject = [:]
        if let user = facts.user, !user.isEmpty { result.append("user", .string(user)) }
        let info: JSONObject
        do {
            info = try await context.jetStream.accountInfo()
        } catch {
            guard error.code == .notAvailable else { throw ToolFailure(error) }
            result.append(
                "jetstream", ["available": false, "code": .string(error.codeName), "reason": .string(error.message)])
            return result
        }
        var jetStream: JSONObject = ["available": true]
        if let domain = info["domain"]?.string, !domain.isEmpty { jetStream.append("domain", .string(domain)) }
        if let api = info["api"]?.object {
            var shown: JSONObject = [:]
            for (key, name) in [("level", "level"), ("total", "requests"), ("errors", "errors"), ("inflight", "in_flight")] {
                if let value = api[key] { shown.append(name, value) }
            }
            jetStream.append("api", .object(shown))
        }
        result.append("jetstream", .object(jetStream))
        let tiers = info["tiers"]?.object?.members ?? []
        let usages = tiers.isEmpty ? [TierUsage(nil, info)] : tiers.map { TierUsage($0.key, $0.value.object ?? [:]) }
        result.append("usage", .array(usages.map { .object($0.json) }))
        let warnings = usages.flatMap(\.warnings)
        if !warnings.isEmpty { result.append("warnings", .array(warnings.map { .string($0) })) }
        return result
    }
}
