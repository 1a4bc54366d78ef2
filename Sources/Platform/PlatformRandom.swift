/// Random bytes fit for secrets.
public enum PlatformRandom {
    /// `count` bytes from the system's cryptographically secure source (`getrandom` on Linux, `arc4random_buf` on macOS, both
    /// behind the standard library's generator, which can't fail).
    public static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<max(0, count)).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
