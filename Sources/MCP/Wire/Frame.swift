internal import JSON

/// Builds the lines that are sent, each with its newline.
enum Frame {
    static let newline = UInt8(ascii: "\n")

    static func result(_ id: RequestID, _ body: [UInt8]) -> [UInt8] {
        var frame = head(id.json, reserving: body.count)
        frame.append(contentsOf: #","result":"#.utf8)
        frame.append(contentsOf: body)
        return closed(frame)
    }

    /// - Parameters:
    ///   - count: about how many bytes the body will have.
    ///   - body: writes the result behind what is there already.
    static func result(_ id: RequestID, reserving count: Int, _ body: (inout [UInt8]) -> Void) -> [UInt8] {
        var frame = head(id.json, reserving: count)
        frame.append(contentsOf: #","result":"#.utf8)
        body(&frame)
        return closed(frame)
    }

    /// - Parameter id: nil where the request's id couldn't be known; sent as null.
    static func error(_ id: RequestID?, _ error: RPCError) -> [UInt8] {
        var frame = head(id?.json ?? .null, reserving: 128)
        frame.append(contentsOf: #","error":"#.utf8)
        error.json.serialize(into: &frame)
        return closed(frame)
    }

    static func request(_ id: RequestID, _ method: String, _ params: JSONObject) -> [UInt8] {
        var frame = head(id.json, reserving: 512)
        append(method, params, to: &frame)
        return closed(frame)
    }

    static func notification(_ method: String, _ params: JSONObject) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(256)
        frame.append(contentsOf: #"{"jsonrpc":"2.0""#.utf8)
        append(method, params, to: &frame)
        return closed(frame)
    }

    /// The answers to a batch, in one line.
    static func batch(_ frames: [[UInt8]]) -> [UInt8] {
        var line: [UInt8] = [UInt8(ascii: "[")]
        line.reserveCapacity(frames.reduce(2) { $0 + $1.count })
        for (index, frame) in frames.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line.append(contentsOf: frame.dropLast())
        }
        line.append(UInt8(ascii: "]"))
        line.append(newline)
        return line
    }

    private static func head(_ id: JSONValue, reserving count: Int) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(count + 64)
        frame.append(contentsOf: #"{"jsonrpc":"2.0","id":"#.utf8)
        id.serialize(into: &frame)
        return frame
    }

    private static func append(_ method: String, _ params: JSONObject, to frame: inout [UInt8]) {
        frame.append(contentsOf: #","method":"#.utf8)
        JSONValue.string(method).serialize(into: &frame)
        guard !params.isEmpty else { return }
        frame.append(contentsOf: #","params":"#.utf8)
        JSONValue.object(params).serialize(into: &frame)
    }

    private static func closed(_ frame: consuming [UInt8]) -> [UInt8] {
        frame.append(UInt8(ascii: "}"))
        frame.append(newline)
        return frame
    }
}
