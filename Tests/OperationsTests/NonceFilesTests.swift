import Exchanges
import Foundation
import HTTPTransport
import SlotModel
import Operations
import TestSupport
import Testing

@Suite("numbers that a signer uses once")
struct NonceFilesTests {
    private static let signer = "0x2417549E702A0bcb34c38A15C11dA7976Da099A2"
    private static let file = "nonce-" + signer.lowercased()
    private static let clock: Int64 = 1_790_000_000_000_000

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Numbers of a clock that stands still.
    private func standing() -> NonceSource {
        NonceFiles(folder: folder.path) { Timestamp(milliseconds: Self.clock / 1000) }.source
    }

    private func running(_ folder: String?) -> NonceSource {
        NonceFiles(folder: folder) { wallClock() }.source
    }

    private func write(_ bytes: [UInt8]) throws { try folder.write(Self.file, Data(bytes), mode: 0o600) }

    private func write(_ number: Int64) throws {
        try write(withUnsafeBytes(of: number.littleEndian) { Array($0) })
    }

    @Test("are the exchange's time in microseconds")
    func time() async {
        #expect(await standing().next(Self.signer, .zero) == Self.clock)
        #expect(await standing().next("another", .milliseconds(-2)) == Self.clock - 2_000)
    }

    @Test("of a damaged file, or of a clock that was set back, are the exchange's time")
    func damaged() async throws {
        for number in [.min, .min + 1, -1, 0, Self.clock - 1, Self.clock + 1_000_000, .max - 1, .max] {
            try write(number)
            #expect(await standing().next(Self.signer, .zero) == Self.clock, "\(number)")
        }
        for bytes in [[], [0xFF], [UInt8](repeating: 0x41, count: 7), [UInt8](repeating: 0x7F, count: 4096)] {
            try write(bytes)
            #expect(await standing().next(Self.signer, .zero) == Self.clock, "\(bytes.count) bytes")
        }
    }

    @Test("come one after the other, and never before their time", arguments: [true, false])
    func many(isShared: Bool) async {
        // Of two sources only the folder is common.
        let one = running(isShared ? folder.path : nil)
        let sources = isShared ? [one, running(folder.path)] : [one]
        let numbers = await withTaskGroup(of: (number: Int64, isEarly: Bool).self) { group in
            for index in 0..<200 {
                group.addTask {
                    let number = await sources[index % sources.count].next(Self.signer, .zero)
                    return (number, number > wallClock().microseconds)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(numbers.map(\.number)).count == 200)
        #expect(numbers.allSatisfy { !$0.isEarly })
    }

    @Test("are kept apart by signer, whatever stands in its name")
    func names() async throws {
        for signer in [Self.signer, "../../etc/x", "a\0b", String(repeating: "f", count: 500)] {
            _ = await standing().next(signer, .zero)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count == 4 && names.allSatisfy { $0.hasPrefix("nonce-") && $0.utf8.count < 100 })
    }
}
