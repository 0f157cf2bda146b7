import SlotModel
import Testing
import Watching

@Suite struct WatchedStateTests {
    @Test func aNewStateShowsNothing() {
        let state = WatchedState(at: Timestamp(milliseconds: 1_790_000_000_000))
        #expect(state.slots.isEmpty && state.waiting.isEmpty && state.findings.isEmpty)
        #expect(state.progress == nil && state.undelivered == 0)
    }
}
