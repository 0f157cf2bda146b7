extension Secret {
    /// Without the one line end (`\n` or `\r\n`) that programs and editors leave.
    package var withoutLineEnd: Secret {
        withBytes { bytes in
            guard bytes.last == UInt8(ascii: "\n") else { return self }
            let rest = bytes.dropLast()
            let end = rest.last == UInt8(ascii: "\r") ? rest.endIndex - 1 : rest.endIndex
            return Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        }
    }

    /// Without blanks and line ends around it.
    package var trimmed: Secret {
        withBytes { bytes in
            let isBlank: (UInt8) -> Bool = { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            guard let first = bytes.firstIndex(where: { !isBlank($0) }),
                let last = bytes.lastIndex(where: { !isBlank($0) })
            else { return Secret(copying: []) }
            return Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[first...last]))
        }
    }
}
