import CNats

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Glibc
#endif

/// Messages on their way over the C border.
enum LibraryMessage {
    /// Copies a message of the library, which stays the caller's to destroy.
    static func copy(_ message: OpaquePointer) -> NATSMessage {
        let subject = unsafe natsMsg_GetSubject(message).map { unsafe String(cString: $0) } ?? ""
        let reply = unsafe natsMsg_GetReply(message).flatMap { unsafe $0.pointee == 0 ? nil : String(cString: $0) }
        let length = unsafe Int(natsMsg_GetDataLength(message))
        var payload: [UInt8] = []
        if length > 0, let data = unsafe natsMsg_GetData(message) {
            unsafe payload = Array(UnsafeRawBufferPointer(start: data, count: length))
        }
        let (headers, status, description) = unsafe headers(of: message, isEmpty: length == 0)
        return NATSMessage(
            subject: subject, reply: reply, headers: headers, payload: payload, status: status, statusDescription: description)
    }

    /// The headers of a message, and apart from them the status, which is one only of a message without payload.
    private static func headers(of message: OpaquePointer, isEmpty: Bool) -> (NATSHeaders, Int?, String?) {
        guard let block = unsafe block(of: message), let read = try? unsafe NATSHeaderBlock(block) else {
            return unsafe headersByLibrary(of: message, isEmpty: isEmpty)
        }
        return Self.headers(of: read, isEmpty: isEmpty)
    }

    private static func headers(of read: NATSHeaderBlock, isEmpty: Bool) -> (NATSHeaders, Int?, String?) {
        guard let status = read.status else { return (read.headers, nil, nil) }
        if isEmpty, 100...999 ~= status { return (read.headers, status, read.statusDescription) }
        // As libnats shows them.
        var told = NATSHeaders([NATSHeaders.Field(name: "Status", value: String(status))])
        if let text = read.statusDescription { told.append("Description", text) }
        return (NATSHeaders(told.fields + read.headers.fields), nil, nil)
    }

    /// A message without a payload, whose header block was read where it came.
    static func withoutPayload(subject: String, block: NATSHeaderBlock?) -> NATSMessage {
        let (headers, status, description) = block.map { Self.headers(of: $0, isEmpty: true) } ?? ([:], nil, nil)
        return NATSMessage(subject: subject, headers: headers, status: status, statusDescription: description)
    }

    /// The header block of a received message as it came; nil where there is none, or where it was not found.
    ///
    /// No call gives it out. Those that give single headers make a table of the whole first, which took most of the time of an
    /// answer, and 3.4.1 takes the next line for the value of a header that has none, or fails where it is the last one. A received
    /// message is one piece of memory: subject, reply, header block and payload, each but the last with a zero behind it. What
    /// stands there is used only if it begins and ends as a block does. To be called before any other look at the headers: the
    /// library writes zeroes into the block.
    private static func block(of message: OpaquePointer) -> UnsafeRawBufferPointer? {
        guard let subject = unsafe natsMsg_GetSubject(message), let payload = unsafe natsMsg_GetData(message),
            unsafe subject < payload
        else { return nil }
        var start = unsafe subject
        if let reply = unsafe natsMsg_GetReply(message), unsafe subject < reply, unsafe reply < payload { unsafe start = reply }
        while unsafe start < payload, unsafe start.pointee != 0 { unsafe start += 1 }
        unsafe start += 1
        let room = unsafe payload - start
        guard room > 12, room < 1 << 20 else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: room)
        // Without a reply there may be the zero of an empty one, and behind the block another.
        let first = unsafe bytes[0] == 0 ? 1 : 0
        let end = unsafe bytes[room - 1] == 0 ? room - 1 : room
        guard end - first >= 12 else { return nil }
        let block = unsafe UnsafeRawBufferPointer(rebasing: bytes[first..<end])
        guard let base = block.baseAddress, unsafe memcmp(base, "NATS/1.0", 8) == 0,
            unsafe memcmp(base + block.count - 4, "\r\n\r\n", 4) == 0, unsafe memchr(base, 0, block.count) == nil
        else { return nil }
        return unsafe block
    }

    /// The same by the library's own calls, which show a status as two headers.
    private static func headersByLibrary(of message: OpaquePointer, isEmpty: Bool) -> (NATSHeaders, Int?, String?) {
        var keys: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        var count: Int32 = 0
        guard unsafe natsMsgHeader_Keys(message, &keys, &count) == NATS_OK, let list = unsafe keys else { return ([:], nil, nil) }
        defer { unsafe free(list) }
        var headers = NATSHeaders()
        var status: Int?
        var description: String?
        for index in 0..<Int(count) {
            guard let key = unsafe list[index] else { continue }
            let name = unsafe String(cString: key)
            var values: UnsafeMutablePointer<UnsafePointer<CChar>?>?
            var valueCount: Int32 = 0
            guard unsafe natsMsgHeader_Values(message, key, &values, &valueCount) == NATS_OK, let texts = unsafe values else {
                continue
            }
            defer { unsafe free(texts) }
            for index in 0..<Int(valueCount) {
                let value = unsafe texts[index].map { unsafe String(cString: $0) } ?? ""
                if isEmpty, name == "Status", let code = Int(value), 100...999 ~= code {
                    status = code
                } else if isEmpty, name == "Description" {
                    description = value
                } else {
                    headers.append(name, value)
                }
            }
        }
        if status == nil, let text = description {
            headers.append("Description", text)
            description = nil
        }
        return (headers, status, description)
    }

    /// Makes a message of the library and lends it out.
    static func with<Value>(
        subject: String, reply: String?, headers: NATSHeaders, payload: [UInt8], _ body: (OpaquePointer) -> Value
    ) -> Result<Value, LibraryStatus> {
        var message: OpaquePointer?
        var status = unsafe payload.withUnsafeBytes { bytes in
            unsafe natsMsg_Create(
                &message, subject, reply, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        defer { unsafe natsMsg_Destroy(message) }
        for field in headers.fields where status == NATS_OK {
            unsafe status = natsMsgHeader_Add(message, field.name, field.value)
        }
        guard status == NATS_OK, let message = unsafe message else { return .failure(LibraryStatus(status)) }
        return unsafe .success(body(message))
    }
}
