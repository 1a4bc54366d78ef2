import Platform

/// Values that several places can give, read with the same rules.
extension ConfigurationLayer {
    /// The one identity among those that a place gives.
    static func one(of found: [Identity]) throws(NATSError) -> Identity? {
        guard found.count < 2 else { throw .both(found[0].place, found[1].place, "say who we are") }
        return found.first
    }

    /// A certificate with its key; both or none.
    static func certificate(
        _ certificate: (String?, String), _ key: (String?, String), _ references: CredentialReferences
    ) throws(NATSError) -> Certificate? {
        switch (certificate.0, key.0) {
        case (nil, nil): return nil
        case (_?, nil): throw .alone(certificate.1, key.1)
        case (nil, _?): throw .alone(key.1, certificate.1)
        case (let file?, let secret?):
            return Certificate(
                file: try references.path(file, certificate.1), key: try references.path(secret, key.1), place: certificate.1)
        }
    }

    /// A prefix of subjects, whether or not it ends with a dot.
    static func subjectPrefix(_ text: String, place: String) throws(NATSError) -> String {
        let prefix = text.hasSuffix(".") ? String(text.dropLast()) : text
        do {
            try NATSSubject.validate(prefix)
        } catch {
            throw NATSError(.invalidConfiguration, "\(place.atStart): \(error.message)")
        }
        return prefix
    }

    /// A domain is one token of a subject.
    static func domain(_ text: String, place: String) throws(NATSError) -> JetStreamPlace {
        guard (try? NATSSubject.validate(text)) != nil, !text.contains(".") else {
            throw NATSError(
                .invalidConfiguration,
                "\(place.atStart): \(NATSSubject.quoted(text)) is no JetStream domain; it is one word without dots, spaces or "
                    + "wildcards.")
        }
        return .domain(text)
    }

    static let connectTimes = Duration.milliseconds(1)...Duration.seconds(600)

    static func duration(_ text: String, _ range: ClosedRange<Duration>, place: String) throws(NATSError) -> Duration {
        guard let duration = DurationText.parse(text), range.contains(duration) else {
            throw NATSError(
                .invalidConfiguration,
                "\(place.atStart) must be a duration with its unit, such as 5s or 250ms, from "
                    + "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound)).")
        }
        return duration
    }
}
