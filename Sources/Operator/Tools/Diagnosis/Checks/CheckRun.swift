import Audit
import Guard
import JSON
import JetStream
import Model
import NATS
import Platform
import System

/// One check, made against the live system.
struct CheckRun {
    let kind: CheckKind
    let arguments: Arguments
    let context: ToolContext
    var tally: CheckTally
    private(set) var of = ""

    init(_ kind: CheckKind, _ arguments: Arguments, _ context: ToolContext) throws(ToolFailure) {
        self.kind = kind
        self.arguments = arguments
        self.context = context
        tally = CheckTally(try CheckLimits(kind, given: try arguments(ServerCheck.limits)))
    }

    /// What is not there, and who does not answer, is an answer of the check; only a call that makes no sense fails.
    mutating func report() async throws(ToolFailure) -> CheckReport {
        do throws(ToolFailure) {
            try await run()
        } catch {
            if error.code.hasSuffix("_argument") || error.code == "level_too_low" || error.suspension != nil { throw error }
            let isKnown =
                kind == .connection || error.code.hasSuffix("_not_found") || error.code == "jetstream_not_available"
                || ["no_leader", "consumer_without_leader", "consumer_offline", "no_responders"].contains(error.code)
            tally.say(isKnown ? .critical : .unknown, error.message)
        }
        return tally.report(kind, of: of)
    }

    private mutating func run() async throws(ToolFailure) {
        switch kind {
        case .connection: try await connection()
        case .stream:
            of = try name(ServerCheck.stream)
            tally.stream(try await StreamLookup.info(of, context), now: .now())
        case .consumer:
            let stream = try name(ServerCheck.stream)
            let consumer = try name(ServerCheck.consumer)
            of = stream + "/" + consumer
            tally.consumer(try await ConsumerLookup.info(stream, consumer, context), now: .now())
        case .message: try await message()
        case .meta: try await meta()
        case .jetstream: try await jetStream()
        case .server: try await server()
        case .kv: try await bucket()
        case .credential: try await credential()
        case .request: try await request()
        }
    }

    private func name(_ field: Field<String?>) throws(ToolFailure) -> String {
        if let name = try arguments(field) { return name }
        throw ToolFailure("missing_argument", "A check of \(kind.rawValue) needs `\(field.name)`.")
    }

    private mutating func connection() async throws(ToolFailure) {
        of = context.services.target.url
        var isNew = true
        if case .connected = context.client.state { isNew = false }
        let clock = ContinuousClock()
        let begun = clock.now
        let facts = try await context.facts()
        of = facts.url
        if isNew {
            tally.hold("connect", "connected in", CheckLimits.seconds(begun.duration(to: clock.now)), unit: "s")
        } else {
            tally.say(.ok, "was connected already")
        }
        tally.hold("rtt", "round trip", Double(try await context.roundTrip()) / 1e6, unit: "s")
        let asked = clock.now
        do throws(ToolFailure) {
            _ = try await context.asking { system throws(SystemError) in try await system.userInfo() }
            tally.hold("request", "answer to a request in", CheckLimits.seconds(asked.duration(to: clock.now)), unit: "s")
        } catch {
            // Servers before 2.10 have nothing to ask that every user may.
            guard error.code == "unsupported_by_server" else { throw error }
            tally.say(.ok, "no request was made: \(error.message)")
        }
    }

    private mutating func message() async throws(ToolFailure) {
        let stream = try name(ServerCheck.stream)
        let subject = try arguments(ServerCheck.subject) ?? ">"
        of = stream + (subject == ">" ? "" : " " + subject)
        let info = try await StreamLookup.info(stream, context)
        do {
            let message = try await context.jetStream.message(
                of: info.name, .last(subject: subject), direct: info.configuration.json["allow_direct"]?.bool == true)
            tally.message(
                message.time, message.payload, now: .now(), isShown: context.services.disclosure.payloads == .full)
        } catch  where error.code == .messageNotFound {
            tally.say(.critical, "there is no message")
        } catch {
            throw ToolFailure(error)
        }
    }

    private mutating func meta() async throws(ToolFailure) {
        let survey = try await systemSurvey()
        let answers = try await context.asking(within: .seconds(4)) { system throws(SystemError) in
            try await system.ask(.jsz, [:], of: survey.servers)
        }
        tally.meta(answers.documents)
    }

    private mutating func server() async throws(ToolFailure) {
        of = try name(ServerCheck.server)
        let survey = try await systemSurvey()
        let server = try context.server(named: of, in: ServerSurvey(answers: survey, limited: nil))
        let answer = try await context.asking(within: .seconds(4)) { system throws(SystemError) in
            try await system.ask(.varz, of: server)
        }
        if let error = answer.error { return tally.say(.unknown, error) }
        tally.server(answer.data, now: .now())
    }

    private func systemSurvey() async throws(ToolFailure) -> ServerAnswers {
        switch try await context.reach() {
        case .system(let answers): return answers
        case .account(_, let error): throw ToolFailure(error)
        }
    }

    private mutating func jetStream() async throws(ToolFailure) {
        do {
            tally.usage(try await context.jetStream.accountInfo())
        } catch {
            throw ToolFailure(error)
        }
        guard tally.limits.flag("replicas") != false else { return }
        var offset = 0
        var seen = 0
        do {
            repeat {
                let page = try await context.jetStream.streams(offset: offset)
                for stream in page.streams { tally.replicas(of: stream, now: .now()) }
                for name in page.missing { tally.say(.critical, "nobody answers for stream \(quoted(name))") }
                for name in page.offline.keys { tally.say(.critical, "stream \(quoted(name)) is offline") }
                let count = page.streams.count + page.missing.count + page.offline.count
                seen += count
                offset += count
                if count == 0 || offset >= page.total { break }
            } while true
        } catch {
            throw ToolFailure(error)
        }
        if tally.lines.allSatisfy({ $0.status == .ok }) { tally.say(.ok, "\(seen) streams, no copy behind") }
    }

    private mutating func bucket() async throws(ToolFailure) {
        let bucket = try name(ServerCheck.bucket)
        let key = try arguments(ServerCheck.key)
        of = bucket + (key.map { "/" + $0 } ?? "")
        let found = try await StreamLookup.bucket(bucket, context)
        tally.hold("values", "values:", Double(found.info.state.messages), isLeast: true)
        tally.measure("bytes", Double(found.info.state.bytes), unit: "B")
        guard let key else { return }
        do {
            let entry = try await context.jetStream.entry(bucket: bucket, key: key)
            tally.demand(entry.operation == .put, "key \(quoted(key)) is there", "key \(quoted(key)) was deleted")
        } catch  where error.code == .keyNotFound {
            tally.say(.critical, "there is no key \(quoted(key))")
        } catch {
            throw ToolFailure(error)
        }
    }

    /// The server tells how long it will let this user stay.
    private mutating func credential() async throws(ToolFailure) {
        let facts = try await context.facts()
        of = facts.user ?? ""
        let info = try await context.asking { system throws(SystemError) in try await system.userInfo() }
        let isJWT =
            switch context.client.options.authentication {
            case .credentialsFile, .credentials, .userJWT: true
            default: false
            }
        guard let expires = info.data["expires"]?.number, expires > 0 else {
            if !isJWT, tally.limits.flag("require_expiry") != true {
                return tally.say(.ok, "this user has no JWT that could expire")
            }
            return tally.demand(tally.limits.flag("require_expiry") == false, "it never expires", "it never expires")
        }
        tally.hold("validity", "valid for", expires / 1e9, unit: "s", isLeast: true)
    }

    /// The request tool does it, in its own way: level, guard, journal.
    private mutating func request() async throws(ToolFailure) {
        of = try name(ServerCheck.request)
        try context.require(.data, for: "A check of request, which sends a message,")
        let request = Request()
        let given: JSONObject = ["subject": .string(of), "body": .string(try arguments(ServerCheck.message) ?? "")]
        let result = try await request.call(Arguments(given, fields: request.fields), context)
        guard let answer = result["answers"]?.array?.first, let took = result["took_ms"]?.number else {
            return tally.say(.critical, "no answer: \(result["ended"]?.string ?? result["status"]?.string ?? "unknown")")
        }
        tally.hold("response", "answered in", took / 1000, unit: "s")
        tally.content(Self.bytes(answer["payload"]), isShown: context.services.disclosure.payloads == .full)
    }

    /// Of an answer as the request tool shows it.
    private static func bytes(_ payload: JSONValue?) -> [UInt8] {
        if let text = payload?["text"]?.string { return Array(text.utf8) }
        if let base64 = payload?["base64"]?.string { return Base64.decode(base64) ?? [] }
        return payload?["json"].map { Array($0.text.utf8) } ?? []
    }
}
