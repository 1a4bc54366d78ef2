import Platform

/// A program on `PATH` that hands out credentials. It runs without a shell, for a bounded time; what it says besides its
/// result is not repeated, for it may hold secrets.
struct HelperProgram {
    /// Somebody may have to touch a sensor first.
    static let patience = Duration.seconds(30)
    private static let maximumBytes = 256 << 10

    private let name: String
    private let environment: [String: String]

    init(_ name: String, _ environment: [String: String]) {
        self.name = name
        self.environment = environment
    }

    var path: String? { Executables.find(name, environment: environment) }

    /// What it writes to its standard output.
    /// - Parameter place: what asks for it, for errors.
    func output(_ arguments: [String], _ place: String) throws(NATSError) -> [UInt8] {
        guard let path else {
            throw NATSError(
                .unsupported, "\(place.atStart) refers to \(name)://, but there is no program \(name) in PATH.")
        }
        let (end, output): (ChildProcess.End, [UInt8])
        do {
            (end, output) = try ChildProcess.output(
                path, arguments: arguments, environment: environment, errors: false, limit: Self.maximumBytes + 1,
                timeout: Self.patience)
        } catch {
            throw NATSError(.invalidConfiguration, "\(path), asked for \(place), failed: \(error.message).")
        }
        guard end == .exited(0) else {
            throw NATSError(
                .invalidConfiguration,
                "\(path), asked for \(place), failed with \(end); run `\(name) \(arguments[0])` by hand to see why.")
        }
        guard output.count <= Self.maximumBytes else {
            throw NATSError(.invalidConfiguration, "\(path), asked for \(place), gave more than \(Self.maximumBytes) bytes.")
        }
        return output
    }
}
