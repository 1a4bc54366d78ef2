/// Serves one client over a pair of descriptors until it goes away.
public struct MCPServer: Sendable {
    public init(host: any MCPHost) { self.host = host }
    let host: any MCPHost

    /// Reads requests from `input` and writes answers to `output` until end of file or `stop()`.
    public func run(input: Int32, output: Int32) async {}

    /// Ends `run` as end of file does: work under way is finished or cancelled within about a second.
    public func stop() {}
}
