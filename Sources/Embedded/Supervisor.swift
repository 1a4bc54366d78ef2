import Platform

/// The shells that watch over the server, so that it is gone when everyone who uses it is gone, however they died.
///
/// Three, because a shell can't wait for a child, read and measure time at once:
/// - the first is the server's parent. When the server ends, by itself or not, it ends and buries the others and says so;
/// - the second reads the FIFO `holders`. The end of file means that the last attached process is gone (the kernel closes the
///   writing end of a dead one). It then takes the FIFO's name away, so that nobody can come any more, and reads once more: whoever
///   came in between has written a line and keeps the server; otherwise it asks the server to stop and turns into a `sleep`;
/// - the third waits for the end of that sleep, and kills what still runs.
///
/// They lead a session of their own, so neither Ctrl-C nor a signal to our process group reaches them, and they ignore all that
/// can be ignored. Whom to signal is said by the number of their group, which can't be another's as long as the one who signals is
/// in it, or by the server's own while its parent lives, which hasn't buried it then. USR1 is how the first ends the others. Of
/// our descriptors they get four; the server gets its log and the lock on the store.
enum Supervisor {
    /// Arguments: the directory, the server, the seconds it has to stop. Descriptors: 1 news for us, 2 the log,
    /// 3 the FIFO (not 0: that of a command in the background is /dev/null), 9 the lock.
    static let script = """
        trap '' HUP INT QUIT TERM PIPE
        umask 077
        cd "$1" || exit 1
        for old in ./*.ports; do [ -e "$old" ] && rm -f "$old"; done
        (trap - HUP INT QUIT TERM PIPE; exec "$2" -c server.conf) </dev/null >&2 3<&- &
        server=$!
        echo "pid $server"
        (
            exec <&3 3<&- 9>&-
            while :; do
                while read -r line; do :; done
                mv holders holders.closing || break
                read -r line || break
                mv holders.closing holders || break
            done
            kill -TERM -$$
            exec sleep "$3" </dev/null
        ) | (
            exec 3<&- 9>&- >/dev/null
            read -r line
            if kill -0 $$; then kill -KILL "$server"; else kill -KILL -$$; fi
        ) &
        exec 3<&-
        wait "$server"
        code=$?
        trap '' USR1
        kill -USR1 -$$
        wait
        echo "end $code"
        """

    /// How long a server may take to stop before it is killed.
    static let patience = 10

    /// Starts it. `news` is where it writes `pid N` and `end STATUS`.
    static func start(
        _ directory: EmbeddedDirectory, program: ServerProgram, environment: [String: String], holders: Descriptor,
        news: Descriptor,
        lock: FileLock, patience: Int = patience
    ) throws(PlatformError) -> ChildProcess {
        let log = try Descriptor.appending(to: directory.log)
        guard let holders = holders.number, let news = news.number, let output = log.number, let lock = lock.descriptor else {
            throw PlatformError(code: "io", message: "a descriptor for the supervisor is closed")
        }
        // Nothing of our environment (which may hold secrets) but what programs need everywhere.
        var kept = environment.filter { ["TZ", "TMPDIR", "GOMAXPROCS", "GOMEMLIMIT", "GOGC"].contains($0.key) }
        kept["PATH"] = "/usr/bin:/bin" + (environment["PATH"].map { ":" + $0 } ?? "")
        return try ChildProcess.spawn(
            "/bin/sh", arguments: ["-c", script, "nats-operator-supervisor", directory.path, program.path, String(patience)],
            environment: kept, descriptors: [1: news, 2: output, 3: holders, 9: lock], newSession: true)
    }
}
