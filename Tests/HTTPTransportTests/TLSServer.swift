import Foundation

/// A TLS server of another program.
final class TLSServer {
    let port: Int
    private let program: ChildProgram
    private let certificates: Certificates

    static func has(_ program: String) -> Bool { ChildProgram.path(program) != nil }

    /// `openssl s_server`, which answers every request with a page.
    init(certificate: Certificates.Leaf, options: [String] = []) throws {
        certificates = certificate.certificates
        program = try ChildProgram(
            "openssl",
            [
                "s_server", "-accept", "127.0.0.1:0", "-www", "-cert", certificate.file, "-key",
                certificate.key,
            ]
                + options
        )
        // "ACCEPT 127.0.0.1:40123"
        var line = program.readLine()
        while let text = line, !text.hasPrefix("ACCEPT") { line = program.readLine() }
        guard let port = line?.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw ChildProgram.Failure(text: "openssl s_server did not say its port")
        }
        self.port = port
    }

    /// A server of HTTP/2 that refuses every stream, and prints the number of each request.
    init(refusingStreams certificate: Certificates.Leaf) throws {
        certificates = certificate.certificates
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("refuse_streams.py")
        program = try ChildProgram("python3", [script.path, certificate.file, certificate.key])
        guard let port = program.readLine().flatMap({ Int($0) }) else {
            throw ChildProgram.Failure(text: "refuse_streams.py did not say its port")
        }
        self.port = port
    }

    /// Ends the program.
    ///
    /// Returns what it has printed since the port.
    func end() -> [String] {
        program.stop()
        var lines: [String] = []
        while let line = program.readLine() { lines.append(line) }
        return lines
    }

    /// `nghttpx`, which speaks HTTP/2 and hands requests on to a port of this machine.
    init(http2 certificate: Certificates.Leaf, toPort backend: Int, on port: Int) throws {
        self.port = port
        certificates = certificate.certificates
        program = try ChildProgram(
            "nghttpx",
            [
                "--conf=/dev/null", "--frontend=127.0.0.1,\(port)", "--backend=127.0.0.1,\(backend)",
                "--no-ocsp", "--single-process", "--accesslog-file=/dev/null", certificate.key,
                certificate.file,
            ]
        )
    }
}

/// An authority and what it signed, in a folder of the test's own.
final class Certificates {
    struct Leaf {
        var file: String
        var key: String
        /// Keeps the files.
        fileprivate var certificates: Certificates
    }

    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("slots-tls-\(UUID())")
    var authority: String { file("ca.pem") }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try ChildProgram.run(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-subj", "/CN=Test authority", "-keyout", file("ca.key"), "-out", file("ca.pem")]
        )
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// A certificate for a name, signed by the authority.
    ///
    /// - Parameter key: What stands behind `-newkey`.
    func leaf(
        for name: String,
        days: Int = 2,
        key: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    ) throws -> Leaf {
        let leaf = Leaf(file: file("leaf.pem"), key: file("leaf.key"), certificates: self)
        try Data("subjectAltName=DNS:\(name)".utf8).write(to: URL(fileURLWithPath: file("extensions")))
        try ChildProgram.run(
            "openssl",
            ["req", "-newkey"] + key + ["-nodes", "-subj", "/CN=\(name)"]
                + ["-keyout", leaf.key, "-out", file("request.pem")]
        )
        try ChildProgram.run(
            "openssl",
            ["x509", "-req", "-in", file("request.pem"), "-CA", authority, "-CAkey", file("ca.key")]
                + ["-CAcreateserial", "-days", "\(days)", "-extfile", file("extensions"), "-out", leaf.file]
        )
        return leaf
    }

    private func file(_ name: String) -> String { folder.appendingPathComponent(name).path }
}
