import SlotModel

/// What a ``FaultServer`` does with one request, step by step.
///
/// After its last step the connection stays open for the next request.
package struct FaultScript: Sendable {
    package enum Step: Sendable {
        case send([UInt8])
        case pause(Duration)
        /// One byte at a time.
        case drip([UInt8], every: Duration)
        /// The same bytes again and again, as fast as they are taken.
        case endless([UInt8])
        /// Closes so that the peer gets a reset (RST).
        case reset
        case close
        /// Does nothing any more, with the connection open.
        case hang
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    package func after(_ pause: Duration) -> FaultScript { FaultScript([.pause(pause)] + steps) }
    package func then(_ step: Step) -> FaultScript { FaultScript(steps + [step]) }
}

// MARK: - Good answers

extension FaultScript {
    /// Headers as `Name: value` lines; the length is added.
    package static func answer(
        _ status: Int = 200,
        headers: [String] = [],
        body: [UInt8] = []
    ) -> FaultScript {
        FaultScript([.send(head(status, headers + ["Content-Length: \(body.count)"]) + body)])
    }

    package static func json(_ text: String, status: Int = 200, headers: [String] = []) -> FaultScript {
        answer(status, headers: ["Content-Type: application/json"] + headers, body: Array(text.utf8))
    }

    /// A page for people where a program expects JSON.
    package static func html(_ status: Int) -> FaultScript {
        let page = "<!doctype html><html><body><h1>\(status)</h1></body></html>"
        return answer(status, headers: ["Content-Type: text/html"], body: Array(page.utf8))
    }

    package static func tooManyRequests(retryAfter seconds: Int) -> FaultScript {
        json(#"{"code":-1003,"msg":"Too many requests"}"#, status: 429, headers: ["Retry-After: \(seconds)"])
    }

    package static func redirect(to url: String, status: Int = 302) -> FaultScript {
        answer(status, headers: ["Location: \(url)"])
    }

    /// The status line and the headers, blank line included.
    package static func head(_ status: Int, _ headers: [String]) -> [UInt8] {
        Array((["HTTP/1.1 \(status) \(reason(status))"] + headers + ["", ""]).joined(separator: "\r\n").utf8)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 301...308: "Moved"
        case 403: "Forbidden"
        case 418: "I'm a teapot"
        case 429: "Too Many Requests"
        case 500...: "Server Error"
        default: "Status"
        }
    }
}

// MARK: - Faults

extension FaultScript {
    package static let neverAnswering = FaultScript([.hang])
    package static let resettingAtOnce = FaultScript([.reset])
    /// Closes without a word.
    package static let hangingUp = FaultScript([.close])
    package static let resettingInHeaders = FaultScript([
        .send(Array("HTTP/1.1 200 OK\r\nContent-Ty".utf8)), .pause(.milliseconds(20)), .reset,
    ])
    package static let resettingInBody = FaultScript([
        .send(head(200, ["Content-Length: 1000"]) + Array(#"{"half":"#.utf8)), .pause(.milliseconds(20)),
        .reset,
    ])
    /// Sends half of the promised body, then nothing.
    package static let stallingInBody = FaultScript([
        .send(head(200, ["Content-Length: 1000"]) + Array(#"{"half":"#.utf8)), .hang,
    ])
    /// Promises more than it sends, then closes.
    package static let endingEarly = FaultScript([
        .send(head(200, ["Content-Length: 1000"]) + Array(#"{"half":"#.utf8)), .close,
    ])
    /// A complete answer whose JSON is not.
    package static let truncatedJSON = json(#"{"balances":[{"asset":"USDT","free":"12.5"#)
    /// Chunks without end.
    package static let endlessBody = FaultScript([
        .send(head(200, ["Transfer-Encoding: chunked"])),
        .endless(Array("4000\r\n".utf8) + [UInt8](repeating: 0x20, count: 0x4000) + Array("\r\n".utf8)),
    ])
    /// One chunk whose first line never ends.
    package static let endlessChunkExtension = FaultScript([
        .send(head(200, ["Transfer-Encoding: chunked"]) + Array("1;".utf8)),
        .endless(Array(filler(0x4000).utf8)),
    ])
    /// Chunks of one byte, each with 1 KB of extensions.
    package static let endlessChunkExtensions = FaultScript([
        .send(head(200, ["Transfer-Encoding: chunked"])), .endless(Array("1;\(filler(1000))\r\n \r\n".utf8)),
    ])

    /// Chunks, each with the extension behind its length.
    package static func chunked(_ chunks: [String], extension words: String) -> FaultScript {
        let lines = (chunks + [""]).map { "\(String($0.utf8.count, radix: 16))\(words)\r\n\($0)\r\n" }
        return FaultScript([.send(head(200, ["Transfer-Encoding: chunked"]) + Array(lines.joined().utf8))])
    }

    /// Header lines without end.
    package static let endlessHeaders = FaultScript([
        .send(Array("HTTP/1.1 200 OK\r\n".utf8)), .endless(Array("X-Filler: \(filler(1000))\r\n".utf8)),
    ])
    /// One header line without end.
    package static let endlessHeaderLine = FaultScript([
        .send(Array("HTTP/1.1 200 OK\r\nX-Filler: ".utf8)), .endless(Array(filler(1000).utf8)),
    ])

    /// One byte at a time.
    package static func dripping(_ body: String, every pause: Duration) -> FaultScript {
        let bytes = Array(body.utf8)
        return FaultScript([.send(head(200, ["Content-Length: \(bytes.count)"])), .drip(bytes, every: pause)])
    }

    /// A body of that many blanks.
    package static func body(bytes count: Int) -> FaultScript {
        answer(body: [UInt8](repeating: 0x20, count: count))
    }

    /// That many bytes that say they are compressed.
    package static func gzip(_ bytes: [UInt8]) -> FaultScript {
        answer(headers: ["Content-Encoding: gzip"], body: bytes)
    }

    private static func filler(_ count: Int) -> String { String(repeating: "x", count: count) }
}
