/// What has arrived of one answer, within the limits.
struct Answer {
    private(set) var headers: [HTTPResponse.Header] = []
    private(set) var body: [UInt8] = []
    /// Set when a limit was passed; nothing more is taken then.
    private(set) var excess: HTTPError?

    let limits: HTTPLimits
    private var headerBytes = 0
    private var rawBytes = 0
    private(set) var hasAllHeaders = false

    init(limits: HTTPLimits) { self.limits = limits }

    var isEmpty: Bool { headerBytes == 0 }

    /// Takes one line of the headers, line end included.
    ///
    /// Answers whether the transfer may go on.
    ///
    /// Interim answers (1xx) are counted and forgotten, trailers counted and ignored.
    mutating func take(headerLine line: UnsafeRawBufferPointer, status: Int) -> Bool {
        headerBytes += line.count
        guard headerBytes <= limits.headerBytes else {
            excess = .headersTooLarge(limit: limits.headerBytes)
            return false
        }
        let text = Self.trimmed(line[...])
        if line.starts(with: "HTTP/".utf8), body.isEmpty {
            headers = []
            hasAllHeaders = false
        } else if text.isEmpty {
            hasAllHeaders = status >= 200
        } else if !hasAllHeaders {
            add(text, isContinued: line.first == 0x20 || line.first == 0x09)
        }
        return excess == nil
    }

    /// Whether the body comes in chunks.
    var isChunked: Bool {
        hasAllHeaders
            && headers.contains {
                $0.name.lowercased() == "transfer-encoding" && $0.value.lowercased().contains("chunked")
            }
    }

    /// Counts bytes of a body in chunks as they came, the lines of the chunks included.
    mutating func take(rawBytes count: Int) {
        rawBytes += count
        guard rawBytes > limits.bodyBytes, excess == nil else { return }
        excess = .bodyTooLarge(limit: limits.bodyBytes)
        body = []
    }

    /// Takes some of the body.
    ///
    /// Answers whether the transfer may go on.
    mutating func take(body bytes: UnsafeRawBufferPointer) -> Bool {
        guard excess == nil, bytes.count <= limits.bodyBytes - body.count else {
            excess = .bodyTooLarge(limit: limits.bodyBytes)
            body = []
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private mutating func add(_ line: Slice<UnsafeRawBufferPointer>, isContinued: Bool) {
        if isContinued, var last = headers.popLast() {
            last.value += " " + String(decoding: line, as: UTF8.self)
            headers.append(last)
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        let value = Self.trimmed(line[line.index(after: colon)...])
        let header = HTTPResponse.Header(
            String(decoding: line[..<colon], as: UTF8.self),
            String(decoding: value, as: UTF8.self)
        )
        if header.name.lowercased() == "content-length", let count = Int(header.value),
            count > limits.bodyBytes
        {
            excess = .bodyTooLarge(limit: limits.bodyBytes)
        }
        headers.append(header)
    }

    private static func trimmed(_ line: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
        guard let start = line.firstIndex(where: { !isBlank($0) }),
            let end = line.lastIndex(where: { !isBlank($0) })
        else { return line[line.endIndex...] }
        return line[start...end]
    }
}
