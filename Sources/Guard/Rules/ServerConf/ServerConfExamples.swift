import Model

extension ServerConf {
    /// For examples; one that can't be read would be empty, and its test fail.
    static func example(_ text: String) -> ServerConf {
        let conf = try? ConfParser.parse(text) { path, _ in throw ConfMissing(path: path) }
        return ServerConf(conf: conf ?? ConfMap())
    }
}

private struct ConfMissing: Error {
    let path: String
}
