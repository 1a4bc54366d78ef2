#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Replies captured from nats-server 2.15.
enum Fixture {
    static let names = [
        "consumer_info_r3", "http_varz", "js_api_info", "kv_stream_info", "msg_trace_event", "puback_err_max_msgs",
        "stream_info_r3",
        "stream_list", "sys_jsz_cluster", "sys_server_connz", "sys_server_expvarz", "sys_varz_cluster", "v2-backup",
    ]

    struct Unreadable: Error {
        let path: String
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        let path =
            #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/\(name).json"
        guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
        return bytes
    }
}
