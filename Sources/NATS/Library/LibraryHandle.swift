/// A pointer of libnats. Its connections and options may be used from any thread.
@safe struct LibraryHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
}
