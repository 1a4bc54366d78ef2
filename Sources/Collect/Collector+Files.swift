import Audit
import JSON
import Model
import Platform

extension Collector {
    private static let largest = 1 << 20

    /// A configuration file of a server, with what it includes.
    func read(file path: String, into capture: inout Capture) async {
        let read: Result<ConfMap, Fault> = await BlockingCall.run {
            do throws(Fault) {
                let text = try Self.text(path)
                do throws(ConfError) {
                    return .success(
                        try ConfParser.parse(text) { name, from in
                            // Includes are relative to the file they stand in.
                            let directory = Path.parent(from.isEmpty ? path : from)
                            return try Self.text(Path.join(directory, name))
                        })
                } catch {
                    throw Fault(words: "\(error.place.words): \(error.message)")
                }
            } catch {
                return .failure(error)
            }
        }
        switch read {
        case .success(let conf): capture.files.append(Capture.File(path: path, conf: conf))
        case .failure(let fault): capture.unseen.append(Capture.Unseen("file", source: path, fault.words))
        }
    }

    private struct Fault: Error, CustomStringConvertible {
        let words: String
        var description: String { words }
    }

    private static func text(_ path: String) throws(Fault) -> String {
        do throws(PlatformError) {
            let bytes = try PrivateFile.read(path, from: 0, limit: largest + 1)
            guard bytes.count <= largest else { throw PlatformError(code: "too_large", message: "the file is larger than 1 MiB") }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw Fault(words: "\(error)")
        }
    }

    /// The newest backup below a directory that is whole: a directory with a manifest beside it that says so.
    func read(backups root: String, into capture: inout Capture) async {
        let read: Result<Capture.Backup, PlatformError> = await BlockingCall.run {
            do throws(PlatformError) { return .success(try Self.newest(root)) } catch { return .failure(error) }
        }
        switch read {
        case .success(let backup): capture.backups.append(backup)
        case .failure(let error): capture.unseen.append(Capture.Unseen("backups", source: root, error.description))
        }
    }

    private static func newest(_ root: String) throws(PlatformError) -> Capture.Backup {
        let suffix = ".manifest.json"
        let names = Set(try DirectoryListing.names(root))
        var newest: (time: WallTime, name: String)?
        var incomplete = names.count { $0.hasSuffix(".partial") }
        for name in names where name.hasSuffix(suffix) && !name.hasSuffix(".partial" + suffix) {
            let directory = String(name.dropLast(suffix.count))
            let manifest = try? PrivateFile.read(Path.join(root, name), from: 0, limit: largest * 16)
            let json = manifest.flatMap { try? JSONParser().parse($0).object }
            guard names.contains(directory), let json, json["complete"]?.bool == true, isSealed(json),
                let moment = json["ended"]?.string.flatMap(WallTime.init(rfc3339:))
            else {
                incomplete += 1
                continue
            }
            if newest.map({ $0.time < moment }) ?? true { newest = (moment, directory) }
        }
        return Capture.Backup(
            root: root, newest: newest?.time.rfc3339, path: newest?.name, incomplete: incomplete)
    }

    /// A manifest carries the digest of all the rest of it: one that was edited, or cut, is no proof of a backup.
    private static func isSealed(_ manifest: JSONObject) -> Bool {
        var rest = manifest
        rest["seal"] = nil
        return manifest["seal"]?.string == SHA256.hex(JSONValue.object(rest).canonicalText)
    }
}
