import Glibc
import Locking
import Operations
import SlotsCLI
import Terminal
import TestSupport
import Testing

@Suite("Streams")
struct TextStreamTests {
    @Test("a reader that goes away ends the output quietly and keeps the exit code")
    func closedPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let stream = TextStream(descriptor: ends[1], color: .auto)
        stream.write("hello\n")
        stream.write("again\n")
        #expect(stream.condition == .closed)
        close(ends[1])
        let (errors, text) = TextStream.collecting()
        let console = Console(output: stream, errors: errors)
        #expect(console.exitCode(after: .done) == .done)
        #expect(console.exitCode(after: .stopped) == .stopped)
        #expect(text() == "")
    }

    @Test("a full disk turns success into 73 and is told")
    func fullDisk() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let stream = TextStream(descriptor: descriptor, color: .auto)
        stream.write("hello\n")
        #expect(stream.condition == .failed(ENOSPC))
        let (errors, text) = TextStream.collecting()
        let console = Console(output: stream, errors: errors)
        #expect(console.exitCode(after: .done) == .cannotWrite)
        #expect(console.exitCode(after: .wrongFiles) == .wrongFiles)
        #expect(text().hasPrefix("error: stdout cannot be written: No space left on device\n"))
    }

    @Test("a slow reader of a pipe that does not block gets every byte")
    func slowReader() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        let text = String(repeating: "0123456789", count: 50_000)
        async let count = Task.detached {
            var total = 0
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(reading, &buffer, buffer.count)
                guard count > 0 else { return total }
                total += count
                usleep(100)
            }
        }.value
        let stream = TextStream(descriptor: writing, color: .auto)
        stream.write(text)
        close(writing)
        #expect(await count == text.utf8.count)
        #expect(stream.condition == .open)
        close(reading)
    }
}
