import Changes
import Platform

/// The key plan tokens are made with: one a user, so that a token counts in every process of theirs.
enum SealKey {
    /// With the book in which all processes of the user keep plans.
    static func seal(in state: String) throws(PlatformError) -> PlanSeal {
        PlanSeal(key: try load(Path.join(state, "plan.key")), book: PlanBook(path: Path.join(state, "plans.json")))
    }

    static func load(_ path: String) throws(PlatformError) -> [UInt8] {
        do {
            return try checked(PrivateFile.read(path, limit: 64), path)
        } catch  where error.code == "not_found" {
            do {
                try PrivateFile.create(path, contents: PlatformRandom.bytes(32))
            } catch  where error.code == "exists" {
                // Another process was quicker: its key counts.
            }
            return try checked(PrivateFile.read(path, limit: 64), path)
        }
    }

    private static func checked(_ key: [UInt8], _ path: String) throws(PlatformError) -> [UInt8] {
        guard key.count == 32 else {
            throw PlatformError(
                code: "invalid_key", message: "the key of plan tokens must have 32 bytes; remove it to get a new one", path: path)
        }
        return key
    }
}
