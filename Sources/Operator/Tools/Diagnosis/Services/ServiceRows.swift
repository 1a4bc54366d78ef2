import JSON
import Platform

/// Services in a result.
enum ServiceRows {
    /// One row a service, its instances counted.
    static func services(_ answers: [ServiceAnswers.Answer]) -> [JSONObject] {
        Dictionary(grouping: answers, by: \.name).sorted { $0.key < $1.key }.map { name, instances in
            let versions = Set(instances.map(\.version)).sorted()
            var row: JSONObject = ["name": .string(name), "instances": JSONValue(instances.count)]
            // Several at once: somebody is rolling out, or forgot one.
            if versions.count == 1 { row.append("version", .string(versions[0])) }
            if versions.count > 1 { row.append("versions", .array(versions.map { .string($0) })) }
            if let text = instances.lazy.compactMap({ $0.json["description"]?.string }).first, !text.isEmpty {
                row.append("description", .string(text))
            }
            var subjects: [String] = []
            for endpoint in instances.flatMap(\.endpoints) {
                if let subject = endpoint["subject"]?.string, !subjects.contains(subject) { subjects.append(subject) }
                if subjects.count == 50 { break }
            }
            row.append("subjects", .array(subjects.map { .string($0) }))
            return row
        }
    }

    static func ping(_ answer: ServiceAnswers.Answer) -> JSONObject {
        var row = head(answer)
        row.append("rtt_ms", .double((answer.time / .milliseconds(1) * 100).rounded() / 100))
        return row
    }

    static func info(_ answer: ServiceAnswers.Answer) -> JSONObject {
        var row = head(answer)
        if let text = answer.json["description"]?.string, !text.isEmpty { row.append("description", .string(text)) }
        if let metadata = answer.json["metadata"]?.object, !metadata.isEmpty { row.append("metadata", .object(metadata)) }
        row.append(
            "endpoints",
            .array(
                answer.endpoints.map { endpoint in
                    var kept: JSONObject = [:]
                    for key in ["name", "subject", "queue_group", "metadata"] {
                        if let value = endpoint[key], !value.isNull, value.object?.isEmpty != true { kept.append(key, value) }
                    }
                    return .object(kept)
                }))
        return row
    }

    static func stats(_ answer: ServiceAnswers.Answer) -> JSONObject {
        var row = head(answer)
        if let started = answer.json["started"]?.string { row.append("started", .string(started)) }
        row.append("endpoints", .array(answer.endpoints.map { .object(figures($0)) }))
        return row
    }

    private static func figures(_ endpoint: JSONObject) -> JSONObject {
        var figures: JSONObject = [:]
        for (key, name) in [
            ("name", "name"), ("subject", "subject"), ("num_requests", "requests"), ("num_errors", "errors"),
            ("last_error", "last_error"),
        ] {
            if let value = endpoint[key], !value.isNull, value.string != "" { figures.append(name, value) }
        }
        // Nanoseconds.
        if let average = endpoint["average_processing_time"]?.number {
            figures.append("average_us", JSONValue(Int64(clamping: Int(average / 1000))))
        }
        if let data = endpoint["data"], !data.isNull { figures.append("data", data) }
        return figures
    }

    private static func head(_ answer: ServiceAnswers.Answer) -> JSONObject {
        ["name": .string(answer.name), "id": .string(answer.id), "version": .string(answer.version)]
    }
}
