import Guard
import JSON
import Platform

/// Numbers from which on rules speak, as a file sets them.
enum ThresholdFile {
    private static let largest = 64 << 10

    /// - Throws: what is wrong with the file, its name, a threshold nobody knows, or a value out of range.
    static func read(_ path: String) throws(SetupFailure) -> Thresholds {
        let object: JSONObject
        do {
            let text = try PrivateFile.read(path, from: 0, limit: largest + 1)
            guard text.count <= largest, let read = try JSONParser().parse(text).object else {
                throw SetupFailure("--thresholds \(path): a JSON object of at most 64 KiB is wanted, {\"name\": number, …}.")
            }
            object = read
        } catch let error as SetupFailure {
            throw error
        } catch let error as JSONError {
            throw SetupFailure("--thresholds \(path): \(error.message) at byte \(error.offset).")
        } catch {
            throw SetupFailure("--thresholds \(path): \(error)")
        }
        do {
            return try Thresholds(object, known: ThresholdCatalogue.all)
        } catch {
            throw SetupFailure("--thresholds \(path): \(error).")
        }
    }
}
