import Glibc

/// Memory as `sodium_malloc(3)` gives it, for much of it: between two pages that nobody may touch, ending at the second,
/// locked as far as the limit allows, and left out of core dumps.
struct GuardedMemory: @unchecked Sendable {
    // `@unchecked`: who takes it is alone with it.
    /// Zeroed.
    let start: UnsafeMutableRawPointer
    private let mapping: UnsafeMutableRawPointer
    private let size: Int

    private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))

    init(count: Int) {
        let inner = (count + Self.page - 1) / Self.page * Self.page
        size = inner + 2 * Self.page
        guard let mapping = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            mapping != MAP_FAILED,
            mprotect(mapping + Self.page, inner, PROT_READ | PROT_WRITE) == 0
        else { preconditionFailure("no memory for secrets") }
        // Neither can go wrong in a way that would be an error: mlock(2) has a limit, madvise(2) may not know the word.
        madvise(mapping + Self.page, inner, MADV_DONTDUMP)
        mlock(mapping + Self.page, inner)
        self.mapping = mapping
        start = mapping + Self.page + inner - count
    }

    /// Gives it back; its user has zeroed it.
    func free() { munmap(mapping, size) }
}
