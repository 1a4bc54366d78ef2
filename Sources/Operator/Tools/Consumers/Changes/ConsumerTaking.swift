import Guard
import JSON
import JetStream
import Model

/// The half of `consumer_next` that takes messages.
enum ConsumerTaking {
    /// Of one taking, where payloads are not what it is about.
    private static let mostBytes = 1 << 20

    static func run(
        _ acknowledgement: ConsumerTake.Acknowledgement, _ limit: Int, _ view: PayloadView, _ tool: String,
        _ arguments: Arguments, _ context: ToolContext
    ) async throws(ToolFailure) -> JSONObject {
        try context.require(.data, for: "\(tool) with `ack`")
        let info = try await ConsumerLookup.info(
            try arguments(ConsumerLookup.stream), try arguments(ConsumerLookup.consumer), context)
        var budget = Budget(try arguments(Budget.field), context.services.target)
        let basket = ConsumerTaker.Basket()
        // Who wants all of each message is not to lose what the result has no room for.
        let taker = ConsumerTaker(
            context.jetStream, into: basket, bytes: view.mode == .full ? max(1024, budget.left / 2) : mostBytes)
        let report = try await ChangeOutput.run(
            ConsumerTake(stream: info.stream, consumer: info.name, count: limit, acknowledgement: acknowledgement), taker, tool,
            arguments, context, confirmable: true)
        _ = budget.take(report, isFirst: true)
        var result = report
        result["stream"] = .string(info.stream)
        result["consumer"] = .string(info.name)
        guard report["status"] == "done" else { return result }
        let shown = MessageRows(view: info.configuration.isHeadersOnly ? context.payloads(.none) : view, payloadBytes: 60_000)
        var rows: [JSONValue] = []
        for taken in basket.contents {
            var row = rows.isEmpty ? shown.first(taken.message, budget) : shown.row(taken.message)
            row.append("deliveries", JSONValue(taken.deliveries))
            if let failure = taken.failure { row.append("unanswered", .string(failure)) }
            guard budget.take(row, isFirst: rows.isEmpty) else { break }
            rows.append(.object(row))
        }
        result["messages"] = .array(rows)
        if rows.count < basket.contents.count { result["truncated"] = true }
        result["untrusted"] = .string(Untrusted.note)
        return result
    }
}
