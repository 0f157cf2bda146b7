import CLinux
import Glibc

/// Descriptors beyond the standard streams that the process was started with.
///
/// They belong to whoever started it, such as a lock that a script holds on 9; those that came later are ours.
package enum InheritedDescriptors {
    /// Without /proc they are looked for up to here.
    private static let limit: CInt = 1024

    /// In ascending order; to be asked for first, before anything is opened.
    package static let atStart: [CInt] = {
        guard let entries = opendir("/proc/self/fd") else {
            return (STDERR_FILENO + 1..<limit).filter { fcntl($0, F_GETFD) >= 0 }
        }
        defer { closedir(entries) }
        var found: [CInt] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let number = CInt(name), number > STDERR_FILENO, number != dirfd(entries) {
                found.append(number)
            }
        }
        return found.sorted()
    }()

    /// Has all others closed by a successful execve(2).
    ///
    /// - Returns: 0, or an errno value.
    static func closeOthersOnExec() -> Int32 {
        var lowest = STDERR_FILENO + 1
        for descriptor in atStart {
            if descriptor > lowest {
                let code = slots_close_on_exec(UInt32(lowest), UInt32(descriptor - 1))
                guard code == 0 else { return code }
            }
            lowest = descriptor + 1
        }
        return slots_close_on_exec(UInt32(lowest), .max)
    }
}
