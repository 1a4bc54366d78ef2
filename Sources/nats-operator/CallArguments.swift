import JSON
import Platform

/// Arguments as a shell gives them.
enum CallArguments {
    static func parse(_ arguments: [String]) throws(SetupFailure) -> JSONObject {
        var object: JSONObject = [:]
        for argument in arguments {
            if argument == "-" {
                merge(try json(StandardInput.readAll(limit: 16 << 20), "standard input"), into: &object)
            } else if argument.hasPrefix("{") {
                merge(try json(Array(argument.utf8), "the JSON argument"), into: &object)
            } else {
                try add(argument, to: &object)
            }
        }
        return object
    }

    /// `key=text`, given twice for a list; `key:=JSON` for any value.
    private static func add(_ argument: String, to object: inout JSONObject) throws(SetupFailure) {
        guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
            throw SetupFailure("\(argument) is no argument: write key=value, key:=JSON, a JSON object, or -")
        }
        let text = String(argument[argument.index(after: equals)...])
        var key = String(argument[..<equals])
        if key.hasSuffix(":") {
            key.removeLast()
            do {
                object[key] = try JSONParser().parse(text)
            } catch {
                throw SetupFailure("\(key):= is followed by no JSON: \(error.message) at byte \(error.offset)")
            }
            return
        }
        switch object[key] {
        case nil: object[key] = .string(text)
        case .array(let values)?: object[key] = .array(values + [.string(text)])
        case let value?: object[key] = [value, .string(text)]
        }
    }

    private static func json(_ bytes: [UInt8], _ what: String) throws(SetupFailure) -> JSONObject {
        do {
            if let object = try JSONParser().parse(bytes).object { return object }
        } catch {
            throw SetupFailure("\(what) is no JSON: \(error.message) at byte \(error.offset)")
        }
        throw SetupFailure("\(what) is no JSON object")
    }

    private static func merge(_ more: JSONObject, into object: inout JSONObject) {
        for member in more.members { object[member.key] = member.value }
    }
}
