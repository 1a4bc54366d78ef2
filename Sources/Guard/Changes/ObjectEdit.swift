public import JSON
public import Model

/// Changes what a bucket keeps of an object beside its bytes, its name too (ADR-20).
public struct ObjectEdit: ObjectChange {
    public static let kind = "object.edit"
    public static let rules: [Rule<ObjectEdit>] = [
        .objectEditUnseen, .objectEditRefusedByBucket, .nothingToEdit, .newNameTaken, .objectRenamed,
    ]

    /// What is wanted; nil leaves it as it is.
    public struct Fields: Sendable, Hashable {
        public var name: String?
        /// Empty: none.
        public var description: String?
        /// All of them.
        public var headers: [MessagePublish.Header]?
        public var metadata: [MessagePublish.Header]?

        public init(
            name: String? = nil, description: String? = nil, headers: [MessagePublish.Header]? = nil,
            metadata: [MessagePublish.Header]? = nil
        ) {
            self.name = name
            self.description = description
            self.headers = headers
            self.metadata = metadata
        }
    }

    public let bucket: String
    public let name: String
    public let fields: Fields
    /// The object as it was reviewed; the change fails when it has become another.
    public private(set) var present: ObjectEntry?
    /// What the new name has, where that is a deletion.
    public private(set) var replaced: ObjectEntry?

    public init(bucket: String, name: String, _ fields: Fields) {
        self.bucket = bucket
        self.name = name
        self.fields = fields
    }

    /// Nil where it keeps its name.
    public var newName: String? { fields.name == name ? nil : fields.name }

    public var touches: [String] {
        let names = [name, newName].compactMap(\.self)
        return [bucket, ObjectNames.stream(ofBucket: bucket)] + names + names.map { bucket + "/" + $0 }
    }

    public var json: JSONObject {
        var object: JSONObject = ["bucket": .string(bucket), "name": .string(name)]
        if let newName { object.append("new_name", .string(newName)) }
        if let description = fields.description { object.append("description", .string(description)) }
        if let headers = fields.headers { object.append("headers", .array(headers.map { .string($0.name) })) }
        if let metadata = fields.metadata { object.append("metadata", .array(metadata.map { .string($0.name) })) }
        if let present { object.append("sequence", JSONValue(present.sequence)) }
        return object
    }

    public func questions(given evidence: Evidence) -> [Question] {
        presentQuestions(given: evidence) + [newName.map { .object($0, bucket: bucket) }].compactMap(\.self)
    }

    public func narrowed(by evidence: Evidence) -> ObjectEdit {
        var edit = self
        edit.present = evidence.object(name, bucket: bucket)
        edit.replaced = newName.flatMap { evidence.object($0, bucket: bucket) }
        return edit
    }
}
