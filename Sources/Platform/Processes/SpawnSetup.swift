#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What `posix_spawn` shall do in the child before the program runs.
@safe struct SpawnSetup: ~Copyable {
    #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        private static let setSession: Int32 = POSIX_SPAWN_SETSID
    #else
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        /// POSIX_SPAWN_SETSID of <spawn.h>, which Swift doesn't see because it is reserved for _GNU_SOURCE.
        private static let setSession: Int32 = 0x80
    #endif
    /// Our descriptors, copied out of the way of the numbers that the child is to have.
    private var copies: [Descriptor] = []

    init(descriptors: [Int32: Int32], newSession: Bool) throws(PlatformError) {
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)

        let highest = max(2, descriptors.keys.max() ?? 2)
        for number in 0...highest {
            if let ours = descriptors[number] {
                let copy = fcntl(ours, F_DUPFD_CLOEXEC, highest + 1)
                guard copy >= 0 else { throw PlatformError(errno: errno, action: "hand a descriptor to a program") }
                copies.append(Descriptor(owning: copy))
                unsafe posix_spawn_file_actions_adddup2(&actions, copy, number)
            } else if number <= 2 {
                unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            } else {
                #if !canImport(Darwin)
                    unsafe posix_spawn_file_actions_addclose(&actions, number)
                #endif
            }
        }

        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        if newSession { flags |= Self.setSession }
        #if canImport(Darwin)
            flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        #else
            unsafe Self.closeAll(from: highest + 1, &actions)
        #endif
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

        // Whatever we ignore or block is our affair: the child starts as from a shell.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe sigdelset(&all, SIGKILL)
        unsafe sigdelset(&all, SIGSTOP)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    }

    deinit {
        var actions = unsafe actions
        #if canImport(Darwin)
            var attributes = unsafe attributes
        #else
            var attributes = attributes
        #endif
        unsafe posix_spawn_file_actions_destroy(&actions)
        unsafe posix_spawnattr_destroy(&attributes)
    }

    #if !canImport(Darwin)
        /// glibc 2.34 has a call for it, which Swift doesn't see (_GNU_SOURCE) and which is therefore looked up. Without it the
        /// descriptors that are open now are named one by one; closing one that is gone by then is no error.
        private static func closeAll(from first: Int32, _ actions: inout posix_spawn_file_actions_t) {
            typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
            if let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") {
                let closeFrom = unsafe unsafeBitCast(symbol, to: CloseFrom.self)
                if unsafe closeFrom(&actions, first) == 0 { return }
            }
            guard let directory = unsafe opendir("/proc/self/fd") else { return }
            defer { unsafe closedir(directory) }
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if let number = Int32(name), number >= first { unsafe posix_spawn_file_actions_addclose(&actions, number) }
            }
        }
    #endif
}
