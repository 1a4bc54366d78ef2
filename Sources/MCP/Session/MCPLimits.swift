/// What one client may take.
struct MCPLimits: Sendable {
    /// The longest line read, in bytes.
    var line = 8 << 20
    /// Calls running at once; more wait in the order of their arrival.
    var calls = 64
    /// Calls of long-running tools at once.
    var longCalls = 64
    /// Calls waiting to run, of both kinds together; more are refused.
    var waiting = 1024
    var subscriptions = 16
    var subscribedResources = 1024
    /// How long a person has to answer.
    var answer = Duration.seconds(600)
    /// At most one report of progress a call in this time.
    var progressInterval = Duration.milliseconds(100)
    /// What work under way gets once the client is gone or the end was asked for.
    var grace = Duration.milliseconds(700)
    /// What it gets after it was told to stop.
    var afterCancel = Duration.milliseconds(150)
    /// What writing gets at last.
    var flush = Duration.milliseconds(150)
    /// How long clients may keep what is the same for the whole run of the process, in milliseconds.
    var listLifetime: Int64 = 300_000
}
