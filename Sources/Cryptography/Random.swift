/// Fresh bytes from the system's generator; `Secret.random(count:)` for those that must stay unseen.
package func randomBytes(count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { fillWithRandomBytes($0) }
    return bytes
}
