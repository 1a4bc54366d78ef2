/// What a running nats-server does with an option that its file has otherwise after a reload (`nats-server --signal reload`; each
/// tried on 2.15.1). One that it can't take makes it refuse the whole file: nothing of it counts then.
public enum ConfReload: String, Sendable {
    /// Takes it.
    case reload
    /// Refuses the file: it takes a restart.
    case restart

    /// The options a block refuses, where it takes others; blocks that are not named here are taken or refused whole.
    private static let refused: [String: Set<String>] = [
        "": [
            "port", "host", "net", "addr", "listen", "server_name", "max_pending", "max_subscriptions", "max_subs",
            "lame_duck_duration", "lame_duck_grace_period", "disable_sublist_cache", "no_header_support", "http", "http_port",
            "monitor_port", "https", "https_port", "http_base_path", "prof_port", "no_auth_user", "system_account", "system",
            "no_system_account", "no_system", "no_sys_acc", "gateway", "websocket", "ws", "feature_flags", "allow_non_tls",
            "default_js_domain",
        ],
        "jetstream": [
            "store_dir", "store", "storedir", "sync_interval", "sync", "domain", "unique_tag", "strict",
            "max_outstanding_catchup",
            "max_buffered_size", "max_buffered_msgs", "request_queue_limit", "info_queue_limit", "max_concurrent_io", "key",
            "cipher",
            "ek", "encryption_key", "prev_key",
        ],
        "cluster": ["host", "port", "listen", "net"],
        "leafnodes": ["host", "port", "listen", "net", "authorization", "no_advertise", "advertise"],
        "mqtt": ["host", "port", "listen", "net", "no_auth_user", "authorization", "tls"],
    ]

    /// Options that were seen to be taken.
    private static let taken: [String: Set<String>] = [
        "": [
            "debug", "trace", "trace_verbose", "logtime", "log_time", "log_file", "logfile", "logfile_size_limit", "pid_file",
            "pidfile",
            "ports_file_dir", "max_payload", "max_connections", "max_conn", "max_control_line", "write_deadline", "ping_interval",
            "ping_max", "max_traced_msg_len", "client_advertise", "connect_error_reports", "reconnect_error_reports",
            "server_tags",
            "server_metadata", "authorization", "accounts", "mappings", "maps", "tls", "operator", "operators", "resolver",
            "resolver_preload", "trusted", "trusted_keys", "jetstream", "cluster", "leafnodes", "mqtt",
        ],
        "jetstream": [
            "max_mem", "max_memory", "max_memory_store", "max_file", "max_file_store", "limits", "meta_compact", "enabled",
        ],
        "cluster": [
            "name", "routes", "authorization", "pool_size", "accounts", "compression", "cluster_advertise", "advertise",
            "connect_retries", "no_advertise", "tls",
        ],
        "leafnodes": ["remotes", "compression", "tls"],
        "mqtt": [
            "ack_wait", "max_ack_pending", "stream_replicas", "consumer_replicas", "consumer_memory_storage",
            "consumer_inactive_threshold",
        ],
    ]

    /// Nil for what was never tried.
    public static func of(_ option: String, in block: String = "") -> ConfReload? {
        let option = option.lowercased()
        if refused[block]?.contains(option) == true { return .restart }
        return taken[block]?.contains(option) == true ? .reload : nil
    }

    /// The options of a file by what they take: `jetstream.store_dir`. Names alone, no values.
    public static func sorted(_ conf: ConfMap) -> (reload: [String], restart: [String], unknown: [String]) {
        var found: (reload: [String], restart: [String], unknown: [String]) = ([], [], [])
        var seen: Set<String> = []
        func add(_ name: String, _ kind: ConfReload?) {
            guard seen.insert(name).inserted else { return }
            switch kind {
            case .reload?: found.reload.append(name)
            case .restart?: found.restart.append(name)
            case nil: found.unknown.append(name)
            }
        }
        for entry in conf.entries where !entry.isDefinition(in: conf) {
            let key = entry.key.lowercased()
            if let map = entry.value.map, refused[key] != nil {
                for inner in map.entries { add("\(key).\(inner.key.lowercased())", of(inner.key, in: key)) }
            } else {
                add(key, of(key))
            }
        }
        return found
    }
}

extension ConfMap.Entry {
    /// Whether it is a variable rather than an option: those are written in capitals by habit, and no option is.
    fileprivate func isDefinition(in conf: ConfMap) -> Bool {
        key.contains(where: \.isLetter) && key.allSatisfy { !$0.isLowercase }
    }
}
