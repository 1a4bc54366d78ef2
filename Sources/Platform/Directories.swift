#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Where a user's files belong (XDG Base Directory Specification 0.8). Callers add their own `nats-operator` below.
///
/// A variable that is empty or not absolute is ignored, as the specification demands. Without `HOME` the account database is
/// asked: clients start servers with a stripped environment.
public enum Directories {
    /// `$XDG_STATE_HOME`, or `~/.local/state`: what should outlive a restart but is of no worth elsewhere.
    public static func state(environment: [String: String]) throws(PlatformError) -> String {
        try directory("XDG_STATE_HOME", below: ".local/state", environment)
    }

    /// `$XDG_DATA_HOME`, or `~/.local/share`: what the user would miss.
    public static func data(environment: [String: String]) throws(PlatformError) -> String {
        try directory("XDG_DATA_HOME", below: ".local/share", environment)
    }

    /// `$XDG_CONFIG_HOME`, or `~/.config`: what the user wrote.
    public static func config(environment: [String: String]) throws(PlatformError) -> String {
        try directory("XDG_CONFIG_HOME", below: ".config", environment)
    }

    /// `$HOME`, or what the account database says. Throws `no_home` where neither knows.
    public static func home(environment: [String: String]) throws(PlatformError) -> String {
        if let home = environment["HOME"], Path.isAbsolute(home) { return home }
        if let home = homeOfAccount(), Path.isAbsolute(home) { return home }
        throw PlatformError(code: "no_home", message: "there is no home directory: HOME is not set to an absolute path")
    }

    /// What the account database says, or `$HOME`: where the nats command line looks, which asks in this order.
    public static func homeByAccount(environment: [String: String]) throws(PlatformError) -> String {
        if let home = homeOfAccount(), Path.isAbsolute(home) { return home }
        return try home(environment: environment)
    }

    private static func directory(
        _ variable: String, below name: String, _ environment: [String: String]
    ) throws(PlatformError) -> String {
        if let value = environment[variable], Path.isAbsolute(value) { return value }
        return Path.join(try home(environment: environment), name)
    }

    private static func homeOfAccount() -> String? {
        var record = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 * 1024)
        let size = buffer.count
        // The entry points into the buffer, so it is read before the buffer may move.
        return unsafe buffer.withUnsafeMutableBufferPointer { storage -> String? in
            guard let base = storage.baseAddress else { return nil }
            guard unsafe getpwuid_r(geteuid(), &record, base, size, &found) == 0, unsafe found != nil else { return nil }
            guard let directory = unsafe record.pw_dir else { return nil }
            return unsafe String(cString: directory)
        }
    }
}
