import CLinux
import CWiping
import Glibc
import SlotsCLI

@main
struct Main {
    static func main() async {
        slots_wipe_freed_memory()
        // As bytes: an argument need not be UTF-8, and the parser says so.
        let pointers = UnsafeBufferPointer(start: slots_arguments(), count: Int(slots_argument_count()))
        let arguments = pointers.dropFirst().compactMap { pointer in
            pointer.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
        exit(await Program.run(arguments))
    }
}
