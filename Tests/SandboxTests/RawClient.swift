import Foundation

/// A blocking HTTP client that sends exactly the bytes it is given, however wrong they are.
struct RawClient {
    struct Answer {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]

        var json: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
        }

        var list: [[String: Any]] {
            (try? JSONSerialization.jsonObject(with: Data(body))) as? [[String: Any]] ?? []
        }

        /// Aster's own code, 0 when there is none.
        var code: Int { json["code"] as? Int ?? 0 }
    }

    var port: Int

    /// One request on a connection of its own; `nil` when no whole answer came.
    func get(_ target: String, headers: [String: String] = [:], method: String = "GET") -> Answer? {
        let lines = headers.map { "\($0.key): \($0.value)\r\n" }.sorted().joined()
        return send(
            Array("\(method) \(target) HTTP/1.1\r\nHost: x\r\n\(lines)Connection: close\r\n\r\n".utf8)
        )
    }

    func send(_ bytes: [UInt8]) -> Answer? { parse(exchange(bytes)) }

    /// What comes back until the server closes, or until nothing comes for some seconds.
    func exchange(_ bytes: [UInt8]) -> [UInt8] {
        guard let socket = connect() else { return [] }
        defer { close(socket) }
        write(bytes, to: socket)
        return read(from: socket)
    }

    func connect() -> Int32? {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 15, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let outcome = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard outcome == 0 else {
            close(socket)
            return nil
        }
        return socket
    }

    func write(_ bytes: [UInt8], to socket: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    func read(from socket: Int32) -> [UInt8] {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return received }
            received += buffer[..<count]
        }
    }

    func parse(_ bytes: [UInt8]) -> Answer? {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else {
            return nil
        }
        let head = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        guard let status = head.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            return nil
        }
        var headers: [String: String] = [:]
        for line in head.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1)
            guard sides.count == 2 else { continue }
            headers[sides[0].lowercased()] = sides[1].trimmingCharacters(in: .whitespaces)
        }
        let body = Array(bytes[(end + 4)...])
        if let length = headers["content-length"].flatMap({ Int($0) }), length > body.count { return nil }
        return Answer(status: status, headers: headers, body: body)
    }
}
