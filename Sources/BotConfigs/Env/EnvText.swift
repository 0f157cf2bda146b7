import Cryptography

/// How a value is spelled in a file of variables so that a shell, python-dotenv and systemd read the same.
enum EnvText {
    /// Whether every reader gets the bytes back as they are.
    ///
    /// A line break ends a value for some; a quote or a backslash inside quotes and `${` are read by some as what they
    /// are, and by others not (python-dotenv 1.2: `${NAME}` is replaced between single quotes as well).
    static func canHold(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            let isControl = byte < 0x20 || byte == 0x7F
            let isReadDifferently = byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\")
            if isControl || isReadDifferently { return false }
            if previous == UInt8(ascii: "$"), byte == UInt8(ascii: "{") { return false }
            previous = byte
        }
        return true
    }

    /// Bare where no reader could take a byte for something else, or else between single quotes.
    static func append(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        let isBare = bytes.allSatisfy(isPlain)
        if !isBare { output.append(UInt8(ascii: "'")) }
        output.append(contentsOf: bytes)
        if !isBare { output.append(UInt8(ascii: "'")) }
    }

    /// Hands on the bytes that a value of a file stands for.
    ///
    /// - Parameter value: With its quotes.
    static func decode(_ value: ArraySlice<UInt8>, _ emit: (UInt8) -> Void) {
        guard let quote = value.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return value.forEach(emit)
        }
        var rest = value.dropFirst().dropLast()
        while let byte = rest.popFirst() {
            guard quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\"), let escaped = rest.popFirst()
            else {
                emit(byte)
                continue
            }
            switch escaped {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "`"): emit(escaped)
            default:
                emit(byte)
                emit(escaped)
            }
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "_./:@%+=,-".utf8.contains(byte)
        }
    }
}

extension JSONTree {
    /// Whether a file of variables can hold it.
    var isForVariable: Bool {
        switch self {
        case .literal: true
        case .string(let parts): parts.count <= 1 && parts.allSatisfy { $0.withBytes(EnvText.canHold) }
        case .list, .object: false
        }
    }

    /// Appends it as the value of a variable.
    func appendToVariable(_ output: inout [UInt8]) {
        switch self {
        case .literal(let text): text.withUnsafeBytes { EnvText.append($0, to: &output) }
        case .string(let parts):
            guard let part = parts.first else { return }
            part.withBytes { EnvText.append($0, to: &output) }
        case .list, .object: break
        }
    }

    /// More than the bytes that ``appendToVariable(_:)`` appends.
    var variableSize: Int {
        switch self {
        case .literal(let text): text.count + 2
        case .string(let parts): parts.reduce(2) { $0 + $1.count }
        case .list, .object: 0
        }
    }
}
