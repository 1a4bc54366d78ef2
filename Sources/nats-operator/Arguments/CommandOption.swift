/// One option of the command line. Written once as a constant; a parsed line is asked with it.
struct CommandOption: Sendable {
    enum Kind: Sendable, Equatable {
        /// Is there or not.
        case flag
        /// Takes a value, given once.
        case value(String)
        /// Takes a value, and may be given again.
        case values(String)
        /// Takes a value that may be left out.
        case optionalValue(String)
    }

    /// With its dashes.
    let name: String
    let kind: Kind
    let help: String

    static func flag(_ name: String, _ help: String) -> CommandOption { CommandOption(name: name, kind: .flag, help: help) }

    static func value(_ name: String, _ value: String, _ help: String) -> CommandOption {
        CommandOption(name: name, kind: .value(value), help: help)
    }

    static func values(_ name: String, _ value: String, _ help: String) -> CommandOption {
        CommandOption(name: name, kind: .values(value), help: help)
    }

    static func optionalValue(_ name: String, _ value: String, _ help: String) -> CommandOption {
        CommandOption(name: name, kind: .optionalValue(value), help: help)
    }

    var synopsis: String {
        switch kind {
        case .flag: name
        case .value(let value), .values(let value): "\(name) <\(value)>"
        case .optionalValue(let value): "\(name)[=<\(value)>]"
        }
    }
}

/// A subcommand: what it takes, what its help says, what it does.
struct Command: Sendable {
    struct Positional: Sendable {
        let name: String
        let help: String
        var isRequired = false
        var repeats = false
    }

    let name: String
    let abstract: String
    var discussion = ""
    var positionals: [Positional] = []
    var options: [CommandOption] = []
    /// The exit code of a wrong call: what monitoring reads has another meaning for 2.
    var misuse: Int32 = 2
    /// Ends the program with the code it returns.
    let run: @Sendable (ParsedLine) throws(UsageError) -> Int32
}

/// A wrong call: told on standard error, exit code 2 unless the subcommand has another.
struct UsageError: Error {
    let message: String
    let code: Int32

    init(_ message: String, code: Int32 = 2) {
        self.message = message
        self.code = code
    }
}
