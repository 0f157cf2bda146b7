/// Whose programs listen at the ports of this machine.
package enum Listeners {
    /// The owners of all sockets that listen at a TCP port, whatever the address.
    ///
    /// - Returns: User numbers; empty where nobody listens, or where the system does not tell: proc(5), `/proc/net/tcp`.
    package static func owners(ofPort port: Int) -> Set<UInt32> {
        ["tcp", "tcp6"].reduce(into: []) { $0.formUnion(owners(ofPort: port, in: read($1))) }
    }

    /// - Parameter table: As the kernel writes it: a line of titles, then one for each socket.
    package static func owners(ofPort port: Int, in table: [UInt8]) -> Set<UInt32> {
        var owners: Set<UInt32> = []
        for line in table.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let fields = line.split(separator: UInt8(ascii: " ")).prefix(8).map {
                String(decoding: $0, as: UTF8.self)
            }
            // `0: 0100007F:0BB8 00000000:0000 0A … uid`; 0A is a socket that listens.
            guard fields.count == 8, fields[3] == "0A",
                let digits = fields[1].split(separator: ":").last, Int(digits, radix: 16) == port,
                let owner = UInt32(fields[7])
            else { continue }
            owners.insert(owner)
        }
        return owners
    }

    private static func read(_ name: String) -> [UInt8] {
        guard let folder = try? Folder("/proc/net"),
            let file = try? folder.system.open(folder.descriptor, name, .reading)
        else { return [] }
        defer { folder.system.close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < 64 << 20 {
            let count = buffer.withUnsafeMutableBytes { room in
                (try? folder.system.read(file, room, bytes.count)) ?? 0
            }
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
        }
        return bytes
    }
}
