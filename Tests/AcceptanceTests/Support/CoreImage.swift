import Foundation
import Glibc

/// The memory of a process, parted into what a core file would hold and what is marked to be left out of one.
///
/// The process should stand still while it is read. Pages of files that nobody changed are no part of it, nor are
/// pages of zeroes.
struct CoreImage {
    struct Region {
        /// As `/proc/PID/maps` has it: `[heap]`, a path, or nothing.
        var name: String
        var start: UInt
        var bytes: Data
    }

    /// What a core file would hold.
    private(set) var dumped: [Region] = []
    /// What is marked to be left out (`MADV_DONTDUMP`).
    private(set) var leftOut: [Region] = []

    /// Whether this process may read another one that lets nobody look: that takes CAP_SYS_PTRACE.
    static let canRead: Bool = {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let bits = line.split(separator: "\t").last.flatMap({ UInt64($0, radix: 16) })
        else { return false }
        return bits & 1 << 19 != 0
    }()

    init(of process: pid_t) throws {
        let memory = open("/proc/\(process)/mem", O_RDONLY | O_CLOEXEC)
        guard memory >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        defer { close(memory) }
        for mapping in try Self.mappings(of: process) where mapping.isReadable && mapping.hasOwnPages {
            let regions = Self.regions(of: mapping, memory)
            if mapping.isLeftOut { leftOut += regions } else { dumped += regions }
        }
    }

    /// Where a secret lies open, and in which forms.
    func places(of canary: Canary) -> [String] {
        dumped.flatMap { region in
            canary.found(in: region.bytes).map { form in
                "\(form) at \(String(region.start, radix: 16)) \(region.name)"
            }
        }
    }

    var count: Int { dumped.reduce(0) { $0 + $1.bytes.count } }

    // MARK: - Reading

    private struct Mapping {
        var range: Range<UInt>
        var name: String
        var isReadable: Bool
        var hasOwnPages = false
        var isLeftOut = false
    }

    private static func mappings(of process: pid_t) throws -> [Mapping] {
        // Read to the end: files of the kernel have no size that could be asked for.
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/\(process)/smaps"))
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        var mappings: [Mapping] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard let first = words.first, let last = words.indices.last else { continue }
            if !first.hasSuffix(":") {
                let ends = first.split(separator: "-").compactMap { UInt($0, radix: 16) }
                guard ends.count == 2, ends[0] < ends[1] else { continue }
                mappings.append(
                    Mapping(
                        range: ends[0]..<ends[1],
                        name: words.dropFirst(5).joined(separator: " "),
                        isReadable: words[1].hasPrefix("r")
                    )
                )
            } else if ["Anonymous:", "Private_Dirty:", "Shared_Dirty:"].contains(first), last >= 1,
                words[1] != "0"
            {
                mappings[mappings.count - 1].hasOwnPages = true
            } else if first == "VmFlags:" {
                mappings[mappings.count - 1].isLeftOut = words.contains("dd")
            }
        }
        return mappings
    }

    /// The runs of pages that are not all zeroes.
    private static func regions(of mapping: Mapping, _ memory: CInt) -> [Region] {
        let page = 4096
        let zeroes = [UInt8](repeating: 0, count: page)
        var bytes = [UInt8](repeating: 0, count: mapping.range.count)
        let got = pread(memory, &bytes, bytes.count, off_t(mapping.range.lowerBound))
        guard got > 0 else { return [] }
        var regions: [Region] = []
        bytes.withUnsafeBytes { bytes in
            var start: Int?
            func end(_ offset: Int) {
                guard let first = start else { return }
                start = nil
                let run = Data(bytes[first..<offset])
                regions.append(
                    Region(name: mapping.name, start: mapping.range.lowerBound + UInt(first), bytes: run)
                )
            }
            for offset in stride(from: 0, to: got - page + 1, by: page) {
                guard let address = bytes.baseAddress else { return }
                if memcmp(address + offset, zeroes, page) == 0 {
                    end(offset)
                } else if start == nil {
                    start = offset
                }
            }
            end(got)
        }
        return regions
    }
}
