import CNats
import Synchronization

/// Messages of the library that were copied and are to be destroyed, some at a time.
///
/// libnats frees messages on a thread of its own and wakes it for the first of those that have gathered: destroyed one by
/// one, each answer wakes one more thread.
final class MessageBin: Sendable {
    /// So many wait at most. They are small, and the last ones stay until more come.
    private static let room = 32
    /// Messages with a larger payload don't wait, in bytes.
    private static let largest = 2048

    private let waiting = Mutex<[LibraryHandle]>([])

    deinit { Self.destroy(waiting.withLock { $0 }) }

    /// Takes over a message that nobody uses any more.
    func discard(_ message: OpaquePointer) {
        guard unsafe natsMsg_GetDataLength(message) <= Self.largest else { return unsafe natsMsg_Destroy(message) }
        let full = waiting.withLock { waiting -> [LibraryHandle] in
            waiting.append(unsafe LibraryHandle(message))
            guard waiting.count >= Self.room else { return [] }
            let full = waiting
            waiting.removeAll(keepingCapacity: true)
            return full
        }
        Self.destroy(full)
    }

    private static func destroy(_ messages: [LibraryHandle]) {
        for message in messages { unsafe natsMsg_Destroy(message.pointer) }
    }
}
