import JSON
public import Platform

/// Plans that wait for somebody at a terminal, and plans that are used up: one file for all processes of a user.
///
/// `{"kept": {id: plan}, "used": {SHA-256 of a token: expires}}`, 0600, read and written under a lock, never above some hundred
/// entries: what has expired goes with the next write.
public struct PlanBook: Sendable {
    public let path: String
    /// Plans kept at most; the oldest make room.
    private static let most = 200
    private static let limit = 4 << 20

    public init(path: String) { self.path = path }

    /// A plan as it waits: who it is for is in the plan itself.
    public struct Entry: Sendable, Hashable {
        public let id: String
        /// The plan, sealed.
        public let token: String
        /// The question, with the numbers.
        public let message: String
        /// What has to be typed.
        public let asset: String
        public let tool: String
        /// Who asked; untrusted.
        public let caller: String
        public let expires: WallTime
        /// Sealed too; nil as long as nobody has agreed.
        public var approval: String?

        public init(
            id: String, token: String, message: String, asset: String, tool: String, caller: String, expires: WallTime,
            approval: String? = nil
        ) {
            self.id = id
            self.token = token
            self.message = message
            self.asset = asset
            self.tool = tool
            self.caller = caller
            self.expires = expires
            self.approval = approval
        }

        init?(id: String, json: JSONObject) {
            guard let token = json["token"]?.string, let message = json["message"]?.string, let asset = json["asset"]?.string,
                let tool = json["tool"]?.string, let caller = json["caller"]?.string,
                let expires = json["expires"]?.string.flatMap(WallTime.init(rfc3339:))
            else { return nil }
            self.init(
                id: id, token: token, message: message, asset: asset, tool: tool, caller: caller, expires: expires,
                approval: json["approval"]?.string)
        }

        var json: JSONObject {
            var object: JSONObject = [
                "token": .string(token), "message": .string(message), "asset": .string(asset), "tool": .string(tool),
                "caller": .string(caller), "expires": .string(expires.rfc3339),
            ]
            if let approval { object.append("approval", .string(approval)) }
            return object
        }
    }

    /// All plans that wait, the oldest first.
    public func entries(now: WallTime) throws(PlatformError) -> [Entry] { try changed(now) { $0.kept } }

    func keep(_ entry: Entry, now: WallTime) throws(PlatformError) {
        try changed(now) { pages in
            pages.kept.append(entry)
            if pages.kept.count > Self.most { pages.kept.removeFirst(pages.kept.count - Self.most) }
        }
    }

    /// Writes down that somebody agreed; false where no such plan waits any more.
    public func approve(_ id: String, approval: String, now: WallTime) throws(PlatformError) -> Bool {
        try changed(now) { pages in
            guard let index = pages.kept.firstIndex(where: { $0.id == id }) else { return false }
            pages.kept[index].approval = approval
            return true
        }
    }

    /// Marks a token as used; false where it was already.
    func redeem(_ token: String, expires: WallTime, now: WallTime) throws(PlatformError) -> Bool {
        let digest = SHA256.hex(token)
        return try changed(now) { pages in
            pages.kept.removeAll { $0.token == token }
            guard pages.used[digest] == nil else { return false }
            pages.used.append(digest, .string(expires.rfc3339))
            return true
        }
    }

    private struct Pages {
        var kept: [Entry]
        var used: JSONObject
    }

    /// Reads, changes and writes the file while no other process does. Blocks.
    private func changed<Result>(_ now: WallTime, _ change: (inout Pages) -> Result) throws(PlatformError) -> Result {
        let lock = try FileLock(path + ".lock", wait: true)
        defer { lock.release() }
        var pages = try read()
        pages.kept.removeAll { $0.expires <= now }
        pages.used = JSONObject(
            uniqueMembers: pages.used.members.filter { member in
                member.value.string.flatMap(WallTime.init(rfc3339:)).map { $0 > now } ?? false
            })
        let result = change(&pages)
        let object: JSONObject = [
            "kept": .object(JSONObject(pages.kept.map { ($0.id, .object($0.json)) })), "used": .object(pages.used),
        ]
        try PrivateFile.replace(path, contents: JSONValue.object(object).serialized())
        return result
    }

    private func read() throws(PlatformError) -> Pages {
        let bytes: [UInt8]
        do {
            bytes = try PrivateFile.read(path, limit: Self.limit)
        } catch  where error.code == "not_found" {
            return Pages(kept: [], used: [:])
        }
        guard let object = try? JSONParser().parse(bytes).object else {
            throw PlatformError(
                code: "damaged", message: "the plans can't be read; remove the file: plans that wait in it are asked for anew",
                path: path)
        }
        let kept = (object["kept"]?.object?.members ?? []).compactMap { member in
            member.value.object.flatMap { Entry(id: member.key, json: $0) }
        }
        return Pages(kept: kept, used: object["used"]?.object ?? [:])
    }
}
