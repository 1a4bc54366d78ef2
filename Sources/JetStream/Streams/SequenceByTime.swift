public import Model
public import Platform

extension JetStreamClient {
    /// The first sequence stored at or after a moment; the one behind the last where everything is older.
    ///
    /// By halving, which any server can do (`start_time` came with 2.11): some 25 requests for 10,000,000 messages. As the
    /// server's own, it takes it that later messages have later times.
    public func sequence(of info: StreamInfo, at time: WallTime) async throws(JetStreamError) -> UInt64 {
        var low = max(1, info.state.firstSequence)
        let last = info.state.lastSequence
        var high = last < UInt64.max ? last + 1 : last
        guard info.state.messages > 0 else { return high }
        let direct = info.configuration.allowsDirectGet
        while low < high {
            let middle = low + (high - low) / 2
            do {
                let message = try await message(of: info.name, .next(from: middle, subject: ">"), direct: direct)
                guard let stored = WallTime(rfc3339: message.time), message.sequence < high, stored < time else {
                    high = middle
                    continue
                }
                low = message.sequence + 1
            } catch {
                guard error.code == .messageNotFound else { throw error }
                high = middle
            }
        }
        return low
    }
}
