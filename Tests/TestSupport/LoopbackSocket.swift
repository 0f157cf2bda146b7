import Glibc

/// Sockets on 127.0.0.1 with a port that the kernel chose.
enum LoopbackSocket {
    /// A bound socket that does not listen: connections to it are refused.
    static func bind() throws(FaultServerError) -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FaultServerError(call: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes -> Int32 in
            let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            guard Glibc.bind(descriptor, pointer, length) == 0 else { return errno }
            return getsockname(descriptor, pointer, &length) == 0 ? 0 : errno
        }
        guard code == 0 else {
            close(descriptor)
            throw FaultServerError(call: "bind", code: code)
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    static func listen(backlog: Int32) throws(FaultServerError) -> (descriptor: Int32, port: Int) {
        let socket = try bind()
        guard Glibc.listen(socket.descriptor, backlog) == 0 else {
            close(socket.descriptor)
            throw FaultServerError(call: "listen", code: errno)
        }
        prepare(socket.descriptor)
        return socket
    }

    /// Never blocking, closed on exec, small answers at once.
    static func prepare(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Begins to connect, without waiting for the end of it.
    static func connect(toPort port: Int) throws(FaultServerError) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FaultServerError(call: "socket", code: errno) }
        prepare(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        address.sin_port = in_port_t(port).bigEndian
        _ = withUnsafeBytes(of: &address) { bytes in
            Glibc.connect(
                descriptor,
                bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(MemoryLayout<sockaddr_in>.size)
            )
        }
        return descriptor
    }
}

/// A port on 127.0.0.1 that is taken but refuses every connection.
package final class RefusingPort: Sendable {
    package let port: Int
    private let descriptor: Int32

    package init() throws(FaultServerError) { (descriptor, port) = try LoopbackSocket.bind() }

    deinit { close(descriptor) }
}

/// A port on 127.0.0.1 whose queue is full: connecting to it neither succeeds nor fails.
package final class UnansweringPort: Sendable {
    package let port: Int
    private let descriptors: [Int32]

    package init() throws(FaultServerError) {
        let listener = try LoopbackSocket.listen(backlog: 0)
        port = listener.port
        var descriptors = [listener.descriptor]
        for _ in 0..<4 { descriptors.append(try LoopbackSocket.connect(toPort: listener.port)) }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}
