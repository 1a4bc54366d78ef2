import CNats

/// Messages on their way over the C border.
enum LibraryMessage {
    /// Copies a message of the library, which stays the caller's to destroy.
    static func copy(_ message: OpaquePointer) -> NATSMessage {
        let subject = unsafe natsMsg_GetSubject(message).map { unsafe String(cString: $0) } ?? ""
        let reply = unsafe natsMsg_GetReply(message).map { unsafe String(cString: $0) }
        let length = unsafe Int(natsMsg_GetDataLength(message))
        var payload: [UInt8] = []
        if length > 0, let data = unsafe natsMsg_GetData(message) {
            unsafe payload = Array(UnsafeRawBufferPointer(start: data, count: length))
        }
        let (headers, status, description) = unsafe headers(of: message, isEmpty: length == 0)
        return NATSMessage(
            subject: subject, reply: reply?.isEmpty == true ? nil : reply, headers: headers, payload: payload,
            status: status, statusDescription: description)
    }

    /// The headers of a message, and apart from them the status, which libnats shows as two headers of a message without payload.
    private static func headers(of message: OpaquePointer, isEmpty: Bool) -> (NATSHeaders, Int?, String?) {
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
            guard unsafe natsMsgHeader_Values(message, key, &values, &valueCount) == NATS_OK, let texts = unsafe values else { continue }
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
            unsafe natsMsg_Create(&message, subject, reply, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        defer { unsafe natsMsg_Destroy(message) }
        for field in headers.fields where status == NATS_OK { unsafe status = natsMsgHeader_Add(message, field.name, field.value) }
        guard status == NATS_OK, let message = unsafe message else { return .failure(LibraryStatus(status)) }
        return unsafe .success(body(message))
    }
}
