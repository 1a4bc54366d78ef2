import Audit
import Guard
import JSON
import Model
import Platform

extension CheckTally {
    mutating func consumer(_ info: ConsumerInfo, now: WallTime) {
        takeMetadata(info.configuration.json)
        if info.isLeaderless { say(.critical, "nobody leads it: it delivers nothing") }
        hold("outstanding_ack", "messages in flight:", Double(info.inFlight))
        hold("waiting", "pulls that wait:", Double(info.waiting))
        hold("unprocessed", "messages to read:", Double(info.pending))
        hold("redelivery", "messages delivered again:", Double(info.redelivered))
        since("last_delivery", "delivered", info.lastDelivery, now)
        since("last_ack", "acknowledged", info.lastAcknowledgement, now)
        guard limits.flag("pinned") == true else { return }
        let groups = info.configuration.priorityGroups
        if groups.isEmpty { say(.critical, "it has no priority group to be pinned in") }
        for group in groups {
            demand(
                info.pinnedClient(of: group) != nil, "a client is pinned in group \(quoted(group))",
                "nobody has the messages of group \(quoted(group))")
        }
    }

    private mutating func since(_ name: String, _ words: String, _ time: String?, _ now: WallTime) {
        guard limits.number(name + "_critical") != nil else { return }
        guard let moment = time.flatMap(WallTime.init(rfc3339:)) else {
            return say(.critical, "nothing was \(words) since its leader began")
        }
        let age = max(0, CheckLimits.seconds(now.since(moment)))
        hold(name, "last \(words) ago:", age, unit: "s")
    }

    /// The newest message: how old it is, and what it says.
    mutating func message(_ time: String, _ payload: [UInt8], now: WallTime, isShown: Bool) {
        var moment = WallTime(rfc3339: time)
        if limits.flag("body_timestamp") == true {
            guard isShown else { return say(.unknown, "payloads are not shown here, so `body_timestamp` is not looked at") }
            // As `date +%s` writes it.
            let text = String(repairing: payload.prefix(64)).split(whereSeparator: \.isWhitespace).first.map(String.init)
            moment = text.flatMap { Int64($0) }.flatMap { seconds in
                let (nanoseconds, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
                return overflows ? nil : WallTime(nanoseconds: nanoseconds)
            }
        }
        if let moment {
            hold("age", "age:", max(0, CheckLimits.seconds(now.since(moment))), unit: "s")
        } else {
            say(.critical, "its body is no time in seconds")
        }
        content(payload, isShown: isShown)
    }

    /// Who may not see payloads does not learn by asking what is in them.
    mutating func content(_ payload: [UInt8], isShown: Bool) {
        measure("bytes", Double(payload.count), unit: "B")
        guard let wanted = limits.text("content") else { return }
        guard isShown else { return say(.unknown, "payloads are not shown here, so `content` is not looked at") }
        demand(
            String(repairing: payload).contains(wanted), "it has \(quoted(wanted)) in it",
            "it does not have \(quoted(wanted)) in it")
    }
}
