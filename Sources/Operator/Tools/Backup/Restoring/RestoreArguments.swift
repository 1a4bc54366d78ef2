/// The options that the tools for restoring share.
struct RestoreArguments {
    let replicas: Int?
    let cluster: String?
    let tags: [String]?
    let consumers: Bool?
    let keepsExpired: Bool

    init(_ arguments: Arguments) throws(ToolFailure) {
        replicas = try arguments(BackupFields.replicas)
        cluster = try arguments(BackupFields.cluster)
        tags = try arguments(BackupFields.tags)
        consumers = try arguments(BackupFields.consumers)
        keepsExpired = try arguments(BackupFields.keepExpired)
    }
}

extension RestoreOptions {
    init(arguments: RestoreArguments) {
        replicas = arguments.replicas
        cluster = arguments.cluster
        tags = arguments.tags
        consumers = arguments.consumers
        keepsExpired = arguments.keepsExpired
    }
}
