import Archive
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

    /// The newest backup in a directory that is whole: one with a manifest beside it that says so.
    func read(backups root: String, into capture: inout Capture) async {
        let read: Result<Capture.Backup, Fault> = await BlockingCall.run {
            do throws(Fault) { return .success(try Self.newest(root)) } catch { return .failure(error) }
        }
        switch read {
        case .success(let backup): capture.backups.append(backup)
        case .failure(let fault): capture.unseen.append(Capture.Unseen("backups", source: root, fault.words))
        }
    }

    /// One after the other: manifests are long where there are many streams.
    private static func newest(_ root: String) throws(Fault) -> Capture.Backup {
        let names: [String]
        let folder: FilesRoot
        do throws(PlatformError) {
            names = try DirectoryListing.names(root)
            folder = try FilesRoot(root)
        } catch {
            throw Fault(words: error.description)
        }
        var newest: (time: WallTime, name: String)?
        var incomplete = names.count { $0.hasSuffix(BackupLayout.partialSuffix) }
        for name in names where name.hasSuffix(BackupLayout.manifestSuffix) {
            let directory = String(name.dropLast(BackupLayout.manifestSuffix.count))
            guard !directory.hasSuffix(BackupLayout.partialSuffix) else { continue }
            guard let backup = try? StoredBackup.open(directory, in: folder), backup.stage == .complete,
                let manifest = backup.manifest
            else {
                incomplete += 1
                continue
            }
            if newest.map({ $0.time < manifest.ended }) ?? true { newest = (manifest.ended, directory) }
        }
        return Capture.Backup(root: root, newest: newest?.time.rfc3339, path: newest?.name, incomplete: incomplete)
    }
}
