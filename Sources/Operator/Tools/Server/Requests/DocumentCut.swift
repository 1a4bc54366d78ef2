import JSON

/// A monitoring document with its longest lists cut until it fits.
enum DocumentCut {
    /// - Returns: the row, with `left_out` naming each list that was cut and what is left of it.
    static func fitting(_ row: JSONObject, _ budget: Budget) -> JSONObject {
        guard !budget.fits(row) else { return row }
        var data = row["data"] ?? .null
        var cuts: [String: (kept: Int, all: Int)] = [:]
        func whole() -> JSONObject {
            var whole = row
            whole["data"] = data
            if !cuts.isEmpty {
                let lines = cuts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.kept) of \($0.value.all)" }
                whole["left_out"] = .array(lines.map { .string($0) })
            }
            return whole
        }
        while !budget.fits(whole()), let longest = longest(in: data, path: []), longest.count > 0 {
            let over = JSONValue.object(whole()).serialized().count - budget.left
            // Entries differ in size: what remains is looked at again, with a twentieth less at least.
            let room = Double(max(0, longest.size - over)) / Double(max(1, longest.size))
            let kept = max(0, min(longest.count - max(1, longest.count / 20), Int(Double(longest.count) * room)))
            let name = longest.path.isEmpty ? "data" : longest.path.joined(separator: ".")
            cuts[name] = (kept, cuts[name]?.all ?? longest.count)
            data = cut(data, longest.path[...], kept)
        }
        let shown = whole()
        guard !budget.fits(shown) else { return shown }
        let trimmed = Trimmed.fitting(shown, budget)
        var least = trimmed.object
        least["left_out"] = .array((shown["left_out"]?.array ?? []) + trimmed.leftOut)
        return least
    }

    private struct List {
        let path: [String]
        let count: Int
        let size: Int
    }

    /// The longest list or table of more than a few entries, by its bytes.
    private static func longest(in value: JSONValue, path: [String]) -> List? {
        var found: List?
        func consider(_ list: List?) {
            if let list, list.size > found?.size ?? 200 { found = list }
        }
        switch value {
        case .array(let elements):
            consider(List(path: path, count: elements.count, size: value.serialized().count))
        case .object(let object) where path.count < 4:
            for member in object.members { consider(longest(in: member.value, path: path + [member.key])) }
            // A table by name, such as one of accounts or queues.
            if object.count > 20, found == nil {
                consider(List(path: path, count: object.count, size: value.serialized().count))
            }
        default: break
        }
        return found
    }

    private static func cut(_ value: JSONValue, _ path: ArraySlice<String>, _ kept: Int) -> JSONValue {
        guard let key = path.first else {
            switch value {
            case .array(let elements): return .array(Array(elements.prefix(kept)))
            case .object(let object): return .object(JSONObject(uniqueMembers: Array(object.members.prefix(kept))))
            default: return value
            }
        }
        guard var object = value.object, let inner = object[key] else { return value }
        object[key] = cut(inner, path.dropFirst(), kept)
        return .object(object)
    }
}
