import Model
import Testing

struct WrittenDurationTests {
    @Test func `servers and metadata share units, and metadata has longer ones`() {
        for reader in [WrittenDuration.ofServers, .ofMonitoring] {
            #expect(reader.seconds("1h30m") == 5400)
            #expect(reader.seconds("1.5h") == 5400)
            #expect(reader.seconds("500ms") == 0.5)
            for none in ["", "h", "1", "1x", "-1s", "1.2.3s", "always"] where none != "1" || reader == .ofServers {
                #expect(reader.seconds(none) == nil, "\(none)")
            }
        }
        #expect(WrittenDuration.ofMonitoring.seconds("2d") == 172_800)
        #expect(WrittenDuration.ofMonitoring.seconds("1M1w") == 3_196_800)
        #expect(WrittenDuration.ofMonitoring.seconds("90") == 90)
        #expect(WrittenDuration.ofServers.seconds("2d") == nil)
        #expect(WrittenDuration.ofServers.seconds("90") == nil)
    }
}
