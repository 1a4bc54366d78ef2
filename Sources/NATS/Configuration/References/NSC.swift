import JSON
import Platform

/// Credentials that nsc keeps: `nsc://operator/account/user`.
struct NSC {
    struct Profile {
        let credentialsFile: String?
        /// The operator's service URLs, as one list with commas.
        let service: String?
    }

    let environment: [String: String]

    private var program: HelperProgram { HelperProgram("nsc", environment) }

    /// What `nsc generate profile` tells.
    func profile(_ reference: String, _ place: String) throws(NATSError) -> Profile {
        let output = try program.output(["generate", "profile", reference], place)
        guard let json = try? JSONParser().parse(output), json.object != nil else {
            throw NATSError(.invalidConfiguration, "nsc, asked for \(place), gave no JSON object.")
        }
        let service = json["operator"]?["service"]?.array?.compactMap(\.string).joined(separator: ",")
        return Profile(
            credentialsFile: json["user_creds"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            service: service.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// The user's credentials file. Without nsc, the one in the place where nsc keeps it, if it is there.
    func credentialsFile(_ reference: String, _ place: String) throws(NATSError) -> String {
        guard program.path == nil, let kept = keptFile(reference) else {
            guard let file = try profile(reference, place).credentialsFile else {
                throw NATSError(
                    .invalidConfiguration, "nsc knows of no credentials file for \(place); `nsc generate creds` makes one.")
            }
            return file
        }
        return kept
    }

    private func keptFile(_ reference: String) -> String? {
        let names = reference.dropFirst("nsc://".count).split(separator: "/", omittingEmptySubsequences: false)
        // Behind a question mark other places may be named.
        guard names.count == 3, !reference.contains("?"), !names.contains(where: { $0.isEmpty || $0.hasPrefix(".") }) else {
            return nil
        }
        let directories: [String?] =
            if let keys = environment["NKEYS_PATH"], !keys.isEmpty {
                [keys]
            } else {
                [
                    (try? Directories.data(environment: environment)).map { Path.join($0, "nats/nsc/keys") },
                    (try? Directories.homeByAccount(environment: environment)).map { Path.join($0, ".nkeys") },
                ]
            }
        let files = directories.compactMap { $0 }.map { Path.join($0, "creds/\(names.joined(separator: "/")).creds") }
        return files.first { Executables.isReadable($0) }
    }
}
