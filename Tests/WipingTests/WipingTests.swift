import CWiping
import Foundation
import Glibc
import Testing

@Suite("memory that is given back")
struct WipingTests {
    init() { slots_wipe_freed_memory() }

    /// Bytes that nobody else writes by chance.
    private static let canary = Data((0..<64).map { UInt8(truncatingIfNeeded: 0xC5 &* ($0 | 1) ^ 0x3A) })

    /// What stands at an address, given back or not; empty where nothing is mapped any more.
    private func memory(at address: UInt, count: Int) throws -> Data {
        let file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: count)
        let got = pread(file, &bytes, count, off_t(address))
        return Data(bytes.prefix(max(got, 0)))
    }

    /// A block full of canaries.
    private func block(_ size: Int) throws -> UnsafeMutableRawPointer {
        let block = try #require(malloc(size))
        for offset in stride(from: 0, to: size - Self.canary.count, by: Self.canary.count) {
            Self.canary.copyBytes(
                to: UnsafeMutableRawBufferPointer(start: block + offset, count: Self.canary.count)
            )
        }
        return block
    }

    @Test("holds nothing of what it held", arguments: [128, 1_000, 100_000, 10_000_000])
    func freed(_ size: Int) throws {
        let block = try block(size)
        let address = UInt(bitPattern: block)
        #expect(try memory(at: address, count: size).range(of: Self.canary) != nil, "it can be seen at all")
        free(block)
        #expect(try memory(at: address, count: size).range(of: Self.canary) == nil)
    }

    @Test("because it became too small neither", arguments: [128, 1_000, 100_000])
    func moved(_ size: Int) throws {
        let block = try block(size)
        // Keeps it from growing where it is.
        let neighbour = malloc(size)
        let address = UInt(bitPattern: block)
        let larger = try #require(realloc(block, 3 * size))
        #expect(try memory(at: UInt(bitPattern: larger), count: size).range(of: Self.canary) != nil)
        #expect(UInt(bitPattern: larger) != address)
        #expect(try memory(at: address, count: size).range(of: Self.canary) == nil)
        free(neighbour)
        free(larger)
    }

    @Test("because less is enough neither")
    func shortened() throws {
        let block = try block(1_000)
        let address = UInt(bitPattern: block)
        let shorter = try #require(realloc(block, 24))
        #expect(try memory(at: address + 24, count: 976).range(of: Self.canary) == nil)
        free(shorter)
    }

    @Test("and the C library's rules hold")
    func rules() throws {
        free(nil)
        let block = try #require(realloc(nil, 10))
        #expect(realloc(block, 0) == nil)
        #expect(realloc(nil, .max / 2) == nil)
        let kept = try self.block(128)
        #expect(realloc(kept, .max / 2) == nil, "and the block stays")
        #expect(try memory(at: UInt(bitPattern: kept), count: 128).range(of: Self.canary) != nil)
        free(kept)
        let aligned = try #require(aligned_alloc(4096, 8192))
        let longer = realloc(aligned, 20_000)
        #expect(longer != nil)
        free(longer)
    }
}
