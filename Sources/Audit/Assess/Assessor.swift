public import Guard
import JSON
import Model

/// Judges a capture. Pure: it asks nobody, and the time is told to it.
public enum Assessor {
    /// - Parameters:
    ///   - now: RFC 3339; ages and expiries are reckoned from it.
    ///   - program: the version that judges.
    public static func assess(
        _ capture: Capture, now: String, thresholds: Thresholds = .standard, program: String
    ) -> AuditReport {
        let moment = Moment(now) ?? Moment(capture.taken) ?? Moment(seconds: 0)
        let assessment = Assessment(capture, now: moment, thresholds: thresholds)
        var tally = Tally()
        tally.run(assessment)
        return AuditReport(
            program: program, captured: capture.taken, assessed: now, targets: capture.targets, checks: tally.checks,
            totals: tally.totals(assessment), charts: Charts.of(assessment), notes: notes(capture))
    }

    private static func notes(_ capture: Capture) -> [String] {
        capture.unseen.map { "\($0.source): \($0.what) not seen: \($0.reason)" }
            + capture.accounts.flatMap { account in
                account.unseen.filter { $0.key == "more" || $0.key == "streams" }.map {
                    "account \(quoted(account.name ?? account.context ?? "?")): \($0.value)"
                }
            }.sorted()
    }
}

/// Collects what all checks say.
struct Tally: Sendable {
    private(set) var checks: [AuditCheck]
    private var places: [String: Int] = [:]
    private var counts: [String: UInt64] = [:]

    init() {
        checks = []
        for check in CheckCatalogue.all { place(check.code, check.name, check.about) }
        for rule in StreamExisting.rules { place(rule.code, rule.name, rule.why) }
        for rule in ConsumerExisting.rules { place(rule.code, rule.name, rule.why) }
    }

    private mutating func place(_ code: String, _ name: String, _ about: String) {
        let key = code + " " + name
        guard places[key] == nil else { return }
        places[key] = checks.count
        checks.append(AuditCheck(code: code, name: name, about: about))
    }

    mutating func run(_ assessment: Assessment) {
        for check in CheckCatalogue.all {
            switch check.scope {
            case .system(let judge): take(judge(assessment), check, assessment.system)
            case .server(let judge):
                if let why = assessment.noServers { take([.unknown(why)], check, assessment.system) }
                for server in assessment.servers { take(judge(server), check, server.asset) }
            case .account(let judge):
                for account in accounts(assessment, check) { take(judge(account), check, account.asset) }
            case .stream, .consumer:
                for account in accounts(assessment, check) {
                    for what in ["streams", "more"] {
                        guard let why = account.account.unseen[what] else { continue }
                        take([.unknown(why)], check, account.asset)
                    }
                }
            }
        }
        for account in assessment.capture.accounts {
            run(on: AccountView(account: account, assessment: assessment))
        }
        noteUnseen(assessment)
        runConf(assessment)
    }

    /// The accounts; where none was seen, the check is unknown.
    private mutating func accounts(_ assessment: Assessment, _ check: Check) -> [AccountView] {
        let accounts = assessment.capture.accounts.map { AccountView(account: $0, assessment: assessment) }
        if accounts.isEmpty {
            let why = assessment.capture.unseen.first { $0.what == "connection" || $0.what == "http" }?.reason
            take([.unknown(why ?? "no account's JetStream was seen")], check, assessment.system)
        }
        return accounts
    }

    /// Each stream and consumer is read once, and held against all checks.
    private mutating func run(on account: AccountView) {
        let rules = RuleRun(account)
        for json in account.account.streams.all {
            let info = StreamInfo(json: json)
            let told = account.account.consumers[info.name]
            let consumers = told?.list.all.map(ConsumerInfo.init(json:)) ?? []
            let unread = told?.unread ?? (told == nil && info.state.consumerCount > 0 ? "its consumers were not read" : nil)
            let stream = StreamView(
                info: info, consumers: unread == nil ? consumers : nil, unread: unread, account: account)
            counts["streams", default: 0] += 1
            counts["consumers", default: 0] += UInt64(consumers.count)
            counts["messages", default: 0] &+= info.state.messages
            counts["bytes", default: 0] &+= info.state.bytes
            rules.run(on: stream, into: &self)
            for check in CheckCatalogue.all {
                switch check.scope {
                case .stream(let judge): take(judge(stream), check, stream.asset)
                case .consumer(let judge):
                    if let unread { take([.unknown(unread)], check, stream.asset) }
                    for consumer in consumers {
                        let view = ConsumerView(info: consumer, stream: stream)
                        take(judge(view), check, view.asset)
                    }
                default: break
                }
            }
        }
    }

    /// The guard's rules are unknown for streams that were not seen.
    private mutating func noteUnseen(_ assessment: Assessment) {
        let rules = StreamExisting.rules.map(\.description) + ConsumerExisting.rules.map(\.description)
        if assessment.capture.accounts.isEmpty {
            for rule in rules { note(rule, unknown: "no account's JetStream was seen", assessment.system) }
        }
        for account in assessment.capture.accounts {
            let view = AccountView(account: account, assessment: assessment)
            for why in [account.unseen["streams"], account.unseen["more"]].compactMap(\.self) {
                for rule in rules { note(rule, unknown: why, view.asset) }
            }
        }
    }

    mutating func note(_ rule: RuleDescription, unknown why: String, _ asset: AuditAsset) {
        guard let index = places[rule.code + " " + rule.name] else { return }
        checks[index].unknown.append(AuditCheck.Unknown(asset, why))
    }

    /// What exists is never blocked: a finding is `danger` at most.
    mutating func note(_ rule: RuleDescription, _ findings: [Finding], _ asset: AuditAsset, fix: (Finding) -> AuditFix) {
        guard let index = places[rule.code + " " + rule.name] else { return }
        if findings.isEmpty { checks[index].passed += 1 }
        for finding in findings {
            checks[index].take(
                AuditFinding(
                    code: finding.rule, name: finding.name, level: min(finding.level, .danger), asset: asset,
                    field: finding.field, effect: finding.effect, why: finding.why, fix: fix(finding), source: finding.source))
        }
    }

    mutating func take(_ judgements: [Judgement], _ check: Check, _ asset: AuditAsset) {
        guard !judgements.isEmpty, let index = places[check.code + " " + check.name] else { return }
        for judgement in judgements {
            let asset = judgement.asset ?? asset
            switch judgement.verdict {
            case .passed: checks[index].passed += 1
            case .unknown(let reason): checks[index].unknown.append(AuditCheck.Unknown(asset, reason))
            case .found(let level, let effect, let field, let fix):
                checks[index].take(
                    AuditFinding(
                        code: check.code, name: check.name, level: level, asset: asset, field: field, effect: effect,
                        why: check.why, fix: fix, source: check.source))
            }
        }
    }

    /// The rules of configuration files, for the files there are.
    private mutating func runConf(_ assessment: Assessment) {
        for file in assessment.capture.files {
            let asset = AuditAsset(.file, file.path)
            for rule in ServerConf.rules {
                place(rule.code, rule.name, rule.why)
                guard let index = places[rule.code + " " + rule.name] else { continue }
                let findings = rule.findings(
                    ServerConf(conf: file.conf), Evidence(thresholds: assessment.thresholds))
                if findings.isEmpty { checks[index].passed += 1 }
                for finding in findings {
                    checks[index].findings.append(
                        AuditFinding(
                            code: finding.rule, name: finding.name, level: min(finding.level, .danger), asset: asset,
                            field: finding.field, effect: finding.effect, why: finding.why,
                            fix: AuditFix(finding.instead, command: "nats-server -t -c \(file.path)"), source: finding.source))
                }
            }
        }
        for unseen in assessment.capture.unseen where unseen.what == "file" {
            for rule in ServerConf.rules {
                place(rule.code, rule.name, rule.why)
                guard let index = places[rule.code + " " + rule.name] else { continue }
                checks[index].unknown.append(AuditCheck.Unknown(AuditAsset(.file, unseen.source), unseen.reason))
            }
        }
    }

    func totals(_ assessment: Assessment) -> [AuditReport.Total] {
        [
            AuditReport.Total("servers", UInt64(assessment.capture.servers.count)),
            AuditReport.Total("accounts", UInt64(assessment.capture.accounts.count)),
        ]
            + ["streams", "consumers", "messages", "bytes"].map { AuditReport.Total($0, counts[$0] ?? 0) }
    }
}
