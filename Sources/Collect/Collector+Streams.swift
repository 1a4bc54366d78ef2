import Audit
import JSON
import JetStream
import Model
import Platform

extension Collector {
    /// All streams of an account and all their consumers, page by page, as far as time and limits go.
    func readStreams(_ source: Source, until end: MonotonicTime, into account: inout AccountCapture) async {
        let jetStream = source.jetStream
        var listed: Set<String> = []
        var withConsumers: [String] = []
        do {
            var offset = 0
            while true {
                let page = try await jetStream.streams(offset: offset)
                for stream in page.streams where listed.insert(stream.name).inserted {
                    account.streams.append(stream.json)
                    if stream.state.consumerCount > 0 { withConsumers.append(stream.name) }
                }
                account.missing += page.missing
                for member in page.offline.members { account.offline[member.key] = member.value }
                // Those without an answer count too: the offset is one into the list of all.
                offset += max(256, page.streams.count)
                progress("\(source.context): \(listed.count) of \(page.total) streams")
                guard offset < page.total, !(page.streams.isEmpty && page.missing.isEmpty && page.offline.isEmpty) else { break }
                guard .now < end, listed.count < limits.streams else {
                    account.unseen["more"] = "\(page.total - offset) streams were not read: the limits of this audit were reached"
                    break
                }
            }
        } catch {
            if listed.isEmpty { account.unseen["streams"] = error.message } else { account.unseen["more"] = error.message }
        }
        await readGhosts(jetStream, listed, into: &account)
        await readConsumers(source, withConsumers, until: end, into: &account)
    }

    /// Names that are listed, and of which nothing is found when they are asked for.
    private func readGhosts(_ jetStream: JetStreamClient, _ listed: Set<String>, into account: inout AccountCapture) async {
        guard account.unseen.isEmpty, let names = try? await jetStream.streamNames(limit: limits.streams) else { return }
        let silent = Set(account.missing).union(account.offline.keys)
        let unknown = Set(names).union(account.missing).subtracting(listed).subtracting(account.offline.keys)
        for name in unknown.sorted().prefix(100) {
            do throws(JetStreamError) {
                let info = try await jetStream.streamInfo(name)
                account.missing.removeAll { $0 == name }
                account.streams.append(info.json)
            } catch {
                if error.code == .streamNotFound {
                    account.missing.removeAll { $0 == name }
                    account.ghosts.append(name)
                } else if !silent.contains(name) {
                    account.missing.append(name)
                }
            }
        }
    }

    private func readConsumers(
        _ source: Source, _ streams: [String], until end: MonotonicTime, into account: inout AccountCapture
    ) async {
        let jetStream = source.jetStream
        var count = 0
        for start in stride(from: 0, to: streams.count, by: 64) {
            let part = Array(streams[start..<min(start + 64, streams.count)])
            guard .now < end, count < limits.consumers else {
                for stream in streams[start...] {
                    account.consumers[stream, default: .init()].unread = "the limits of this audit were reached"
                }
                return
            }
            let read = await inParallel(part, atOnce: limits.requestsAtOnce) { stream in
                await consumers(jetStream, stream)
            }
            for (stream, consumers) in zip(part, read) {
                account.consumers[stream] = consumers
                count += consumers.list.count
            }
            progress("\(source.context): \(count) consumers of \(start + part.count) of \(streams.count) streams")
        }
    }

    private func consumers(_ jetStream: JetStreamClient, _ stream: String) async -> AccountCapture.Consumers {
        var consumers = AccountCapture.Consumers(in: spool)
        var offset: Int? = 0
        while let from = offset {
            do throws(JetStreamError) {
                let page = try await jetStream.consumers(of: stream, offset: from)
                for consumer in page.consumers { consumers.list.append(consumer.json) }
                consumers.missing += page.missing
                for member in page.offline.members { consumers.offline[member.key] = member.value }
                offset = page.next
            } catch {
                // A stream that was deleted meanwhile has none.
                if error.code != .streamNotFound { consumers.unread = error.message }
                return consumers
            }
        }
        return consumers
    }
}
