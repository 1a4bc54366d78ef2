extension ServerErrors {
    /// Of clusters, their leaders and peers, and of what is offline.
    static let cluster: [ServerError] = [
        .init(
            10004, 503, "cluster_incomplete", "Not all servers answered in time: the list has gaps.",
            "Ask again; `missing` and `offline` in results name what is not in it."),
        .init(
            10005, 400, "cluster_no_peers",
            "No servers fit: more replicas than peers, no match for the placement, or too little storage; the text says which."),
        .init(10006, 500, "cluster_not_active", "The server does not run JetStream in a cluster."),
        .init(10007, 500, "cluster_not_assigned", "The asset is not assigned to the server that was asked."),
        .init(
            10008, 503, "cluster_not_avail", "The meta group has no leader, or no majority: nothing can be made or changed.",
            "Elections take seconds. If it stays, the majority of the servers is down: bring them back."),
        .init(10009, 500, "cluster_not_leader", "A server was asked that does not lead."),
        .init(10010, 503, "cluster_required", "Only a cluster can do this: there is nobody to step down to or move to."),
        .init(10011, 400, "cluster_tags", "Placement by tags is not possible in this request."),
        .init(10036, 503, "cluster_un_support_feature", "Clusters do not support this."),
        .init(10040, 400, "cluster_peer_not_member", "The peer named is no member of this group."),
        .init(10041, 500, "raft_general", "The Raft group failed; the text says how."),
        .init(10044, 400, "cluster_server_not_member", "The server named is no member of the cluster."),
        .init(
            10061, 400, "stream_replicas_not_updatable", "The number of replicas cannot be changed here."),
        .init(
            10074, 500, "stream_replicas_not_supported", "More than one replica on a server without a cluster.",
            "Set `num_replicas` to 1, or use a cluster."),
        .init(
            10075, 503, "peer_remap", "No other server can take the place of the peer that would leave.",
            "Add a server that fits the placement first. Servers before 2.15 take the peer out all the same."),
        .init(
            10118, 500, "stream_offline", "The stream's servers are down, or know too little to run it.",
            "Bring them back; never delete it for that."),
        .init(10119, 500, "consumer_offline", "The consumer's servers are down, or know too little to run it."),
        .init(
            10123, 400, "stream_move_and_scale", "Placement and number of replicas were changed at once.",
            "Make two updates; wait for the first to finish."),
        .init(10124, 400, "stream_move_in_progress", "The stream is being moved.", "Wait until all replicas are current."),
        .init(10129, 400, "stream_reconfigure_not_in_progress", "Nothing is under way that could be cancelled."),
        .init(10133, 400, "replicas_count_cannot_be_negative", "A number of replicas below zero."),
        .init(
            10185, 412, "required_api_level", "The request needs a newer JetStream API than this server has.",
            "server_info shows the level; 2.11 has 1, 2.12 has 2, 2.14 has 4, 2.15 has 5."),
        .init(
            10194, 500, "stream_offline_reason",
            "The stream is offline and the text says why, mostly that it uses features of a newer server.",
            "Upgrade the server again: a downgrade below the features in use is not supported."),
        .init(10195, 500, "consumer_offline_reason", "The consumer is offline and the text says why."),
        .init(
            10202, 400, "cluster_server_member_change_inflight", "Another change of the cluster's members is under way.",
            "One peer at a time: wait for it."),
        .init(10224, 400, "cluster_rescue", "The rescue of the meta group was not applied; the text says why."),
        .init(
            10226, 400, "stream_reconfigure_in_progress", "The stream is being moved or scaled already.",
            "Wait until all replicas are current, then ask again."),
    ]

    /// Of accounts, limits, requests as such, backups.
    static let resources: [ServerError] = [
        .init(
            10002, 400, "account_resources_exceeded", "The account's storage or memory for JetStream is used up or reserved.",
            "account_info shows usage beside limits: free some, or have the limit raised."),
        .init(10003, 400, "bad_request", "The request contradicts itself or lacks something."),
        .init(10015, 400, "snapshot_deliver_subject_invalid", "A backup cannot be delivered to this subject."),
        .init(
            10023, 503, "insufficient_resources", "The server has not the storage or memory left that was asked for."),
        .init(
            10025, 400, "invalid_json", "Not JSON, or with a field the server does not know (servers are strict since 2.12).",
            "The text names the field: mistyped, or newer than the server."),
        .init(
            10028, 500, "memory_resources_exceeded",
            "Too little memory is left for JetStream once what others reserved (`max_bytes`) is taken off."),
        .init(10035, 503, "no_account", "The account does not exist here."),
        .init(10038, 400, "not_empty_request", "This request takes no body."),
        .init(
            10039, 503, "not_enabled_for_account", "The account has no JetStream; the system account never has.",
            "Use another account, or have JetStream enabled for this one."),
        .init(10042, 500, "restore_subscribe_failed", "The restore could not begin: the server could not listen for its data."),
        .init(
            10047, 500, "storage_resources_exceeded",
            "Too little storage is left once what others reserved (`max_bytes`) is taken off."),
        .init(10062, 500, "stream_restore", "The restore failed; the text says how."),
        .init(10064, 500, "stream_snapshot", "The backup failed; the text says how."),
        .init(10072, 500, "temp_storage_failed", "The server has no place for the restore's temporary files."),
        .init(
            10076, 503, "not_enabled", "JetStream is not enabled on the server, or was switched off after a failure.",
            "Look into the server's log; a full or broken disk is the usual reason."),
        .init(
            10113, 400, "stream_max_bytes_required", "This account wants `max_bytes` on every stream.", "Set `max_bytes`."),
        .init(10120, 400, "no_limits", "The account has no limits for this number of replicas (tier)."),
        .init(
            10122, 400, "stream_max_stream_bytes_exceeded", "`max_bytes` is above what the account allows for one stream."),
        .init(10130, 400, "stream_name_exist_restore_failed", "A stream of this name exists: it cannot be restored over."),
        .init(
            10157, 400, "pedantic", "Asked to be pedantic, the server refused what it would have adjusted silently.",
            "The text says what it would have changed."),
    ]
}
