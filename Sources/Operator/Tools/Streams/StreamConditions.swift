import JSON
import Model
import NATS
import Platform

/// What streams are looked for by: all must hold.
struct StreamConditions {
    typealias Condition = @Sendable (StreamInfo) -> Bool
    private(set) var conditions: [Condition] = []

    var isEmpty: Bool { conditions.isEmpty }

    func hold(for info: StreamInfo) -> Bool { conditions.allSatisfy { $0(info) } }

    /// Adds a condition where its argument was given.
    mutating func add<Value: Sendable>(_ value: Value?, _ condition: @escaping @Sendable (StreamInfo, Value) -> Bool) {
        guard let value else { return }
        conditions.append { condition($0, value) }
    }

    mutating func add(_ flag: Bool, _ condition: @escaping Condition) {
        if flag { conditions.append(condition) }
    }

    static func takes(_ info: StreamInfo, _ subject: String) -> Bool {
        info.configuration.subjects.contains { NATSSubject.overlap($0, subject) }
    }

    /// - Parameter alone: the server's name where it is no cluster's: it leads all, and lists do not say so.
    static func isLed(_ info: StreamInfo, by server: String, alone: String?) -> Bool {
        (info.cluster?["leader"]?.string ?? alone) == server
    }

    /// As leader or as one of the replicas.
    static func isOn(_ info: StreamInfo, server: String, alone: String?) -> Bool {
        isLed(info, by: server, alone: alone)
            || info.cluster?["replicas"]?.array?.contains { $0["name"]?.string == server } ?? false
    }

    /// Nothing was stored since; in a stream nothing was ever stored in, since it was made.
    static func isIdle(_ info: StreamInfo, since time: WallTime) -> Bool {
        guard let last = WallTime(rfc3339: info.state.lastTime ?? info.created) else { return false }
        return last < time
    }

    static func isCreated(_ info: StreamInfo, before time: WallTime) -> Bool {
        WallTime(rfc3339: info.created).map { $0 < time } ?? false
    }
}
