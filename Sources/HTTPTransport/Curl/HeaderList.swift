import CCurl
import Cryptography
import Glibc

/// A request's headers as libcurl wants them; wiped when it goes.
///
/// libcurl copies them once more into its send buffer, which it frees without wiping: that copy is out of
/// our reach.
final class HeaderList {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    /// - Throws: ``HTTPError/notSendable(message:)`` for a name that is not a token, or a value with a
    ///   control character, which could otherwise begin another header.
    init(_ headers: [HTTPRequest.Header]) throws(HTTPError) {
        for header in headers {
            guard !header.name.isEmpty, header.name.utf8.allSatisfy(Self.isToken) else {
                throw .notSendable(message: "a header's name is not well-formed")
            }
            switch header.value {
            case .open(let text):
                try append(header.name, Array(text.utf8))
            case .secret(let secret):
                try secret.withBytes { bytes throws(HTTPError) in try append(header.name, bytes) }
            }
        }
    }

    deinit {
        var next = list
        while let node = next {
            // curl_slist_append(3) made the copy with strdup, so it ends with NUL.
            if let data = node.pointee.data { explicit_bzero(data, strlen(data)) }
            next = node.pointee.next
        }
        curl_slist_free_all(list)
    }

    private func append(_ name: String, _ value: some Collection<UInt8>) throws(HTTPError) {
        guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }) else {
            throw .notSendable(
                message: "the header \(name) contains a line break or another control character"
            )
        }
        // "Name:" with nothing behind it would make libcurl leave the header out.
        let separator = value.isEmpty ? ";" : ": "
        let line = UnsafeMutableRawBufferPointer.allocate(
            byteCount: name.utf8.count + separator.utf8.count + value.count + 1,
            alignment: 1
        )
        defer {
            if let start = line.baseAddress { explicit_bzero(start, line.count) }
            line.deallocate()
        }
        var end = 0
        for part in [Array(name.utf8), Array(separator.utf8)] {
            line[end...].copyBytes(from: part)
            end += part.count
        }
        UnsafeMutableRawBufferPointer(rebasing: line[end...]).copyBytes(from: value)
        line[line.count - 1] = 0
        let text = line.bindMemory(to: CChar.self)
        guard let longer = curl_slist_append(list, text.baseAddress) else {
            preconditionFailure("libcurl: out of memory")
        }
        list = longer
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
