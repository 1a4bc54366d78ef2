import Platform
import Testing

@Suite struct `A pause` {
    @Test func `lasts as long as it should`() async {
        let begun = ContinuousClock.now
        await Pause.wait(.milliseconds(80))
        #expect(ContinuousClock.now - begun >= .milliseconds(80))
    }

    @Test func `ends when its task is cancelled, also before it began`() async {
        let begun = ContinuousClock.now
        let waiting = Task { await Pause.wait(.seconds(60)) }
        await Pause.wait(.milliseconds(20))
        waiting.cancel()
        await waiting.value
        await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await Pause.wait(.seconds(60))
        }.value
        #expect(ContinuousClock.now - begun < .seconds(30))
    }
}
